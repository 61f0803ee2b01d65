import type { HttpApp, ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { readPosition } from './board-change-sql.ts'
import { resumeAt, writePosition } from './board-position.ts'
import { readBoard } from './board-sql.ts'
import { createFollowing, type Follower } from './follow-board.ts'

// Shorter than any proxy's patience with a silent connection.
const PING_EVERY_MS = 15_000
// A client that reads so slowly is cut off; its Last-Event-ID brings it up to date.
const UNREAD_MAX_BYTES = 4 * 1024 * 1024

/**
 * The live board (Server-Sent Events, WHATWG HTML §9.2): `snapshot` with all people, then `change` with those who changed
 * and the ids of those who are gone. With Last-Event-ID only what changed since; where that cannot be told, `reset` and a
 * snapshot. A change may come twice, and is never lost.
 */
export function boardStream(app: HttpApp, context: ServiceContext): void {
  const follow = createFollowing(context)

  app.get('/api/status/board/stream', async (request, reply) => {
    const lastEventId = request.headers['last-event-id']
    let position = await readPosition(context.pool) // before anything else fails, while an answer can still say so
    const resumed = typeof lastEventId === 'string' ? resumeAt(lastEventId, position) : null

    reply.hijack()
    const { raw } = reply
    const write = (text: string) => {
      if (raw.destroyed || raw.writableEnded) return
      raw.write(text)
      if (raw.writableLength > UNREAD_MAX_BYTES) raw.destroy()
    }
    const send = (event: string, data: unknown) =>
      write(`id: ${writePosition(position)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    const sendSnapshot = async () => {
      position = await readPosition(context.pool)
      const rows = await readBoard(context.pool)
      const now = Date.now()
      send('snapshot', { people: rows.map((row) => boardEntry(row, now)) })
      follower.position = position
    }
    const follower: Follower = {
      position: resumed === null ? position : { ...position, sequence: resumed },
      changed(change, upTo) {
        position = upTo
        send('change', change)
      },
      async begunAnew() {
        send('reset', {})
        await sendSnapshot()
      },
    }

    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no', // nginx passes on what it has
    })
    const ping = setInterval(() => write(': ping\n\n'), PING_EVERY_MS)
    let unfollow = () => {}
    const end = () => raw.end()
    raw.on('close', () => {
      clearInterval(ping)
      unfollow()
      context.signal.removeEventListener('abort', end)
    })
    // The server waits for its connections when it closes, so they have to end before.
    context.signal.addEventListener('abort', end)
    if (context.signal.aborted) return end()
    try {
      write(': the board\n\n')
      if (lastEventId !== undefined && resumed === null) await follower.begunAnew()
      else if (resumed === null) await sendSnapshot()
    } catch (error) {
      context.log.warn({ err: error }, 'the board could not be sent')
      raw.destroy() // clients of event streams come again
      return
    }
    if (!raw.destroyed) unfollow = follow(follower)
  })
}
