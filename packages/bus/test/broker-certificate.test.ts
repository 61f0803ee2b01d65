import { createServer, type Socket } from 'node:net'
import { freePort } from '@tubepost/testing'
import { afterEach, expect, test } from 'vitest'
import { brokerCertificateEnd } from '../src/index.ts'

const INFO = 'INFO {"tls_required":true}\r\n'
const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A port whose owner does this with whoever connects. */
async function serverThat(does: (socket: Socket) => void): Promise<string> {
  const port = await freePort()
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
    does(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  stops.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `127.0.0.1:${port}`
}

test.each([
  ['says nothing', () => {}],
  ['says INFO and falls silent', (socket: Socket) => socket.write(INFO)],
  ['says INFO and hangs up', (socket: Socket) => socket.end(INFO)],
  ['says INFO and breaks off', (socket: Socket) => socket.write(INFO, () => socket.resetAndDestroy())],
  [
    'answers to TLS with something else',
    (socket: Socket) => socket.on('data', () => socket.write('-ERR\r\n')).write(INFO),
  ],
])('a broker that %s has no certificate to tell of, and harms nobody', async (_, does) => {
  await expect(brokerCertificateEnd(await serverThat(does))).rejects.toThrow()
})

test('nor has one that is not there', async () => {
  await expect(brokerCertificateEnd(`127.0.0.1:${await freePort()}`)).rejects.toThrow()
})
