import { setTimeout as delay } from 'node:timers/promises'
import { storeBlob } from '@tubepost/db'
import type { TubepostEvent } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { aboutMail, crashPoint, type ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from './config.ts'
import type { Intake } from './decide-intake.ts'
import { describeMail, type ReceivedEvent, settleAtOnce } from './describe-mail.ts'
import { insertMails, knownFingerprints, lockFingerprint } from './ledger-sql.ts'
import { countIntake } from './mail-counts.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'
import { type IncomingMail, listenSmtp, type SmtpIntake } from './sources/smtp.ts'
import { entryOf, publishMails } from './take-in.ts'

const LOOK_FOR_MAILBOXES_MS = 2_000

const listening = new WeakMap<ServiceContext<FetcherConfig>, Map<number, SmtpIntake>>()

/** The ports on which this process takes mail. */
export const portsOf = (context: ServiceContext<FetcherConfig>): ReadonlySet<number> =>
  new Set(listening.get(context)?.keys())

/** Listens on the port of every enabled SMTP mailbox. Where another replica on this machine listens, it stands by. */
export async function listenForMail(context: ServiceContext<FetcherConfig>): Promise<void> {
  const intakes = new Map<number, SmtpIntake>()
  listening.set(context, intakes)
  const publishing = new Set<Promise<void>>()
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
        spoolDir: context.config.SMTP_SPOOL_DIR,
        maxBytes: (recipients) =>
          Math.max(...targetsOf(onPort(port), recipients).map(({ mailbox }) => mailbox.policy.maxMailBytes)),
        accepts: (address) => onPort(port).some((mailbox) => isFor(mailbox, address)),
        async take(mail) {
          const toPublish = await takeInSmtp(context, onPort(port), mail)
          // The mail is safe, so the sender need not wait for the broker.
          const published = publishMails(context, toPublish).finally(() => publishing.delete(published))
          publishing.add(published)
        },
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
  const cutOff = () => {
    for (const intake of intakes.values()) intake.cutOff()
  }
  context.cutOff.addEventListener('abort', cutOff)
  await Promise.all([...intakes.values()].map((intake) => intake.close()))
  context.cutOff.removeEventListener('abort', cutOff)
  await Promise.all(publishing)
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

/** Recipients in two mailboxes make two mails, each with a fate of its own. */
function targetsOf(mailboxes: readonly ConfiguredMailbox[], recipients: readonly string[]) {
  return mailboxes.flatMap((mailbox) => {
    const own = recipients.filter((address) => isFor(mailbox, address))
    return own.length === 0 ? [] : [{ mailbox, recipients: own }]
  })
}

/**
 * Bytes and ledger rows are one transaction: after it the sender may be told 250, and nothing can lose the mail.
 * @returns what is now to be published
 */
async function takeInSmtp(
  context: ServiceContext,
  mailboxes: readonly ConfiguredMailbox[],
  mail: IncomingMail,
): Promise<readonly ReceivedEvent[]> {
  const origin = context.origin()
  const { content } = mail
  const targets = targetsOf(mailboxes, mail.recipients)
  type Target = (typeof targets)[number]
  const isKept = ({ mailbox }: Target) => content.size <= mailbox.policy.maxMailBytes
  let taken: ReceivedEvent[] = []
  let toPublish: ReceivedEvent[] = []
  await context.act(async (tx, { tally }) => {
    taken = []
    toPublish = []
    const body = targets.some(isKept)
      ? await storeBlob(tx, content.content(), 'message/rfc822', content.size)
      : undefined
    const settlements: TubepostEvent[] = []
    for (const target of targets) {
      const { mailbox, recipients } = target
      const received = describeMail(
        {
          mailbox: mailbox.id,
          identity: { kind: 'smtp', session: mail.session },
          arrivedAt: origin.now,
          envelope: { from: mail.envelopeFrom, recipients },
          headers: content.headers,
          bodyDigest: content.bodyDigest,
          size: content.size,
          body: (isKept(target) ? body : undefined) ?? null,
          backlog: false,
        },
        origin,
      )
      taken.push(received)
      const { fingerprint } = received.data
      await lockFingerprint(tx, fingerprint)
      const isKnown = (await knownFingerprints(tx, mailbox.id, [fingerprint])).size > 0
      if (isKnown) settlements.push(settleAtOnce(received, DUPLICATE, origin))
      else toPublish.push(received)
      const intake: Intake = isKnown ? DUPLICATE : { kind: 'publish', backlog: false }
      await insertMails(tx, mailbox.id, [entryOf(received, intake, null)])
      countIntake(tally, mailbox.id, intake)
    }
    return settlements
  })
  for (const received of taken) context.trace.began(received, { ...ACCEPTED, startedAt: mail.since })
  crashPoint('after-ledger-row')
  for (const { data } of taken.filter((_, at) => !isKept(targets[at] as Target)))
    context.log.warn(
      { mailbox: data.mailbox, ...aboutMail(data.mailId), bytes: content.size },
      'beyond maxMailBytes: the header acts, the body is not kept',
    )
  return toPublish
}

const ACCEPTED = { type: 'receive', name: 'accept', on: 'mailbox', system: 'smtp' } as const

const DUPLICATE = {
  kind: 'settle',
  outcome: 'duplicate',
  reason: 'duplicate',
  text: 'This mailbox has had the same mail before.',
} satisfies Intake
