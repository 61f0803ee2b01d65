import { freePort, openDialog, type SmtpDialog, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { intakeLimits } from '../src/sources/smtp/intake-limits.ts'
import { listenSmtp } from '../src/sources/smtp/listen-smtp.ts'
import type { Intake } from '../src/sources/source.ts'

// An address of this machine, and yet not the one that Test Connection comes from.
const PROXY = '127.0.0.2'
const MOST = 3

let intake: Intake
let port: number
const dialogs: SmtpDialog[] = []

beforeAll(async () => {
  port = await freePort()
  intake = await listenSmtp({
    host: '127.0.0.1',
    port,
    isBehindProxy: true,
    spoolDir: await tempDir('spool'),
    accepts: () => true,
    maxBytes: () => 1_000,
    take: async () => {},
    onError: () => {},
    onNotStored: () => {},
    limits: { ...intakeLimits, clientsOfOneAddress: MOST },
  })
})
afterAll(async () => {
  for (const { socket } of dialogs) socket.destroy()
  await intake?.close()
})

const greeted = async (from: string, first = ''): Promise<string> => {
  const dialog = await openDialog(port, from, first)
  dialogs.push(dialog)
  return dialog.greeting
}
const client = (address: string) => `PROXY TCP4 ${address} 192.0.2.9 40000 25\r\n`

test('behind a proxy, each client has its own share of the connections', async () => {
  for (let n = 0; n < MOST; n++) expect(await greeted(PROXY, client('198.51.100.1'))).toMatch(/^220 /)
  expect(await greeted(PROXY, client('198.51.100.1'))).toMatch(/^421 4\.7\.0 Too many connections/)
  expect(await greeted(PROXY, client('198.51.100.2'))).toMatch(/^220 /)
})

test('behind a proxy, a client that does not come through it is not greeted', async () => {
  expect(await greeted(PROXY, 'EHLO client.example.org\r\n')).toBe('')
})

test('behind a proxy, this machine is greeted without its line', async () => {
  expect(await greeted('127.0.0.1')).toMatch(/^220 /)
})
