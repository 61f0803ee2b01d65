import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ANSWER_MS } from './limits.ts'
import { watchAnswer } from './watch-answer.ts'

const PIECE = Buffer.alloc(64 * 1024)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('an answer goes on while its client reads, and ends when it reads no more', async () => {
  let answer: ServerResponse | undefined
  const server = createServer((asked, answering) => {
    answer = answering
    watchAnswer(answering, asked.socket)
    Readable.from(endless()).pipe(answering)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const call = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false }).end()
  const [read] = (await once(call, 'response')) as [IncomingMessage]
  read.on('error', () => {}) // it is cut off in the end
  const written = () => answer?.socket?.bytesWritten ?? 0
  const settled = async () => {
    for (let before = -1; before !== written(); await pause(50)) before = written()
  }
  for (let n = 0; n < 4; n++) {
    await settled()
    const before = written()
    read.resume()
    while (written() === before) await pause(1)
    read.pause()
    await settled()
    vi.advanceTimersByTime(ANSWER_MS - 1_000)
    expect(answer?.destroyed).toBe(false)
  }
  vi.advanceTimersByTime(ANSWER_MS)
  expect(answer?.destroyed).toBe(true)
  call.destroy()
  server.close()
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function* endless(): Generator<Buffer> {
  for (;;) yield PIECE
}
