import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Below the range from which Linux gives ports to outgoing connections (32768 and up): so a program that was killed finds
 * its port still free when it starts again, however many connections were made meanwhile.
 */
const LOWEST = 18_000
const HIGHEST = 32_000

/** A port on 127.0.0.1 without a listener. As long as this process lives, it is given to nobody a second time. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if ((await claim(port)) && (await isFree(port))) return port
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1`)
}

/**
 * The claim on a TCP port is the UDP port of the same number, which nothing else here uses. The kernel gives it to
 * one process of this machine, and takes it back when that process ends, in whatever way.
 */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4').unref()
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(true))
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
