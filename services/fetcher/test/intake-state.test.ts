import { renameSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { freePort, openDialog, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, type DeclaredMailbox, type Fetcher, startFetcher } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'
import { sendMail } from './send-mail.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })

let installation: Installation
let fetcher: Fetcher
let other: Server
let port: number
let mailboxes: DeclaredMailbox[]

/** Another program that greets as our intakes do, but for the proof. */
async function listenAsOther(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end('220 tubepost ESMTP Tubepost 00000000-0000-4000-8000-000000000000\r\n')
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

beforeAll(async () => {
  port = await freePort()
  mailboxes = [{ id: 'taken', source: { kind: 'smtp', port } }]
  installation = await startInstallation()
  installation.settle(() => APPLIED)
  other = await listenAsOther()
  fetcher = await startFetcher(installation, mailboxes)
})
afterAll(async () => {
  await fetcher?.stop()
  await installation?.stop()
  other?.close()
})

interface Shown {
  problem: { code: string; message: string } | null
  reading: boolean
}
const shown = async (of = fetcher) =>
  ((await of.ask('GET', '/api/fetcher/mailboxes/taken')).body as { mailbox: Shown }).mailbox
const tested = async () => (await fetcher.ask('POST', '/api/fetcher/mailboxes/taken/test')).body
const readyz = async (of = fetcher) => await of.ask('GET', '/readyz')

test('a port that another program has is a problem of the mailbox, everywhere', async () => {
  const { problem, reading } = await waitUntil(async () => {
    const found = await shown()
    return found.problem !== null && found
  }, within20s('the problem'))
  expect(reading).toBe(false)
  expect(problem).toMatchObject({
    code: 'source/port-taken',
    message: `Another program listens on port ${port}, so no mail is taken there. Stop that program, or give the mailbox another port.`,
  })
  expect(await tested()).toMatchObject({ ok: false, steps: [{ step: 'connect', ok: false, detail: problem?.message }] })
  expect(await readyz()).toMatchObject({
    status: 200,
    body: { ready: true, degraded: [{ mailbox: 'taken', code: 'source/port-taken' }] },
  })
  const lines = fetcher.log().split('\n')
  expect(
    lines.filter((line) => line.includes('source/port-taken') && line.includes(problem?.message ?? '')),
  ).toHaveLength(1)
})

test('when the port is free, mail is taken there, and the problem is over', async () => {
  other.close()
  await waitUntil(async () => (await shown()).reading, within20s('the intake'))
  expect(await shown()).toMatchObject({ problem: null, reading: true })
  expect(await tested()).toMatchObject({ ok: true, steps: [{ detail: `Mail is taken on port ${port}.` }] })
  expect(await readyz()).toMatchObject({ status: 200, body: { degraded: [] } })
  const dialog = await openDialog(port)
  dialog.socket.destroy()
  expect(dialog.greeting).toMatch(/^220 tubepost ESMTP Tubepost [0-9a-f-]{36}$/)
})

test('another replica of the installation on the port is no problem', async () => {
  const second = await startFetcher(installation, mailboxes)
  try {
    await waitUntil(async () => (await readyz(second)).status === 200, within20s('the second replica'))
    expect(await shown(second)).toMatchObject({ problem: null, reading: true })
  } finally {
    await second.stop()
  }
})

test('mail that cannot be stored is a problem until a mail is stored', async () => {
  const away = `${fetcher.spoolDir}-away`
  renameSync(fetcher.spoolDir, away)
  await expect(sendMail(port, aMail('put off'), 'taken@example.com')).rejects.toMatchObject({ responseCode: 451 })
  const { problem } = await waitUntil(async () => {
    const found = await shown()
    return found.problem !== null && found
  }, within20s('the problem'))
  expect(problem).toMatchObject({ code: 'source/not-stored', message: expect.stringContaining('(ENOENT)') })
  renameSync(away, fetcher.spoolDir)
  await sendMail(port, aMail('stored'), 'taken@example.com')
  await waitUntil(async () => (await shown()).problem === null, within20s('the problem to end'))
  expect(await readyz()).toMatchObject({ body: { degraded: [] } })
})
