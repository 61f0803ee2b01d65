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
 * Listens at the place of every enabled mailbox without a folder, once bytes can be kept. Where another replica on this
 * machine listens, it stands by.
 */
export async function listenForMail(context: FetcherContext): Promise<void> {
  const intakes = new Map<string, Intake>()
  context.state.listensAt = intakes
  const publishing = new Set<Promise<void>>()
  const blobs = await openBlobs(context.pool, context.config)
  let byPlace = new Map<string, ConfiguredMailbox[]>()
  while (!context.signal.aborted) {
    byPlace = await readMailboxes(context.pool).then(mailboxesByPlace, () => byPlace)
    for (const [place, intake] of intakes) {
      if (byPlace.has(place)) continue
      await intake.close()
      intakes.delete(place)
    }
    for (const place of byPlace.keys()) {
      if (intakes.has(place) || !(await canKeepBytes(context, blobs))) continue
      const intake = await listenAt(context, blobs, { place, publishing, mailboxes: () => byPlace.get(place) ?? [] })
      if (intake !== undefined) intakes.set(place, intake)
    }
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await closeAll(context, [...intakes.values()])
  await Promise.all(publishing)
  blobs.close()
}

function mailboxesByPlace(mailboxes: readonly ConfiguredMailbox[]): Map<string, ConfiguredMailbox[]> {
  const placeOf = ({ source }: ConfiguredMailbox) => intakeSourceOf(source)?.placeOf(source)
  const byPlace = Map.groupBy(
    mailboxes.filter(({ enabled }) => enabled),
    placeOf,
  )
  return new Map([...byPlace].flatMap(([place, own]) => (place === undefined ? [] : [[place, own] as const])))
}

/** @returns undefined while something else listens there */
async function listenAt(
  context: FetcherContext,
  blobs: Blobs,
  at: { place: string; publishing: Set<Promise<void>>; mailboxes: () => ConfiguredMailbox[] },
): Promise<Intake | undefined> {
  const { place, publishing, mailboxes } = at
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
      onError: (error) => context.log.warn({ err: error, place }, 'mail intake'),
    })
    context.log.info({ place }, 'taking mail')
    return intake
  } catch (error) {
    context.log.debug({ err: error, place }, 'something else listens there; standing by')
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
