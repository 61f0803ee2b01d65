import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseOutage } from '@tubepost/db'
import { causedBy, type Origin, replyFailed, replySent, type TubepostEvent } from '@tubepost/events'
import type { ServiceContext, SmtpSettings } from '@tubepost/service'
import { decideNext, type Next } from './decide-next.ts'
import {
  claimReplies,
  type ClaimedReply,
  finishReply,
  lostInData,
  markInData,
  renewClaims,
  tryAgain,
} from './reply-sql.ts'
import { replyQueued } from './reply-queued.ts'
import { sendingSettings } from './sending-settings-sql.ts'
import { openSmtp, type Sent, type SmtpSession } from './smtp-session.ts'

// A new reply wakes the loop; this is for retries, and for replies that another replica has left.
const LOOK_MS = 1_000
const BATCH = 20
// A living sender renews its claims, however long a server takes to answer; so a dead one is known soon.
const CLAIM_SECONDS = 30
const RENEW_MS = 5_000
// After the database was away every claim looks expired. The living renew theirs within this time.
const LOST_GRACE_SECONDS = 3 * (RENEW_MS / 1_000)
const RECORD_PAUSE_MS = 500

/** Sends what is due, one connection for a batch. Everything that is known of a sending stands in its row. */
export async function sendReplies(context: ServiceContext): Promise<void> {
  while (!context.signal.aborted) {
    const { smtp } = await sendingSettings(context.pool)
    const due = smtp === null ? [] : await claimReplies(context.pool, CLAIM_SECONDS, BATCH)
    if (smtp === null || due.length === 0) {
      await replyQueued.wait(LOOK_MS, context.signal)
      continue
    }
    // A renewal that fails is made up for by the next; the row's attempts fence off whoever comes too late.
    const renewing = setInterval(() => void renewClaims(context.pool, due, CLAIM_SECONDS).catch(() => {}), RENEW_MS)
    try {
      await sendBatch(context, smtp, due)
    } finally {
      clearInterval(renewing)
    }
  }
}

async function sendBatch(context: ServiceContext, smtp: SmtpSettings, due: readonly ClaimedReply[]): Promise<void> {
  let session: SmtpSession | undefined
  let unreachable: Sent | undefined
  try {
    for (const reply of due) {
      try {
        session ??= unreachable === undefined ? await openSmtp(smtp) : undefined
      } catch (error) {
        unreachable = { kind: 'unreachable', problem: (error as { code?: string }).code ?? 'no connection' }
      }
      const { data } = reply.request
      const sent =
        session === undefined
          ? (unreachable ?? { kind: 'unreachable', problem: 'no connection' })
          : await session.send({ to: [data.to, ...data.cc], raw: reply.raw }, () =>
              markInData(context.pool, reply.replyId, reply.attempts),
            )
      await record(context, reply, decideNext(sent, { ...reply, kind: data.kind, wasLost: false }))
      if (sent.kind === 'lost' || sent.kind === 'unreachable') session = undefined
    }
  } finally {
    session?.close()
  }
}

/** Gives the replies whose sender died in mid-hand-over the end that fits them. */
export async function settleLost(context: ServiceContext): Promise<void> {
  await context.act(async (tx, { origin }) => {
    const events: TubepostEvent[] = []
    for (const reply of await lostInData(tx, LOST_GRACE_SECONDS)) {
      const result = 'the sender died after the final dot may have been sent'
      if (await finishReply(tx, reply, 'unknown', result)) events.push(ended(reply, 'unknown', result, origin))
    }
    return events
  })
}

/** How a sending ended is known only here: while the database is away it is kept, or a sent reply would end as unknown. */
async function record(context: ServiceContext, reply: ClaimedReply, next: Next): Promise<void> {
  for (;;) {
    try {
      return await recordOnce(context, reply, next)
    } catch (error) {
      if (!isDatabaseOutage(error) || context.signal.aborted) throw error
      await delay(RECORD_PAUSE_MS, undefined, { signal: context.signal }).catch(() => {})
    }
  }
}

async function recordOnce(context: ServiceContext, reply: ClaimedReply, next: Next): Promise<void> {
  if (next.kind === 'again') return tryAgain(context.pool, reply, next.result, next.afterSeconds)
  await context.act(async (tx, { origin }) => {
    const finished = await finishReply(tx, reply, next.state, next.result)
    return finished ? [ended(reply, next.state, next.result, origin)] : []
  })
}

function ended(
  reply: ClaimedReply,
  state: 'sent' | 'failed' | 'unknown',
  result: string,
  origin: Origin,
): TubepostEvent {
  const { mailId, mailbox, to } = reply.request.data
  const about = { replyId: reply.replyId, mailId, mailbox, to, attempts: reply.attempts }
  return state === 'sent'
    ? causedBy(reply.request, replySent, origin, { ...about, messageId: reply.messageId, response: result })
    : causedBy(reply.request, replyFailed, origin, { ...about, state, error: result })
}
