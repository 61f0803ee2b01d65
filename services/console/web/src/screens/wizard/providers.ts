/**
 * Where large providers have their mailboxes read over IMAP: port 993, TLS from the start, and the address as the user name,
 * unless a row says otherwise. Hosts are those of Thunderbird's ISPDB and of the providers' help pages, 2026-11.
 */
export interface Provider {
  readonly name: string
  /** Domains of its addresses. A name that ends with a dot stands for every country: `yahoo.` for yahoo.de, yahoo.co.uk. */
  readonly domains: readonly string[]
  /** Empty where there is none that anybody can reach. */
  readonly host: string
  /** The part of an address before the @ is the name for the log-in. */
  readonly localName?: true
  readonly remark?: Remark
}

/** Conditions of a provider: a password for programs (with a second factor at least), IMAP switched on, both; or no password will do. */
export const REMARKS = ['appPassword', 'twoFactor', 'switchOn', 'both', 'oauthOnly', 'bridge'] as const
export type Remark = (typeof REMARKS)[number]

export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Gmail, Google Workspace',
    domains: ['gmail.com', 'googlemail.com'],
    host: 'imap.gmail.com',
    remark: 'appPassword',
  },
  {
    name: 'Outlook.com, Microsoft 365',
    domains: ['outlook.', 'hotmail.', 'live.', 'msn.com', 'windowslive.com', 'office365.com', 'onmicrosoft.com'],
    host: 'outlook.office365.com',
    remark: 'oauthOnly',
  },
  {
    name: 'Yahoo',
    domains: ['yahoo.', 'ymail.com', 'rocketmail.com', 'myyahoo.com'],
    host: 'imap.mail.yahoo.com',
    remark: 'appPassword',
  },
  { name: 'AOL', domains: ['aol.', 'aim.com', 'netscape.net'], host: 'imap.aol.com', remark: 'appPassword' },
  {
    name: 'iCloud',
    domains: ['icloud.com', 'me.com', 'mac.com'],
    host: 'imap.mail.me.com',
    localName: true,
    remark: 'appPassword',
  },
  {
    name: 'GMX (gmx.net)',
    domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch', 'gmx.eu', 'gmx.org', 'gmx.info', 'gmx.biz'],
    host: 'imap.gmx.net',
    remark: 'switchOn',
  },
  { name: 'GMX (gmx.com)', domains: ['gmx.'], host: 'imap.gmx.com', remark: 'switchOn' },
  { name: 'WEB.DE', domains: ['web.de'], host: 'imap.web.de', localName: true, remark: 'switchOn' },
  {
    name: 'mail.com',
    domains: ['mail.com', 'email.com', 'post.com', 'usa.com'],
    host: 'imap.mail.com',
  },
  {
    name: 'Fastmail',
    domains: ['fastmail.', 'messagingengine.com', 'sent.com'],
    host: 'imap.fastmail.com',
    remark: 'appPassword',
  },
  { name: 'Zoho (.eu)', domains: ['zoho.eu', 'zohomail.eu'], host: 'imap.zoho.eu', remark: 'both' },
  { name: 'Zoho (.in)', domains: ['zoho.in', 'zohomail.in'], host: 'imap.zoho.in', remark: 'both' },
  { name: 'Zoho (.com)', domains: ['zoho.com', 'zohomail.com'], host: 'imap.zoho.com', remark: 'both' },
  {
    name: 'Mail.ru',
    domains: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'internet.ru'],
    host: 'imap.mail.ru',
    remark: 'appPassword',
  },
  { name: 'Yandex', domains: ['yandex.', 'ya.ru', 'narod.ru'], host: 'imap.yandex.com', remark: 'both' },
  { name: 'Posteo', domains: ['posteo.'], host: 'posteo.de' },
  { name: 'mailbox.org', domains: ['mailbox.org'], host: 'imap.mailbox.org', remark: 'twoFactor' },
  {
    name: 'IONOS (.de)',
    domains: ['ionos.de', 'online.de', 'onlinehome.de', '1und1.de', 'kundenserver.de'],
    host: 'imap.ionos.de',
  },
  { name: 'IONOS (.fr)', domains: ['ionos.fr'], host: 'imap.ionos.fr' },
  { name: 'IONOS (.es)', domains: ['ionos.es', '1and1.es'], host: 'imap.ionos.es' },
  { name: 'IONOS (.co.uk)', domains: ['ionos.co.uk', '1and1.co.uk'], host: 'imap.ionos.co.uk' },
  { name: 'IONOS (.com)', domains: ['ionos.com', '1and1.com'], host: 'imap.ionos.com' },
  { name: 'OVH', domains: ['ovh.net', 'ovh.com', 'ovh.fr'], host: 'ssl0.ovh.net' },
  { name: 'STRATO', domains: ['strato.de', 'rzone.de'], host: 'imap.strato.de' },
  { name: 'Telekom', domains: ['t-online.de', 'magenta.de'], host: 'secureimap.t-online.de', remark: 'appPassword' },
  { name: 'freenet', domains: ['freenet.de'], host: 'mx.freenet.de', remark: 'switchOn' },
  { name: 'Free', domains: ['free.fr'], host: 'imap.free.fr', localName: true },
  { name: 'Orange', domains: ['orange.fr', 'wanadoo.fr'], host: 'imap.orange.fr' },
  { name: 'La Poste', domains: ['laposte.net'], host: 'imap.laposte.net', localName: true },
  { name: 'SFR', domains: ['sfr.fr', 'neuf.fr', 'club-internet.fr'], host: 'imap.sfr.fr' },
  { name: 'Libero', domains: ['libero.it', 'iol.it', 'inwind.it', 'blu.it'], host: 'imapmail.libero.it' },
  {
    name: 'Proton',
    domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
    host: '',
    remark: 'bridge',
  },
]
