/** A mailbox made over HTTP, from its first test to the status on the board, and after a restart. */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { type ImapServer, startImapServer, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, OUT } from './a-setup.ts'
import { startReady } from './start-ready.ts'

const within = (what: string) => ({ timeoutMs: 30_000, what })
const PASSWORD = 'correct horse battery'

describe('a mailbox over HTTP', () => {
  let dir: string
  let imap: ImapServer
  let installation: Installation

  beforeAll(async () => {
    dir = await tempDir('mailbox')
    imap = await startImapServer({ users: [{ name: 'office', password: PASSWORD }] })
    await start()
  })
  afterAll(async () => {
    await installation?.stop()
    await imap?.stop()
  })

  async function start(): Promise<void> {
    installation = await startReady(dir, aSetup({ people: [ANA], statuses: [OUT] }))
  }

  async function ask(method: string, call: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${installation.url}/api/fetcher/mailboxes${call}`, {
      method,
      headers: { authorization: `Bearer ${installation.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }

  const deliver = (subject: string) =>
    imap.store.append(
      'office',
      'INBOX',
      `From: ana@example.com\r\nSubject: ${subject}\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <${subject.length}@x>\r\n\r\n`,
    )
  /** Names of the files, of database, broker and logs, that contain a text. */
  function filesWith(text: string): string {
    return execFileSync('sh', ['-c', 'grep -rlaF -- "$1" "$2" || [ $? -eq 1 ]', 'grep', text, dir], {
      encoding: 'utf8',
    })
  }
  const comment = async () => {
    const headers = { authorization: `Bearer ${installation.token}` }
    const response = await fetch(`${installation.url}/api/status/board`, { headers })
    return ((await response.json()) as { people: { comment: string | null }[] }).people[0]?.comment
  }

  test('is tested, saved, counted and enabled; then a mail to it sets a status', async () => {
    const source = {
      kind: 'imap',
      host: imap.host,
      port: imap.port,
      tls: 'none',
      username: 'office',
      password: PASSWORD,
    }
    const address = 'office@example.com'
    const mailbox = { id: 'office', preset: 'officestatus', address, source: { ...source, allowPrivateAddress: true } }
    deliver('Out 1h from before')
    expect(await ask('POST', '/test', mailbox)).toMatchObject({
      body: { ok: true, count: { messages: 1, toHandle: 0 } },
    })
    expect(await ask('POST', '', mailbox)).toMatchObject({ status: 201, body: { mailbox: { enabled: false } } })
    expect(await ask('GET', '/office/count')).toEqual({ status: 200, body: { messages: 1, toHandle: 0 } })
    const enabled = { ...mailbox, enabled: true }
    expect(await ask('PUT', '/office', enabled)).toMatchObject({ status: 200, body: { mailbox: { enabled: true } } })
    const isRead = async () => ((await ask('GET', '/office')).body as { mailbox: { reading: boolean } }).mailbox.reading
    await waitUntil(isRead, within('the mailbox to be read'))
    deliver('Out 2h at the dentist')
    await waitUntil(async () => (await comment()) === 'at the dentist', within('the status'))
  })

  test('after a restart its password still opens, and is nowhere in the data', async () => {
    await installation.stop()
    expect(filesWith(PASSWORD)).toBe('')
    expect(filesWith('at the dentist')).not.toBe('')
    const keys = path.join(dir, 'installation', 'credential-keys')
    expect(statSync(keys).mode & 0o777).toBe(0o600)
    const before = readFileSync(keys, 'utf8')
    await start()
    expect(readFileSync(keys, 'utf8')).toBe(before)
    deliver('Out 3h at the gym, after a restart')
    await waitUntil(async () => (await comment()) === 'at the gym, after a restart', within('the status'))
  })
})
