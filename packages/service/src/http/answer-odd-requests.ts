import type { Server } from 'node:http'
import { writeBrokenRequest } from './tell-failure.ts'

/** Refuses, in our shape, what Node would answer by itself: `Expect` with any other word than 100-continue, and CONNECT. */
export function answerOddRequests(server: Server): void {
  server.on('checkExpectation', ({ socket }) => {
    socket.end(writeBrokenRequest({ code: 'expectation' }), () => socket.destroy())
  })
  server.on('connect', (_request, socket) => {
    socket.on('error', () => {}) // whoever asks may go before the answer
    socket.end(writeBrokenRequest({ code: 'connect' }), () => socket.destroy())
  })
}
