import type { ServiceContext } from '@tubepost/service'
import type { NotifierConfig } from '../config.ts'
import { replyQueued } from '../outbox/reply-queued.ts'
import { createLine, type Line } from './line.ts'
import type { OutgoingServer } from './outgoing-server.ts'
import { type EndedTry, recordTries, trySpan } from './record-tries.ts'
import { type ClaimedReply, renewClaim } from './sending-sql.ts'

/**
 * Connections that send at the same time. A server that takes long for one reply holds up a quarter of the others;
 * more would be too many for a relay that counts connections (Exchange Online takes three to a mailbox, others ten).
 */
const PARALLEL_SENDERS = 4
// A new reply wakes the loop, and so does a line that is free again; polling is for retries, and for replies that another
// replica left behind.
const LOOK_MS = 2_000
// A living sender renews its claims, however long a server takes to answer, so a dead one is noticed soon.
export const RENEW_MS = 5_000

type Context = ServiceContext<NotifierConfig, OutgoingServer>

/**
 * Sends due replies over several lines. Whatever ended since the last round is recorded in one transaction, which claims the
 * next reply for each line that is free. The state of a sending is in its row.
 */
export async function sendReplies(context: Context): Promise<void> {
  const lines = Array.from({ length: PARALLEL_SENDERS }, () => createLine(context))
  const free = new Set(lines)
  const running = new Set<Promise<void>>()
  // Tries whose end is not recorded yet.
  const inHand = new Set<ClaimedReply>()
  const ended: EndedTry[] = []

  const begin = (reply: ClaimedReply) => {
    const line = take(free)
    inHand.add(reply)
    const trying = tryOnce(context, line, reply).then((sent) => {
      if (sent === undefined) inHand.delete(reply)
      else ended.push({ reply, sent })
      free.add(line)
      running.delete(trying)
      replyQueued.wake()
    })
    running.add(trying)
  }
  const record = async (room: number): Promise<ClaimedReply[]> => {
    const tries = ended.splice(0)
    try {
      return await recordTries(context, tries, room)
    } finally {
      for (const { reply } of tries) inHand.delete(reply)
    }
  }
  // Each by itself, so that it holds one row and waits for no other. The next renewal makes up for one that failed; the row's
  // attempts fence off a sender that comes too late.
  const renew = () => {
    for (const reply of inHand) void renewClaim(context.pool, reply).catch(() => {})
  }
  const renewing = setInterval(renew, RENEW_MS)
  try {
    while (!context.signal.aborted) {
      const mayClaim = context.state.leftMs(Date.now()) === 0
      for (const reply of await record(mayClaim ? free.size : 0)) begin(reply)
      for (const line of free) line.rest()
      await replyQueued.wait(LOOK_MS, context.signal)
    }
  } finally {
    // Only this process knows how these end.
    while (running.size > 0 || ended.length > 0) {
      if (ended.length === 0) await Promise.race(running)
      await record(0).catch((error: unknown) => context.log.error({ err: error }, 'the end of a try is not recorded'))
    }
    clearInterval(renewing)
    for (const line of lines) line.hangUp()
  }
}

/** The line that was used last: the others may rest. */
function take(free: Set<Line>): Line {
  const line = [...free].at(-1)
  if (line === undefined) throw new Error('more replies were claimed than lines are free')
  free.delete(line)
  return line
}

/** Undefined where the try broke off by a fault of ours: the claim runs out, and the row says what is known. */
async function tryOnce(context: Context, line: Line, reply: ClaimedReply) {
  const startedAt = Date.now()
  try {
    const sent = await line.send(reply)
    context.trace.did(reply.request, trySpan(reply, sent, startedAt))
    return sent
  } catch (error) {
    context.log.error({ err: error, replyId: reply.replyId }, 'a try to send a reply broke off')
    line.hangUp()
    return undefined
  }
}
