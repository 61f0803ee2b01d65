import { setTimeout as delay } from 'node:timers/promises'
import { storeBlob } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { crashPoint, type ServiceContext } from '@tubepost/service'
import { describeMail, type ReceivedEvent, settleAtOnce } from './describe-mail.ts'
import { headerTap } from './header-tap.ts'
import { insertMails, knownFingerprints, type LedgerEntry } from './ledger-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'
import { type IncomingMail, listenSmtp, type SmtpIntake } from './sources/smtp.ts'
import { publishMails } from './take-in.ts'

const LOOK_FOR_MAILBOXES_MS = 2_000

/** Listens on the port of every enabled SMTP mailbox. Where another replica on this machine listens, it stands by. */
export async function listenForMail(context: ServiceContext<{ SMTP_HOST: string }>): Promise<void> {
  const intakes = new Map<number, SmtpIntake>()
  let mailboxes: ConfiguredMailbox[] = []
  const onPort = (port: number) =>
    mailboxes.filter(({ enabled, source }) => enabled && source.kind === 'smtp' && source.port === port)
  while (!context.signal.aborted) {
    mailboxes = await readMailboxes(context.pool).catch(() => mailboxes)
    const ports = new Set(
      mailboxes.flatMap(({ enabled, source }) => (enabled && source.kind === 'smtp' ? [source.port] : [])),
    )
    for (const [port, intake] of intakes) {
      if (ports.has(port)) continue
      await intake.close()
      intakes.delete(port)
    }
    for (const port of ports) {
      if (intakes.has(port)) continue
      const intake = await listenSmtp({
        host: context.config.SMTP_HOST,
        port,
        accepts: (address) => onPort(port).some((mailbox) => isFor(mailbox, address)),
        take: (mail) => takeInSmtp(context, onPort(port), mail),
        onError: (error) => context.log.warn({ err: error, port }, 'smtp intake'),
      }).catch((error: unknown) => {
        context.log.debug({ err: error, port }, 'the port is taken; standing by')
        return undefined
      })
      if (intake !== undefined) {
        intakes.set(port, intake)
        context.log.info({ port }, 'taking mail over smtp')
      }
    }
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await Promise.all([...intakes.values()].map((intake) => intake.close()))
}

/** The mailbox's own address, one of its routes' addresses, or one of them with a detail: `status+x@` (RFC 5233). */
function isFor(mailbox: ConfiguredMailbox, address: string): boolean {
  const key = addressKey(address)
  const plain = key.replace(/\+[^@]*@/, '@')
  return [mailbox.address, ...mailbox.routes.map((route) => route.recipient)].some((own) => {
    const ownKey = addressKey(own)
    return ownKey === key || ownKey === plain
  })
}

/** Bytes and ledger rows are one transaction: after it the sender may be told 250, and nothing can lose the mail. */
async function takeInSmtp(
  context: ServiceContext,
  mailboxes: readonly ConfiguredMailbox[],
  mail: IncomingMail,
): Promise<void> {
  const origin = { service: 'fetcher', now: new Date().toISOString() }
  // Recipients in two mailboxes make two mails, each with a fate of its own.
  const targets = mailboxes.flatMap((mailbox) => {
    const recipients = mail.recipients.filter((address) => isFor(mailbox, address))
    return recipients.length === 0 ? [] : [{ mailbox, recipients }]
  })
  const tap = headerTap(mail.bytes)
  const maxBytes = Math.max(...targets.map(({ mailbox }) => mailbox.policy.maxMailBytes))
  const toPublish: ReceivedEvent[] = []
  await context.act(async (tx) => {
    const body = await storeBlob(tx, tap.bytes, 'message/rfc822', maxBytes)
    const settlements: TubepostEvent[] = []
    for (const { mailbox, recipients } of targets) {
      const received = describeMail(
        {
          mailbox: mailbox.id,
          identity: { kind: 'smtp', session: mail.session },
          arrivedAt: origin.now,
          envelope: { from: mail.envelopeFrom, recipients },
          headers: tap.headers(),
          size: tap.size(),
          body: body ?? null,
          backlog: false,
        },
        origin,
      )
      const { fingerprint } = received.data
      const isKnown = (await knownFingerprints(tx, mailbox.id, [fingerprint])).size > 0
      const settled = isKnown ? DUPLICATE : null
      if (settled === null) toPublish.push(received)
      else settlements.push(settleAtOnce(received, settled, origin))
      await insertMails(tx, mailbox.id, [entryOf(received, settled)])
    }
    return settlements
  })
  crashPoint('after-ledger-row')
  // The mail is safe. Should the broker be away, it is published when it is back.
  void publishMails(context, toPublish).catch((error: unknown) => context.log.warn({ err: error }, 'not published yet'))
}

const DUPLICATE = {
  outcome: 'duplicate',
  reason: 'duplicate',
  text: 'This mailbox has had the same mail before.',
} as const

function entryOf(received: ReceivedEvent, settled: LedgerEntry['settled']): LedgerEntry {
  return {
    mailId: received.data.mailId,
    lifeId: null,
    uid: null,
    fingerprint: received.data.fingerprint,
    arrivedAt: received.data.arrivedAt,
    event: JSON.stringify(received),
    settled,
    alarm: null,
  }
}
