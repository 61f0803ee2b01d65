import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { LEAST_BYTES_PER_SECOND, SLOW_START_MS } from './limits.ts'

const LOOK_EVERY_MS = 1_000

/** Calls `onSlow` once where a body comes in more slowly, on average, than any honest client sends. */
export function watchPace(request: IncomingMessage, onSlow: (socket: Socket) => void): void {
  const { socket } = request
  const startedAt = performance.now()
  const before = socket.bytesRead
  const timer = setInterval(() => {
    if (request.complete || request.destroyed) return clearInterval(timer)
    // A reader that pauses, such as a service that is busy, is not the sender's fault.
    const elapsed = performance.now() - startedAt
    if (elapsed < SLOW_START_MS || request.readableLength >= request.readableHighWaterMark) return
    if (socket.bytesRead - before >= (elapsed / 1_000) * LEAST_BYTES_PER_SECOND) return
    clearInterval(timer)
    onSlow(socket)
  }, LOOK_EVERY_MS)
  timer.unref()
  request.once('close', () => clearInterval(timer))
}
