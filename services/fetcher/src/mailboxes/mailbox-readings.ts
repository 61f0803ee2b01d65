import type { Pool } from '@tubepost/db'
import { defineGauge, keptCountsReading, type Reading, sample } from '@tubepost/service'
import type { FetcherContext } from '../fetcher-state.ts'
import { hasFolder, intakeSourceOf } from '../sources/sources.ts'
import { countFailingFinals, countWaiting, lastLooks } from '../ledger/metrics-sql.ts'
import { mailboxStates } from './mailbox-state-sql.ts'
import { readMailboxes } from './mailboxes-sql.ts'

const mailboxUp = defineGauge(
  {
    name: 'tubepost_mailbox_up',
    help: '1 while some replica reads the enabled mailbox; of one without a folder, while this one listens',
  },
  ['mailbox'],
)
const lastSuccess = defineGauge(
  {
    name: 'tubepost_mailbox_last_success_timestamp_seconds',
    help: 'When the last good look at all of an enabled mailbox began',
  },
  ['mailbox'],
)
const pollInterval = defineGauge(
  { name: 'tubepost_mailbox_poll_interval_seconds', help: 'The longest pause between two looks, as it is set' },
  ['mailbox'],
)
const waiting = defineGauge(
  {
    name: 'tubepost_mail_waiting',
    help: 'Mails in the ledger without a settlement: taken (not published), published, or alarmed (an operator has to look)',
  },
  ['state'],
)
const oldestWaiting = defineGauge(
  {
    name: 'tubepost_mail_waiting_oldest_age_seconds',
    help: 'Since the oldest of them was taken in; 0 where there is none',
  },
  ['state'],
)
const failingFinals = defineGauge(
  {
    name: 'tubepost_mail_finalise_failing',
    help: 'Settled mails with which the server does not do what the policy says',
  },
  ['mailbox'],
)

const WAITING_STATES = ['taken', 'published', 'alarmed'] as const

export const fetcherReadings: readonly Reading<FetcherContext>[] = [
  keptCountsReading,
  { gauges: [mailboxUp, lastSuccess, pollInterval, failingFinals], read: readMailboxGauges },
  { gauges: [waiting, oldestWaiting], read: ({ pool }) => readWaiting(pool) },
]

async function readMailboxGauges({ pool, state }: FetcherContext) {
  const [states, looks, failing] = [await mailboxStates(pool), await lastLooks(pool), await countFailingFinals(pool)]
  const enabled = (await readMailboxes(pool)).filter((mailbox) => mailbox.enabled)
  return enabled.flatMap(({ id, source }) => {
    const labels = { mailbox: id }
    const intake = intakeSourceOf(source)
    if (intake !== undefined) return [sample(mailboxUp, labels, state.listensAt.has(intake.endpointOf(source)) ? 1 : 0)]
    const look = looks.get(id)
    return [
      sample(mailboxUp, labels, states.get(id)?.reading === true ? 1 : 0),
      ...(hasFolder(source) ? [sample(pollInterval, labels, source.pollIntervalMs / 1_000)] : []),
      sample(failingFinals, labels, failing.get(id) ?? 0),
      ...(look === undefined ? [] : [sample(lastSuccess, labels, look)]),
    ]
  })
}

async function readWaiting(pool: Pool) {
  const counts = new Map((await countWaiting(pool)).map((row) => [row.state, row]))
  return WAITING_STATES.flatMap((state) => [
    sample(waiting, { state }, counts.get(state)?.mails ?? 0),
    sample(oldestWaiting, { state }, counts.get(state)?.oldestAgeSeconds ?? 0),
  ])
}
