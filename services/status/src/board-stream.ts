import { answers, BoardChange, eventStream } from '@tubepost/api'
import { ANSWER_HEADERS, type HttpApp, limitStreams, type ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { readPosition } from './board-change-sql.ts'
import { resumeAt, writePosition } from './board-position.ts'
import { boardViewOf } from './board-view.ts'
import { readBoard } from './board-sql.ts'
import { createFollowing, type Follower } from './follow-board.ts'

// Shorter than any proxy's patience with a silent connection. A page cannot hear a comment, so it is an event.
const PING_EVERY_MS = 15_000
// A client that reads so slowly is cut off; its Last-Event-ID brings it up to date.
const UNREAD_MAX_BYTES = 4 * 1024 * 1024
// All of them together. Beyond it those go that have not read for a while; who reads has nothing unread.
const ALL_UNREAD_MAX_BYTES = 32 * 1024 * 1024

const STREAM_HEADERS = {
  ...ANSWER_HEADERS,
  'content-type': 'text/event-stream',
  'x-accel-buffering': 'no', // nginx passes on what it has
}

/**
 * The live board (Server-Sent Events, WHATWG HTML §9.2): `snapshot` with all people, then `change` with those who changed
 * and the ids of those who are gone. With Last-Event-ID only what changed since; where that cannot be told, `reset` and a
 * snapshot. A change may come twice, and is never lost.
 */
export function boardStream(app: HttpApp, context: ServiceContext): void {
  const follow = createFollowing(context)

  const takePlace = limitStreams()
  const open = new Set<{ readonly writableLength: number }>()
  const allUnread = () => [...open].reduce((sum, { writableLength }) => sum + writableLength, 0)
  const route = {
    config: { scope: 'status:board' },
    schema: {
      summary: 'The board, live',
      description:
        'Server-Sent Events (text/event-stream). `snapshot` brings everybody, as the board does; `change` those who changed, ' +
        'and the ids of those who are gone, in the form shown here. `ping` comes every 15 seconds, so that a connection that died is noticed. With Last-Event-ID, which a browser sends by itself, only ' +
        'what changed since; where that cannot be told, `reset` comes and a snapshot. A change may come twice and is never lost.',
      response: answers(
        { 200: eventStream(BoardChange, 'The events; the form is that of the data of a change.') },
        { 503: ['too_many_streams'] },
      ),
    },
    exposeHeadRoute: false,
  } as const

  app.head('/api/status/board/stream', route, (_request, reply) => {
    void reply.headers(STREAM_HEADERS).send()
  })

  app.get('/api/status/board/stream', route, async (request, reply) => {
    takePlace(request, reply)
    const view = boardViewOf(request)
    const lastEventId = request.headers['last-event-id']
    let position = await readPosition(context.pool) // before anything else fails, while an answer can still say so
    const resumed = typeof lastEventId === 'string' ? resumeAt(lastEventId, position) : null

    reply.hijack()
    const { raw } = reply
    const write = (text: string) => {
      if (raw.destroyed || raw.writableEnded) return
      raw.write(text)
      const unread = raw.writableLength
      if (unread > UNREAD_MAX_BYTES || (unread > text.length && allUnread() > ALL_UNREAD_MAX_BYTES)) raw.destroy()
    }
    const send = (event: string, data: unknown) =>
      write(`id: ${writePosition(position)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    const sendSnapshot = async () => {
      position = await readPosition(context.pool)
      const rows = await readBoard(context.pool)
      const now = Date.now()
      send('snapshot', { people: rows.map((row) => view(boardEntry(row, now))) })
      follower.position = position
    }
    const follower: Follower = {
      position: resumed === null ? position : { ...position, sequence: resumed },
      changed(change, upTo) {
        position = upTo
        send('change', { ...change, people: change.people.map(view) })
      },
      async begunAnew() {
        send('reset', {})
        await sendSnapshot()
      },
    }

    open.add(raw)
    raw.writeHead(200, STREAM_HEADERS)
    const ping = setInterval(() => write('event: ping\ndata: {}\n\n'), PING_EVERY_MS)
    let unfollow = () => {}
    const end = () => raw.end()
    raw.on('close', () => {
      open.delete(raw)
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
