import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { people } from '@tubepost/events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, openBrowser, signedIn } from './browser.ts'
import { type Installation, ROLE_OF, startInstallation } from './installation.ts'

const BOARD = '/api/status/board/stream'
// The console looks every five seconds.
const SOON_MS = 15_000

let installation: Installation
const behind = createServer(({ url }, response) => {
  if (url === '/readyz') return void response.end('{"ready":true}')
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': the board\n\n')
  return undefined
})

beforeAll(async () => {
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  installation = await startInstallation({ STATUS_URL: `http://127.0.0.1:${(behind.address() as AddressInfo).port}` })
})
afterAll(async () => {
  await installation?.stop()
  behind.closeAllConnections()
  behind.close()
})

/** @returns whether the stream had ended by then */
async function endsWithin(ms: number, stream: Promise<Response>): Promise<boolean> {
  const ended = (await stream).text().then(
    () => true,
    () => true,
  )
  return Promise.race([ended, new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), ms).unref())])
}

function boardOf({ cookies }: Browser): Promise<Response> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return fetch(installation.console.url + BOARD, { headers: { cookie } })
}

const boardWith = (token: string): Promise<Response> =>
  fetch(installation.console.url + BOARD, { headers: { authorization: `Bearer ${token}` } })

async function tokenFor(scopes: readonly string[]): Promise<{ id: string; token: string }> {
  const { body } = await installation.console.ask('POST', '/api/console/tokens', { name: 'hall', scopes })
  return body as { id: string; token: string }
}

const putPerson = (id: keyof typeof ROLE_OF, role: string) =>
  installation.putReference(people, [
    [id, { ...people.example, id, name: `${id} Example`, addresses: [`${id}@example.com`], role }],
  ])

test('an open board ends soon after its token was revoked, and no other', async () => {
  const [revoked, kept] = [await tokenFor(['status:read']), await tokenFor(['status:read'])]
  const [one, other] = [boardWith(revoked.token), boardWith(kept.token)]
  await Promise.all([one, other])
  await installation.console.ask('DELETE', `/api/console/tokens/${revoked.id}`)
  expect(await endsWithin(SOON_MS, one)).toBe(true)
  expect(await endsWithin(1_000, other)).toBe(false)
})

test('an open board on a screen ends soon after the token of the screen was revoked', async () => {
  const { id, token } = await tokenFor(['status:board'])
  const screen = openBrowser(installation.console.url)
  await screen.call('POST', '/api/console/wall', undefined, { authorization: `Bearer ${token}` })
  const board = boardOf(screen)
  expect((await board).status).toBe(200)
  await installation.console.ask('DELETE', `/api/console/tokens/${id}`)
  expect(await endsWithin(SOON_MS, board)).toBe(true)
})

test('an open board ends soon after its session was ended', async () => {
  const ana = await signedIn(installation, 'ana')
  const board = boardOf(ana)
  await board
  await ana.call('POST', '/api/console/sign-out')
  expect(await endsWithin(SOON_MS, board)).toBe(true)
})

test('an open board ends soon after its person got another role', async () => {
  const board = boardOf(await signedIn(installation, 'boss'))
  await board
  await putPerson('boss', 'user')
  expect(await endsWithin(SOON_MS, board)).toBe(true)
  await putPerson('boss', 'admin')
})
