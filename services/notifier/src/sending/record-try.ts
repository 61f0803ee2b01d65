import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseOutage } from '@tubepost/db'
import type { Origin, TubepostEvent } from '@tubepost/events'
import { aboutMail, type ServiceContext, type Work } from '@tubepost/service'
import type { SmtpSettings } from '@tubepost/setup'
import { decideNext, type Next } from './decide-next.ts'
import { failed, sent as sentEvent } from '../outbox/reply-ends.ts'
import { repliesEnded, replyTries } from '../outbox/reply-metrics.ts'
import { type ClaimedReply, endAttempt, finishReply, tryAgain } from './sending-sql.ts'
import type { Sent } from './smtp-session.ts'

const RECORD_PAUSE_MS = 500

/**
 * Records how a try ended. Only this process knows it, so it waits for the database to answer; otherwise a sent reply
 * would end as unknown.
 */
export async function recordTry(context: ServiceContext, reply: ClaimedReply, sent: Sent): Promise<void> {
  const next = decideNext(sent, { ...reply, kind: reply.request.data.kind })
  const end = attemptEnd(sent)
  if (end.outcome !== 'sent')
    context.log.warn(
      {
        replyId: reply.replyId,
        ...aboutMail(reply.request.data.mailId),
        outcome: end.outcome,
        code: end.code,
        next: next.kind,
      },
      'the reply was not sent',
    )
  for (;;) {
    try {
      return await context.act(async (tx, { origin, tally, emit }) => {
        await endAttempt(tx, reply, end)
        tally.count(replyTries, { outcome: end.outcome, code: end.code ?? '' })
        if (next.kind === 'again') return tryAgain(tx, reply, next.result, next.afterSeconds)
        if (!(await finishReply(tx, reply, next.state, next.result))) return
        tally.count(repliesEnded, { result: next.state })
        emit(ended(reply, next, origin))
      })
    } catch (error) {
      if (!isDatabaseOutage(error) || context.signal.aborted) throw error
      await delay(RECORD_PAUSE_MS, undefined, { signal: context.signal }).catch(() => {})
    }
  }
}

/** The try as a span of the mail's trace. */
export function trySpan(
  reply: ClaimedReply,
  sent: Sent,
  { startedAt, server: { host, port } }: { startedAt: number; server: SmtpSettings },
): Work & { key: string } {
  const send = { type: 'send', name: 'send', on: 'reply', system: 'smtp', key: `try ${reply.attempts}` } as const
  return { ...send, startedAt, server: { host, port }, error: attemptEnd(sent).code ?? undefined }
}

function attemptEnd(sent: Sent): { outcome: Sent['kind']; code: string | null; answer: string } {
  switch (sent.kind) {
    case 'sent':
      return { outcome: 'sent', code: null, answer: sent.response }
    case 'refused':
      return {
        outcome: 'refused',
        code: sent.permanent ? 'smtp/refused-for-good' : 'smtp/refused-for-now',
        answer: sent.response,
      }
    case 'unreachable':
      return { outcome: 'unreachable', code: sent.code, answer: sent.problem }
    case 'lost':
      return { outcome: 'lost', code: 'smtp/answer-lost', answer: sent.problem }
  }
}

function ended(reply: ClaimedReply, next: Extract<Next, { kind: 'finish' }>, origin: Origin): TubepostEvent {
  return next.state === 'sent' ? sentEvent(reply, next.result, origin) : failed(reply, next.state, next.result, origin)
}
