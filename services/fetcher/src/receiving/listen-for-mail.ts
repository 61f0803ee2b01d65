import { setTimeout as delay } from 'node:timers/promises'
import { type Blobs, openBlobs } from '@tubepost/blobs'
import type { FetcherContext } from '../fetcher-state.ts'
import { intakeFailures } from '../ledger/mail-counts.ts'
import { publishMails } from '../ledger/publish-mails.ts'
import { type ConfiguredMailbox, readMailboxes } from '../mailboxes/mailboxes-sql.ts'
import type { IncomingMail } from '../sources/incoming-mail.ts'
import type { Intake } from '../sources/source.ts'
import { intakeSourceOf } from '../sources/sources.ts'
import { canKeepBytes } from './keep-bytes.ts'
import { isFor, takeInHandedOver, targetsOf } from './take-in-handed-over.ts'

const LOOK_FOR_MAILBOXES_MS = 2_000

/**
 * Listens at the endpoint of every enabled mailbox without a folder, once bytes can be kept. While another replica on
 * this machine listens there, it stands by.
 */
export async function listenForMail(context: FetcherContext): Promise<void> {
  const intakes = new Map<string, Intake>()
  context.state.listensAt = intakes
  const publishing = new Set<Promise<void>>()
  const blobs = await openBlobs(context.pool, context.config)
  let byEndpoint = new Map<string, ConfiguredMailbox[]>()
  while (!context.signal.aborted) {
    byEndpoint = await readMailboxes(context.pool).then(mailboxesByEndpoint, () => byEndpoint)
    for (const [endpoint, intake] of intakes) {
      if (byEndpoint.has(endpoint)) continue
      await intake.close()
      intakes.delete(endpoint)
    }
    for (const endpoint of byEndpoint.keys()) {
      if (intakes.has(endpoint) || !(await canKeepBytes(context, blobs))) continue
      const intake = await listenAt(context, blobs, {
        endpoint,
        publishing,
        mailboxes: () => byEndpoint.get(endpoint) ?? [],
      })
      if (intake !== undefined) intakes.set(endpoint, intake)
    }
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await closeAll(context, [...intakes.values()])
  await Promise.all(publishing)
  blobs.close()
}

function mailboxesByEndpoint(mailboxes: readonly ConfiguredMailbox[]): Map<string, ConfiguredMailbox[]> {
  const endpointOf = ({ source }: ConfiguredMailbox) => intakeSourceOf(source)?.endpointOf(source)
  const byEndpoint = Map.groupBy(
    mailboxes.filter(({ enabled }) => enabled),
    endpointOf,
  )
  return new Map(
    [...byEndpoint].flatMap(([endpoint, own]) => (endpoint === undefined ? [] : [[endpoint, own] as const])),
  )
}

/** @returns undefined while another process listens there */
async function listenAt(
  context: FetcherContext,
  blobs: Blobs,
  at: { endpoint: string; publishing: Set<Promise<void>>; mailboxes: () => ConfiguredMailbox[] },
): Promise<Intake | undefined> {
  const { endpoint, publishing, mailboxes } = at
  const [mailbox] = mailboxes()
  if (mailbox === undefined) return undefined
  const take = async (mail: IncomingMail) => {
    const toPublish = await takeInHandedOver(context, blobs, mailboxes(), mail).catch((error: unknown) => {
      context.tally.count(intakeFailures, { code: 'not_stored' })
      throw error
    })
    // The mail is safe, so the sender need not wait for the broker.
    const published = publishMails(context, toPublish).finally(() => publishing.delete(published))
    publishing.add(published)
  }
  try {
    const intake = await intakeSourceOf(mailbox.source)?.listen(mailbox.source, {
      config: context.config,
      maxBytes: (recipients) =>
        Math.max(...targetsOf(mailboxes(), recipients).map((target) => target.mailbox.policy.maxMailBytes)),
      accepts: (address) => mailboxes().some((each) => isFor(each, address)),
      take,
      onError: (error) => context.log.warn({ err: error, endpoint }, 'mail intake'),
    })
    context.log.info({ endpoint }, 'taking mail')
    return intake
  } catch (error) {
    context.log.debug({ err: error, endpoint }, 'something else listens there; standing by')
    return undefined
  }
}

async function closeAll(context: FetcherContext, intakes: readonly Intake[]): Promise<void> {
  const cutOff = () => {
    for (const intake of intakes) intake.cutOff()
  }
  context.cutOff.addEventListener('abort', cutOff)
  await Promise.all(intakes.map((intake) => intake.close()))
  context.cutOff.removeEventListener('abort', cutOff)
}
