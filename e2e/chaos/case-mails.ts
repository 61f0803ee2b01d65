import type { Random } from './random.ts'

/** A mail to a mailbox for cases. */
export interface CaseMail {
  id: string
  messageId: string
  raw: string
  /** Where each copy is delivered. */
  mailboxes: readonly string[]
  /** All mails of one are to be on one case; null for one that a machine wrote, which is to be on none. */
  conversation: string | null
}

/** Makes mails to cases, as long as more are wanted. `at`: milliseconds since 1970, for their Date. */
export interface CaseMails {
  /** The next mail of a person: answers come before, between and after what they answer. */
  next(at: number): CaseMail
  /** A bounce or a notice of absence, in answer to a mail of some conversation. */
  automatic(id: string, at: number): CaseMail
}

export const CASE_MAILBOXES = ['support', 'help'] as const
const LONGEST = 6
// Their mails come mixed, and soon after one another, so that two replicas have mails of one conversation in hand.
const CONVERSATIONS_AT_ONCE = 2
const COPIES_PERCENT = 15
const FILES_PERCENT = 20
// Bytes of mails are kept in pieces of 256 KiB: some files are in one, and some are in two.
const LARGEST_FILE = 300_000

/** @param senders addresses of people who write first mails now and then; the others are strangers */
export function createCaseMails(random: Random, prefix: string, senders: readonly string[]): CaseMails {
  const waiting: Drafted[] = []
  const known: string[] = []
  return {
    next(at) {
      if (waiting.length === 0) {
        const drafted = Array.from({ length: CONVERSATIONS_AT_ONCE }, () => {
          const conversation = `${prefix}t${known.length}`
          known.push(conversation)
          return draftConversation(random, conversation, senders)
        })
        waiting.push(...random.shuffle(drafted.flat()))
      }
      const { conversation, id, ...drafted } = waiting.pop() as Drafted
      const files = random.between(1, 100) <= FILES_PERCENT ? fileOf(random, id) : undefined
      const raw = write({ id, ...drafted, at, files })
      return { id, messageId: messageIdOf(id), raw, mailboxes: placesOf(random), conversation }
    },
    automatic(id, at) {
      const answered = messageIdOf(`${known.at(-1) ?? prefix}m0`)
      const raw = random.between(0, 1) === 0 ? bounce(id, answered, at) : absence(id, answered, at)
      return { id, messageId: messageIdOf(id), raw, mailboxes: [random.pick(CASE_MAILBOXES)], conversation: null }
    },
  }
}

interface Drafted {
  id: string
  conversation: string
  from: string
  cc: string
  subject: string
  /** Message-IDs, oldest first. */
  references: readonly string[]
}

const messageIdOf = (id: string): string => `<${id}@customer.example>`

/** One to six mails of two people, each of which answers an earlier one. */
function draftConversation(random: Random, conversation: string, senders: readonly string[]): Drafted[] {
  const requester =
    random.between(0, 1) === 0 ? random.pick(senders) : `Carla Customer <customer-${conversation}@customer.example>`
  const colleague = `colleague-${conversation}@customer.example`
  const count = random.between(1, LONGEST)
  const mails: Drafted[] = []
  for (let i = 0; i < count; i++) {
    const answered = mails.length === 0 ? undefined : random.pick(mails)
    const [from, cc] = random.between(0, 1) === 0 ? [requester, colleague] : [colleague, requester]
    mails.push({
      id: `${conversation}m${i}`,
      conversation,
      from,
      cc,
      subject: `${answered === undefined ? '' : 'Re: '}The printer of ${conversation}`,
      references: answered === undefined ? [] : [...answered.references, messageIdOf(answered.id)],
    })
  }
  return mails
}

function placesOf(random: Random): string[] {
  const first = random.pick(CASE_MAILBOXES)
  return random.between(1, 100) <= COPIES_PERCENT ? [first, random.pick(CASE_MAILBOXES)] : [first]
}

function write(mail: Omit<Drafted, 'conversation'> & { at: number; files: string[] | undefined }): string {
  const { id, from, cc, subject, references, at, files } = mail
  const answered = references.at(-1)
  const text = [`This is mail ${id}.`, '', 'It burns.', '']
  return [
    `From: ${from}`,
    'To: support@example.com, help@example.com',
    `Cc: ${cc}`,
    `Subject: ${subject}`,
    ...headOf(id, at),
    ...(answered === undefined ? [] : [`In-Reply-To: ${answered}`, `References: ${references.join('\r\n ')}`]),
    'MIME-Version: 1.0',
    ...(files === undefined
      ? ['Content-Type: text/plain; charset=utf-8', '', ...text]
      : multipart('multipart/mixed', [['Content-Type: text/plain; charset=utf-8', '', ...text], files])),
  ].join('\r\n')
}

const headOf = (id: string, at: number): string[] => [
  `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
  `Message-ID: ${messageIdOf(id)}`,
  `X-Test-Id: ${id}`,
]

function multipart(type: string, parts: readonly (readonly string[])[]): string[] {
  const lines = parts.flatMap((part) => ['--part', ...part])
  return [`Content-Type: ${type}; boundary=part`, '', ...lines, '--part--', '']
}

const BYTES_OF_A_LINE = 57

function fileOf(random: Random, id: string): string[] {
  const line = Buffer.from(Array.from({ length: BYTES_OF_A_LINE }, () => random.between(0, 255))).toString('base64')
  const lines = Array<string>(random.between(1, Math.floor(LARGEST_FILE / BYTES_OF_A_LINE))).fill(line)
  return [
    'Content-Type: image/png',
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename="${id}.png"`,
    '',
    ...lines,
  ]
}

function absence(id: string, answered: string, at: number): string {
  return [
    'From: Colin Colleague <colin@customer.example>',
    'To: support@example.com',
    'Subject: Automatic reply: your mail',
    ...headOf(id, at),
    `In-Reply-To: ${answered}`,
    'Auto-Submitted: auto-replied',
    '',
    'I am on holiday.',
    '',
  ].join('\r\n')
}

/** A report of RFC 3464. */
function bounce(id: string, answered: string, at: number): string {
  return [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@customer.example>',
    'To: support@example.com',
    'Subject: Undelivered Mail Returned to Sender',
    ...headOf(id, at),
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    ...multipart('multipart/report; report-type=delivery-status', [
      ['Content-Type: text/plain', '', 'Your mail could not be delivered.', ''],
      [
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; customer.example',
        '',
        'Final-Recipient: rfc822; carla@customer.example',
        'Action: failed',
        'Status: 5.1.1',
        '',
      ],
      ['Content-Type: text/rfc822-headers', '', `Message-ID: ${answered}`, 'Subject: Your case', ''],
    ]),
  ].join('\r\n')
}
