import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ANSWER_MS } from './limits.ts'

const LOOK_EVERY_MS = 5_000

/** Ends an answer once none of it has gone out for ANSWER_MS. However long, it comes whole while its client reads on. */
export function watchAnswer(answer: ServerResponse, socket: Socket): void {
  let written = socket.bytesWritten
  let movedAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    if (socket.bytesWritten === written) {
      if (now - movedAt >= ANSWER_MS) answer.destroy()
      return
    }
    written = socket.bytesWritten
    movedAt = now
  }, LOOK_EVERY_MS)
  timer.unref()
  answer.once('close', () => clearInterval(timer))
}
