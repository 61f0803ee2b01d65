import { setTimeout as delay } from 'node:timers/promises'
import { openBlobs } from '@tubepost/blobs'
import type { FetcherContext } from '../fetcher-state.ts'
import { canKeepBytes } from './keep-bytes.ts'
import { intakeFailures } from '../ledger/mail-counts.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import { listenSmtp, type SmtpIntake } from '../sources/smtp/smtp.ts'
import { publishMails } from '../ledger/publish-mails.ts'
import { isFor, takeInSmtp, targetsOf } from './take-in-smtp.ts'

const LOOK_FOR_MAILBOXES_MS = 2_000

/**
 * Listens on the port of every enabled SMTP mailbox, once bytes can be kept. Where another replica on this machine
 * listens, it stands by.
 */
export async function listenForMail(context: FetcherContext): Promise<void> {
  const intakes = new Map<number, SmtpIntake>()
  context.state.ports = intakes
  const publishing = new Set<Promise<void>>()
  const blobs = await openBlobs(context.pool, context.config)
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
      if (intakes.has(port) || !(await canKeepBytes(context, blobs))) continue
      const intake = await listenSmtp({
        host: context.config.SMTP_HOST,
        port,
        spoolDir: context.config.SMTP_SPOOL_DIR,
        maxBytes: (recipients) =>
          Math.max(...targetsOf(onPort(port), recipients).map(({ mailbox }) => mailbox.policy.maxMailBytes)),
        accepts: (address) => onPort(port).some((mailbox) => isFor(mailbox, address)),
        async take(mail) {
          const toPublish = await takeInSmtp(context, blobs, onPort(port), mail).catch((error: unknown) => {
            context.tally.count(intakeFailures, { code: 'not_stored' })
            throw error
          })
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
  blobs.close()
}
