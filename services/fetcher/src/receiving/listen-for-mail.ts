import { setTimeout as delay } from 'node:timers/promises'
import type { FetcherContext } from '../fetcher-state.ts'
import { intakeFailures, mailboxFailures } from '../ledger/mail-counts.ts'
import { publishMails } from '../ledger/publish-mails.ts'
import { listeningNow, NOT_STORED, noteClosed, noteListening, noteStored } from '../mailboxes/intake-sql.ts'
import { noteProblem } from '../mailboxes/mailbox-state-sql.ts'
import { BYTES_NOT_KEPT, canKeepBytes } from '../mailboxes/keep-bytes.ts'
import { createMailboxList } from '../mailboxes/mailbox-list.ts'
import type { ConfiguredMailbox } from '../mailboxes/mailboxes-sql.ts'
import type { IncomingMail } from '../sources/incoming-mail.ts'
import type { Intake } from '../sources/source.ts'
import { intakeSourceOf } from '../sources/sources.ts'
import { PORT_TAKEN, SourceError, toSourceError } from '../sources/source-errors.ts'
import { takeInHandedOver, targetsOf } from './take-in-handed-over.ts'

const LOOK_FOR_MAILBOXES_MS = 2_000

/**
 * Listens at the endpoint of every enabled mailbox without a folder, once bytes can be kept. While another replica on
 * this machine listens there, it stands by.
 */
export async function listenForMail(context: FetcherContext): Promise<void> {
  const intakes = new Map<string, Intake>()
  context.state.listensAt = intakes
  const publishing = new Set<Promise<void>>()
  const follow = createMailboxList()
  let byEndpoint = new Map<string, ConfiguredMailbox[]>()
  while (!context.signal.aborted) {
    byEndpoint = await follow(context.pool).then(mailboxesByEndpoint, () => byEndpoint)
    for (const [endpoint, intake] of intakes) {
      if (byEndpoint.has(endpoint)) continue
      await intake.close()
      intakes.delete(endpoint)
      await noteClosed(context.pool, endpoint, intake.proof).catch(() => {}) // it soon counts no more anyway
    }
    for (const [endpoint, mailboxes] of byEndpoint) {
      const at = { endpoint, publishing, mailboxes: () => byEndpoint.get(endpoint) ?? [] }
      const intake = intakes.get(endpoint) ?? (await listenAt(context, at))
      if (intake === undefined) continue
      const isNew = !intakes.has(endpoint)
      intakes.set(endpoint, intake)
      const mailboxIds = mailboxes.map(({ id }) => id)
      await noteListening(context.pool, { endpoint, proof: intake.proof, mailboxIds, isNew }).catch((error: unknown) =>
        context.log.warn({ err: error, endpoint }, 'the database does not know that mail is taken here'),
      )
    }
    await delay(LOOK_FOR_MAILBOXES_MS, undefined, { signal: context.signal }).catch(() => {})
  }
  await closeAll(context, [...intakes.values()])
  for (const [endpoint, { proof }] of intakes) await noteClosed(context.pool, endpoint, proof).catch(() => {})
  await Promise.all(publishing)
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

interface Endpoint {
  readonly endpoint: string
  readonly publishing: Set<Promise<void>>
  readonly mailboxes: () => readonly ConfiguredMailbox[]
}

/** @returns undefined where it cannot be opened: the mailboxes have the problem, or another replica listens there */
async function listenAt(context: FetcherContext, at: Endpoint): Promise<Intake | undefined> {
  const { endpoint } = at
  const { intakesTried } = context.state
  const canKeep = await canKeepBytes(context)
  if (!canKeep) context.tally.count(intakeFailures, { code: 'not_opened' })
  const problem = canKeep ? await tryToListen(context, at) : new SourceError(BYTES_NOT_KEPT, NOT_OPENED)
  if (!(problem instanceof SourceError)) {
    intakesTried.set(endpoint, undefined)
    return problem
  }
  const { code, message } = problem
  for (const { id } of at.mailboxes()) {
    await noteProblem(context.pool, id, { code, message }).catch(() => {}) // tried again soon
    if (intakesTried.get(endpoint) === message) continue
    context.tally.count(mailboxFailures, { mailbox: id, code })
    context.log.warn({ err: problem, mailbox: id, endpoint, code }, message)
  }
  intakesTried.set(endpoint, message)
  return undefined
}

const NOT_OPENED =
  'No port is opened for mail while its bytes cannot be kept. See the check "bytes" of /readyz for the reason.'

/** @returns the reason where the endpoint cannot be opened; undefined where another replica has it */
async function tryToListen(
  context: FetcherContext,
  { endpoint, publishing, mailboxes }: Endpoint,
): Promise<Intake | SourceError | undefined> {
  const [mailbox] = mailboxes()
  const source = mailbox === undefined ? undefined : intakeSourceOf(mailbox.source)
  if (mailbox === undefined || source === undefined) return undefined
  const storing = watchStoring(context, mailboxes)
  // Two mails may arrive within one millisecond: their places order them.
  let place = 0
  const take = async (mail: IncomingMail) => {
    const handedOver = { ...mail, place: ++place }
    const toPublish = await takeInHandedOver(context, mailboxes(), handedOver).catch((error: unknown) => {
      context.tally.count(intakeFailures, { code: 'not_stored' })
      throw error
    })
    void storing.stored()
    // The mail is safe, so the sender need not wait for the broker.
    const published = publishMails(context, toPublish).finally(() => publishing.delete(published))
    publishing.add(published)
  }
  try {
    const intake = await source.listen(mailbox.source, {
      config: context.config,
      maxBytes: (recipients) =>
        Math.max(...targetsOf(mailboxes(), recipients).map((target) => target.mailbox.policy.maxMailBytes)),
      accepts: (address) => targetsOf(mailboxes(), [address]).length > 0,
      take,
      onError: (error) => context.log.warn({ err: error, endpoint }, 'mail intake'),
      onNotStored: (error) => void storing.failed(error),
    })
    context.log.info({ endpoint }, 'taking mail')
    return intake
  } catch (error) {
    const problem = toSourceError(error)
    if (problem.code !== PORT_TAKEN) return problem
    const ours = (await listeningNow(context.pool).catch(() => undefined))?.get(endpoint) ?? new Set<string>()
    const found = await source.test(mailbox.source, true, context.config, ours)
    context.log.debug({ err: error, endpoint }, 'something listens there already')
    return found.ok ? undefined : problem
  }
}

/** Makes it a problem of the mailboxes while mail for them is put off. */
function watchStoring({ pool }: FetcherContext, mailboxes: () => readonly ConfiguredMailbox[]) {
  let isStoring = true
  return {
    async failed({ code = 'no code' }: NodeJS.ErrnoException): Promise<void> {
      isStoring = false
      const message = `Mail is put off with 451, because it cannot be stored (${code}). Look whether the folder SMTP_SPOOL_DIR is there and has room, and whether database and bucket answer.`
      // Without the database it is a problem of every mailbox, and of the check of it.
      for (const { id } of mailboxes()) await noteProblem(pool, id, { code: NOT_STORED, message }).catch(() => {})
    },
    async stored(): Promise<void> {
      if (isStoring) return
      const ids = mailboxes().map(({ id }) => id)
      await noteStored(pool, ids).then(
        () => (isStoring = true),
        () => {}, // the next mail notes it
      )
    },
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
