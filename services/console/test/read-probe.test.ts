import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { readProbe } from '../src/read-probe.ts'

let close = () => {}
afterEach(() => close())

async function served(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`)
}

test('a probe is read with its status, whatever that is', async () => {
  const at = await served((_, answer) => answer.writeHead(503).end('not yet: ä'))
  expect(await readProbe(at)).toEqual({ status: 503, text: 'not yet: ä' })
})

test('given somebody who answers without end, then no more is read than a service says', async () => {
  let sent = 0
  const at = await served((_, answer) => {
    const part = Buffer.alloc(1_000_000)
    const more = () => {
      while (!answer.destroyed) {
        sent += part.length
        if (!answer.write(part)) return void answer.once('drain', more)
      }
    }
    more()
  })
  await expect(readProbe(at)).rejects.toThrow('it answers with more than 8388608 bytes')
  expect(sent).toBeLessThan(64_000_000)
})
