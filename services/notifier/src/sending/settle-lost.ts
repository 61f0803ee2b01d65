import type { ServiceContext } from '@tubepost/service'
import { repliesEnded } from '../outbox/reply-metrics.ts'
import { failed } from '../outbox/reply-ends.ts'
import { RENEW_MS } from './send-replies.ts'
import { lostInData, recordAndClaim, type TryEnd } from './sending-sql.ts'

// After an outage of the database every claim looks expired. The living renew theirs within this time.
export const LOST_GRACE_SECONDS = 3 * (RENEW_MS / 1_000)
const RESULT = 'the sender died after the final dot may have been sent'
const LOST = {
  outcome: 'lost',
  code: 'smtp/sender-died',
  answer: RESULT,
  state: 'unknown',
  result: RESULT,
  afterSeconds: null,
} as const

/** Finishes the replies whose sender died during the hand-over. */
export async function settleLost(context: ServiceContext): Promise<void> {
  await context.act(async (tx, { origin, tally, emit }) => {
    const lost = await lostInData(tx, LOST_GRACE_SECONDS)
    if (lost.length === 0) return
    const ends = lost.map(({ replyId, attempts }): TryEnd => ({ replyId, attempts, ...LOST }))
    const { recorded } = await recordAndClaim(tx, ends, 0)
    for (const reply of lost) {
      if (!recorded.has(reply.replyId)) continue
      tally.count(repliesEnded, { result: 'unknown' })
      emit(failed(reply, 'unknown', RESULT, origin))
    }
  })
}
