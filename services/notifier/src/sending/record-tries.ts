import { setTimeout as delay } from 'node:timers/promises'
import { isConflict, isDatabaseOutage } from '@tubepost/db'
import type { Origin, TubepostEvent } from '@tubepost/events'
import { aboutMail, type ServiceContext, type Work } from '@tubepost/service'
import { decideNext, type Next, ofSetup } from './decide-next.ts'
import { failed, sent as sentEvent } from '../outbox/reply-ends.ts'
import { repliesEnded, replyTries } from '../outbox/reply-metrics.ts'
import { sendHead } from '../outbox/send-request.ts'
import { type BegunReply, type ClaimedReply, recordAndClaim, type TryEnd } from './sending-sql.ts'
import type { Sent } from './smtp-session.ts'

const RECORD_PAUSE_MS = 500

/** A reply and how the try to send it ended. */
export interface EndedTry {
  readonly reply: ClaimedReply
  readonly sent: Sent
}

/**
 * Records how tries ended, and claims the next replies, at most `room`. Only this process knows the ends, so it waits for the
 * database to answer; otherwise a sent reply would end as unknown.
 */
export async function recordTries(
  context: ServiceContext,
  tries: readonly EndedTry[],
  room: number,
): Promise<ClaimedReply[]> {
  if (tries.length === 0 && room === 0) return []
  if (tries.length === 0) return (await untilAnswered(context, () => recordAndClaim(context.pool, [], room))).claimed
  const judged = tries.map(judge)
  for (const one of judged) if (one.end.outcome !== 'sent') warnOf(context, one)
  try {
    return await untilAnswered(context, () => write(context, judged, room))
  } catch (error) {
    if (judged.length === 1) throw error
    // One whose end cannot be written costs the others nothing.
    for (const one of judged) {
      await untilAnswered(context, () => write(context, [one], 0)).catch((cause: unknown) =>
        context.log.error({ err: cause, replyId: one.reply.replyId }, 'the end of a try is not recorded'),
      )
    }
    return []
  }
}

async function untilAnswered<Result>({ signal }: ServiceContext, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !(isDatabaseOutage(error) || isConflict(error))) throw error
      await delay(RECORD_PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  }
}

interface JudgedTry {
  readonly reply: ClaimedReply
  readonly next: Next
  readonly end: TryEnd
}

function judge({ reply, sent }: EndedTry): JudgedTry {
  const next = decideNext(sent, { ...reply, kind: sendHead(reply.request).kind })
  const { replyId, attempts } = reply
  const ahead =
    next.kind === 'again'
      ? { state: 'queued' as const, afterSeconds: next.afterSeconds }
      : { state: next.state, afterSeconds: null }
  return { reply, next, end: { replyId, attempts, ...attemptEnd(sent), result: next.result, ...ahead } }
}

function warnOf({ log }: ServiceContext, { reply, next, end: { outcome, code } }: JudgedTry): void {
  const { mailId } = sendHead(reply.request)
  const about = { replyId: reply.replyId, ...(mailId !== null && aboutMail(mailId)) }
  log.warn({ ...about, outcome, code, next: next.kind }, 'the reply was not sent')
}

function write(context: ServiceContext, tries: readonly JudgedTry[], room: number): Promise<ClaimedReply[]> {
  return context.act(async (tx, { origin, tally, emit }) => {
    const ends = tries.map(({ end }) => end)
    const { recorded, claimed } = await recordAndClaim(tx, ends, room)
    for (const { reply, next, end } of tries) {
      tally.count(replyTries, { outcome: end.outcome, code: end.code ?? '' })
      if (next.kind === 'again' || !recorded.has(reply.replyId)) continue
      tally.count(repliesEnded, { result: next.state })
      emit(ended(reply, next, origin))
    }
    return claimed
  })
}

/** The try as a span of the mail's trace. */
export function trySpan(reply: ClaimedReply, sent: Sent, startedAt: number): Work & { key: string } {
  const { host, port } = reply.smtp
  const send = { type: 'send', name: 'send', on: 'reply', system: 'smtp', key: `try ${reply.attempts}` } as const
  return { ...send, startedAt, server: { host, port }, error: attemptEnd(sent).code ?? undefined }
}

function attemptEnd(sent: Sent): Pick<TryEnd, 'outcome' | 'code' | 'answer'> {
  switch (sent.kind) {
    case 'sent':
      return { outcome: 'sent', code: null, answer: sent.response }
    case 'refused':
      return {
        outcome: 'refused',
        code: refusalCode(sent),
        answer: sent.response,
      }
    case 'unreachable':
      return { outcome: 'unreachable', code: sent.code, answer: sent.problem }
    case 'lost':
      return { outcome: 'lost', code: 'smtp/answer-lost', answer: sent.problem }
  }
}

function refusalCode({ permanent, ...refusal }: Extract<Sent, { kind: 'refused' }>): string {
  return ofSetup(refusal) ?? (permanent ? 'smtp/refused-for-good' : 'smtp/refused-for-now')
}

function ended(reply: BegunReply, next: Extract<Next, { kind: 'finish' }>, origin: Origin): TubepostEvent {
  return next.state === 'sent' ? sentEvent(reply, next.result, origin) : failed(reply, next.state, next.result, origin)
}
