import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
const held: ServerResponse[] = []
const behind = createServer((request, response) => {
  if (request.url === '/readyz') return void response.end('{"ready":true}')
  if (request.url === '/api/status/board/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': the board\n\n')
    return undefined
  }
  held.push(response)
  return undefined
})

beforeAll(async () => {
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  installation = await startInstallation({ STATUS_URL: url })
})
afterAll(async () => {
  await installation?.stop()
  behind.closeAllConnections()
  behind.close()
})

test('on SIGTERM a call in hand is answered, an event stream ended, then the process', async () => {
  const { console } = installation
  const stream = await console.open('/api/status/board/stream')
  const call = console.ask('GET', '/api/status/board')
  await waitUntil(() => held.length === 1, { timeoutMs: 20_000, what: 'the call behind the gateway' })
  await console.beginDrain()
  // A stream that is broken off fails in some clients and ends in others; all come again.
  await stream.text().catch(() => '')
  held[0]?.end('{"board":[]}')
  expect(await call).toEqual({ status: 200, body: { board: [] } })
  expect(await console.ended()).toBe(0)
  expect(console.log()).not.toContain('cut off')
})
