import { defineCounter, defineGauge, type Reading, sample, type ServiceContext } from '@tubepost/service'
import { type Brake, BRAKE_TEXTS } from '../gate/decide-reply.ts'
import { countHeld, countUnsent } from './metrics-sql.ts'

export const repliesEnded = defineCounter(
  {
    name: 'tubepost_replies_ended_total',
    help: 'Replies that came to an end: sent, failed or unknown',
    fromTheStart: [{ result: 'sent' }, { result: 'failed' }, { result: 'unknown' }],
  },
  ['result'],
)
export const replyTries = defineCounter(
  {
    name: 'tubepost_reply_tries_total',
    help: 'Tries to send a reply: sent, refused (for good or for now, code), unreachable, or lost after the final dot',
    fromTheStart: [
      { outcome: 'sent', code: '' },
      { outcome: 'refused', code: 'smtp/refused-for-good' },
    ],
  },
  ['outcome', 'code'],
)
export const brakesTripped = defineCounter(
  {
    name: 'tubepost_gate_brakes_total',
    help: 'Replies that the outbound gate held back, by the brake that did',
    fromTheStart: Object.keys(BRAKE_TEXTS).map((brake) => ({ brake })),
  },
  ['brake'],
)

const repliesHeld = defineGauge(
  { name: 'tubepost_replies_held', help: 'Replies that wait for a person, or with not_configured for a mail server' },
  ['brake'],
)
const repliesWaiting = defineGauge(
  { name: 'tubepost_replies_waiting', help: 'Replies that are to be sent or are being sent' },
  ['state'],
)
const oldestWaiting = defineGauge({
  name: 'tubepost_replies_waiting_oldest_age_seconds',
  help: 'Since the oldest of them was asked for or released; 0 where there is none',
})

const STATES = ['queued', 'claimed', 'in_data'] as const

export const replyCounts = [repliesEnded, replyTries, brakesTripped]

export const replyReadings: readonly Reading<ServiceContext>[] = [
  {
    gauges: [repliesHeld],
    read: async ({ pool }) => {
      const held = new Map((await countHeld(pool)).map(({ brake, replies }) => [brake, replies]))
      return (Object.keys(BRAKE_TEXTS) as Brake[]).map((brake) => sample(repliesHeld, { brake }, held.get(brake) ?? 0))
    },
  },
  {
    gauges: [repliesWaiting, oldestWaiting],
    read: async ({ pool }) => {
      const unsent = await countUnsent(pool)
      const count = (state: string) => unsent.find((row) => row.state === state)?.replies ?? 0
      return [
        ...STATES.map((state) => sample(repliesWaiting, { state }, count(state))),
        sample(oldestWaiting, {}, Math.max(0, ...unsent.map((row) => row.oldestAgeSeconds))),
      ]
    },
  },
]
