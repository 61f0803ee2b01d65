import { createServer } from 'node:net'

/**
 * Below the range from which Linux gives ports to outgoing connections (32768 and up): so a program that was killed finds
 * its port still free when it starts again, however many connections were made meanwhile.
 */
const LOWEST = 18_000
const HIGHEST = 32_000

const given = new Set<number>()

/** A port on 127.0.0.1 that nobody listens on. No port is given twice by one process. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (!given.has(port) && (await isFree(port))) {
      given.add(port)
      return port
    }
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
