import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { readReference } from '@tubepost/bus'
import { mailboxes } from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { freePort, type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const run = promisify(execFile)
const ROTATE = new URL('../src/mailboxes/rotate-credentials.ts', import.meta.url).pathname
const key = () => randomBytes(32).toString('base64')

interface Shown {
  id: string
  enabled: boolean
  reading: boolean
  problem: { code: string; message: string } | null
  entry: Record<string, unknown>
  waiting: { mails: number; oldestAt: string | null }
}

describe('mailboxes over HTTP', () => {
  const [oldKey, newKey] = [key(), key()]
  const RING = { CREDENTIAL_KEYS: `old:${oldKey}` }
  let installation: Installation
  let imap: ImapServer
  let fetcher: Fetcher

  beforeAll(async () => {
    imap = await startImapServer({ users: ['ann', 'ben', 'declared'].map((name) => ({ name, password: PASSWORD })) })
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    fetcher = await startFetcher(installation, [imapMailbox('declared', imap)], RING)
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), imap?.stop()])
  })

  const body = (name: string, changes: object = {}, source: object = {}) => ({
    id: name,
    preset: 'officestatus',
    address: `${name}@example.com`,
    ...changes,
    source: {
      kind: 'imap',
      host: imap.host,
      port: imap.port,
      tls: 'none',
      username: name,
      password: PASSWORD,
      allowPrivateAddress: true,
      pollInterval: '1s',
      ...source,
    },
  })
  const ask = (method: string, path: string, sent?: unknown) =>
    fetcher.ask(method, `/api/fetcher/mailboxes${path}`, sent)
  const shown = async (id: string) => ((await ask('GET', `/${id}`)).body as { mailbox: Shown }).mailbox
  const refused = (status: number, code: string) => ({ status, body: { error: { code } } })
  const dump = async () => JSON.stringify((await installation.pool.query('select * from mailbox')).rows)

  test('a new mailbox is disabled, and known to the others before the answer', async () => {
    imap.store.append('ann', 'INBOX', aMail('from before'))
    const made = await ask('POST', '', body('ann', { policy: { backlog: 'live' } }))
    const reader = await readReference(installation.admin, mailboxes)
    await reader.catchUp()
    expect(reader.records.get('ann')).toMatchObject({ address: 'ann@example.com', enabled: false })
    reader.stop()
    expect(made).toMatchObject({ status: 201, body: { mailbox: { id: 'ann', enabled: false, hasPassword: true } } })
    expect(JSON.stringify(made.body)).not.toContain(JSON.stringify(PASSWORD).slice(1, -1))
    expect(await shown('ann')).toMatchObject({
      reading: false,
      problem: null,
      declaredInFile: false,
      preset: 'officestatus',
    })
    expect(await ask('POST', '/ann/test')).toMatchObject({ status: 200, body: { ok: true } })
    expect(await ask('GET', '/ann/count')).toEqual({ status: 200, body: { messages: 1, toHandle: 1 } })
    expect(imap.store.folder('ann', 'INBOX')?.messages[0]?.flags.size).toBe(0)
    expect(await installation.ledger('ann')).toEqual([])
  })

  test('a test that is followed tells each step, then the whole answer', async () => {
    const call = { method: 'POST', headers: { ...asGateway('admin'), accept: 'text/event-stream' } }
    const response = await fetch(`${fetcher.url}/api/fetcher/mailboxes/ann/test`, call)
    const events = (await response.text())
      .trim()
      .split('\n\n')
      .map((event) => {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? []
        return [name, JSON.parse(data ?? '')] as const
      })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(events.map(([name]) => name)).toEqual([...Array.from({ length: 7 }, () => 'step'), 'test'])
    const steps = events.slice(0, -1).map(([, { step }]) => step)
    expect(events.at(-1)?.[1]).toMatchObject({ test: { ok: true, steps, count: { messages: 1 } } })
  })

  test('the presets say how each handles its mails', async () => {
    const { body: answer } = await fetcher.ask('GET', '/api/fetcher/presets')
    expect(answer).toMatchObject({
      presets: [
        { name: 'officestatus', failureFollows: true, policy: { afterSuccess: 'markRead', afterFailure: 'markRead' } },
        { name: 'clientspace', failureFollows: false, policy: { ack: 'errorsOnly', unknownSender: 'ignore' } },
        { name: 'agileapps', policy: { afterSuccess: 'delete' } },
        { name: 'stoic', policy: { leastTrust: 'plausible' } },
      ],
    })
  })

  test('an enabled mailbox is read with its stored password, a disabled one is not', async () => {
    const { entry } = await shown('ann')
    expect(await ask('PUT', '/ann', { ...entry, enabled: true })).toMatchObject({ status: 200 })
    await waitUntil(async () => (await shown('ann')).reading, within20s('the mailbox to be read'))
    await waitUntil(async () => (await installation.ledger('ann'))[0]?.outcome === 'applied', within20s('its mail'))
    expect(await ask('GET', '/ann/count')).toEqual({ status: 200, body: { messages: 1, toHandle: 0 } })
    expect(await ask('PUT', '/ann', { ...entry, enabled: false })).toMatchObject({
      body: { mailbox: { enabled: false } },
    })
    await waitUntil(async () => !(await shown('ann')).reading, within20s('the mailbox to be left'))
  })

  test('a mailbox tells since when its oldest mail waits, and that nothing waits', async () => {
    const waiting = async () => (await shown('ben')).waiting
    installation.settle(() => undefined)
    await ask('POST', '', body('ben', { enabled: true, policy: { fetchScope: 'all', backlog: 'live' } }))
    expect(await waiting()).toEqual({ mails: 0, oldestAt: null })
    const before = Date.now()
    for (const subject of ['one', 'two']) imap.store.append('ben', 'INBOX', aMail(subject))
    const { oldestAt } = await waitUntil(async () => {
      const now = await waiting()
      return now.mails === 2 ? now : undefined
    }, within20s('both mails to wait'))
    expect(Math.abs(Date.parse(oldestAt ?? '') - before)).toBeLessThan(20_000)
    installation.settle(() => APPLIED)
    for (const mail of await installation.received('ben')) await installation.settleNow(mail, APPLIED)
    await waitUntil(async () => (await waiting()).oldestAt === null, within20s('nothing to wait'))
    await ask('DELETE', '/ben')
  })

  test('a stored password is not sent to another server or account, or in another way', async () => {
    const { entry } = await shown('ann')
    const source = entry['source'] as object
    for (const change of [
      { host: 'localhost' },
      { port: 143 },
      { tls: 'starttls' },
      { username: 'ben' },
      { tlsVerify: false },
    ]) {
      const changed = { ...entry, source: { ...source, ...change } }
      expect(await ask('PUT', '/ann', changed)).toMatchObject(refused(400, 'bad_mailbox'))
      expect(await ask('POST', '/test', changed)).toMatchObject(refused(400, 'bad_mailbox'))
    }
    expect(await ask('PUT', '/ann', { ...entry, source: { ...source, folder: 'Status' } })).toMatchObject({
      status: 200,
    })
    expect(await ask('PUT', '/ann', entry)).toMatchObject({ status: 200 })
  })

  test('settings are tested before they are saved, and nothing is stored', async () => {
    expect(await ask('POST', '/test', body('ben'))).toMatchObject({ status: 200, body: { ok: true } })
    const wrong = await ask('POST', '/test', body('ben', {}, { password: 'wrong' }))
    expect(wrong).toMatchObject({ body: { ok: false } })
    expect((wrong.body as { steps: object[] }).steps.at(-1)).toMatchObject({ step: 'login', ok: false })
    expect(await ask('GET', '/ben')).toMatchObject(refused(404, 'not_found'))
    expect(await ask('POST', '/ben/test')).toMatchObject(refused(404, 'not_found'))
  })

  test('only an administrator may have the fetcher connect to private addresses', async () => {
    const { entry } = await shown('ann')
    const asWriter = (method: string, path: string, sent: unknown) =>
      fetcher.ask(method, `/api/fetcher/mailboxes${path}`, sent, asGateway('fetcher:write'))
    const calls = [
      ['POST', '', body('scan')],
      ['POST', '/test', body('scan', {}, { port: 22 })],
      ['PUT', '/ann', entry],
    ] as const
    for (const [method, path, sent] of calls)
      expect(await asWriter(method, path, sent), `${method} ${path}`).toMatchObject({
        status: 403,
        body: { error: { code: 'private_address', message: expect.stringContaining('admin') } },
      })
    const without = body('scan', {}, { allowPrivateAddress: false, port: 993 })
    expect(await asWriter('POST', '/test', without)).toMatchObject({
      status: 200,
      body: { ok: false, steps: [{ step: 'resolve', ok: false, code: 'source/private-address' }] },
    })
  })

  test('only an administrator may have the fetcher listen at a port that no mailbox has', async () => {
    const port = await freePort()
    const handedOver = (id: string, at: number) => ({
      id,
      preset: 'officestatus',
      address: `${id}@example.com`,
      source: { kind: 'smtp', port: at },
    })
    const asWriter = (method: string, path: string, sent: unknown) =>
      fetcher.ask(method, `/api/fetcher/mailboxes${path}`, sent, asGateway('fetcher:write'))
    expect(await ask('POST', '', handedOver('port', port))).toMatchObject({ status: 201 })
    for (const [method, path, sent] of [
      ['POST', '', handedOver('other', port + 1)],
      ['POST', '/test', handedOver('other', imap.port)],
      ['PUT', '/port', handedOver('port', imap.port)],
    ] as const)
      expect(await asWriter(method, path, sent), `${method} ${path}`).toMatchObject(refused(403, 'new_port'))
    expect(await asWriter('POST', '/test', handedOver('other', port))).toMatchObject({ status: 200 })
    expect(await asWriter('PUT', '/port', { ...handedOver('port', port), enabled: false })).toMatchObject({
      status: 200,
    })
    expect(await asWriter('DELETE', '/port', undefined)).toMatchObject({ status: 204 })
  })

  test('half a surrogate pair in a mailbox is told with its place', async () => {
    for (const field of ['host', 'username', 'password', 'folder'])
      expect(await ask('POST', '', body('odd', {}, { [field]: '\ud800' })), `${field} of a mailbox`).toMatchObject({
        status: 400,
        body: { error: { code: 'bad_mailbox', message: expect.stringContaining(`source.${field}: `) } },
      })
  })

  test('a mailbox and its test say what will become of the mails', async () => {
    const source = { kind: 'imap', host: '127.0.0.1', port: 1, allowPrivateAddress: true, password: 'x' }
    const cautious = { id: 'cautious', preset: 'agileapps', address: 'cautious@example.com', source }
    const said = 'A mail that was applied, or is a duplicate or automatic, is deleted from the mailbox.'
    expect(await fetcher.ask('POST', '/api/fetcher/mailboxes/test', cautious)).toMatchObject({
      body: { ok: false, effects: expect.arrayContaining([said]) },
    })
    expect(await fetcher.ask('GET', '/api/fetcher/mailboxes/declared')).toMatchObject({
      body: { mailbox: { effects: expect.arrayContaining(['Every mail stays as it is once it is handled.']) } },
    })
  })

  test('ids and addresses are unique among all mailboxes', async () => {
    expect(await ask('POST', '', body('ann'))).toMatchObject(refused(409, 'id_taken'))
    expect(await ask('POST', '', body('declared'))).toMatchObject(refused(409, 'id_taken'))
    expect(await ask('POST', '', body('ben', { address: 'ANN@example.com' }))).toMatchObject(
      refused(409, 'address_taken'),
    )
    const ofTheFile = { address: 'Declared@example.com' }
    expect(await ask('POST', '', body('ben', ofTheFile))).toMatchObject(refused(409, 'address_taken'))
    expect(await ask('PUT', '/ann', body('ann', ofTheFile))).toMatchObject(refused(409, 'address_taken'))
    expect(await ask('PUT', '/declared', body('declared'))).toMatchObject(refused(409, 'declared_in_file'))
    expect(await ask('DELETE', '/declared')).toMatchObject(refused(409, 'declared_in_file'))
    expect(await shown('declared')).toMatchObject({ declaredInFile: true, reading: true, hasPassword: true })
    const twice = await Promise.all([1, 2, 3].map(() => ask('POST', '', body('ben'))))
    expect(twice.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(twice.filter(({ status }) => status === 409)).toHaveLength(2)
  })

  test('every problem of a body is reported at once', async () => {
    const { status, body: answer } = await ask('POST', '', {
      id: 'X',
      preset: 'none',
      address: 'x',
      source: { kind: 'imap' },
    })
    const { message } = (answer as { error: { message: string } }).error
    expect(status).toBe(400)
    for (const path of ['id', 'preset', 'address', 'source']) expect(message).toMatch(new RegExp(`(^|; )${path}: `))
    expect(await ask('POST', '', body('new', {}, { password: undefined }))).toMatchObject(refused(400, 'bad_mailbox'))
    expect(await ask('PUT', '/ann', body('other'))).toMatchObject(refused(400, 'bad_mailbox'))
    expect(await ask('PUT', '/nobody', body('nobody'))).toMatchObject(refused(404, 'not_found'))
  })

  test('over SMTP it needs no password, and has no folder to count in or look through', async () => {
    const source = { kind: 'smtp', port: await freePort() }
    const smtp = { id: 'smtp', preset: 'officestatus', address: 's@example.com', source }
    const detail = async (call: string, sent?: object) =>
      ((await ask('POST', call, sent)).body as { steps: { ok: boolean; detail: string }[] }).steps[0]
    expect(await detail('/test', smtp)).toMatchObject({ ok: true, detail: expect.stringContaining('is free') })
    expect(await detail('/test', { ...smtp, source: { ...source, port: imap.port } })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('Another program'),
    })
    expect(await ask('POST', '', { ...smtp, enabled: true })).toMatchObject({ status: 201 })
    await waitUntil(
      async () => (await detail('/smtp/test'))?.detail === `Mail is taken on port ${source.port}.`,
      within20s('the intake'),
    )
    expect(await ask('GET', '/smtp/count')).toMatchObject(refused(409, 'no_folder'))
    expect(await ask('POST', '/smtp/rescan', { since: '2026-11-01' })).toMatchObject(refused(409, 'no_folder'))
    expect(await ask('DELETE', '/smtp')).toEqual({ status: 204, body: null })
    expect(await ask('GET', '/smtp')).toMatchObject(refused(404, 'not_found'))
  })

  test('the table keeps a mailbox as it was written, and it is completed when read', async () => {
    const written = body('plain', {}, { password: undefined })
    await ask('POST', '', body('plain'))
    const row = await installation.pool.query<{ entry: object }>(`select entry from mailbox where id = 'plain'`)
    expect(row.rows).toEqual([{ entry: JSON.parse(JSON.stringify(written)) }])
    // A new version's preset reaches it as it reaches a declared one.
    await installation.pool.query(
      `update mailbox set entry = jsonb_set(entry, '{preset}', '"agileapps"') where id = 'plain'`,
    )
    expect(await shown('plain')).toMatchObject({ preset: 'agileapps', policy: { fetchScope: 'all' } })
    await ask('DELETE', '/plain')
  })

  test('no password is in the table or in the log', async () => {
    const text = await dump()
    expect(text).toContain('v1.old.')
    for (const where of [text, fetcher.log()]) {
      expect(where).not.toContain(PASSWORD)
      expect(where).not.toContain(JSON.stringify(PASSWORD).slice(1, -1))
      expect(where).not.toContain(oldKey)
    }
  })

  test('the password of one mailbox does not open in the row of another', async () => {
    const swap = `update mailbox m set sealed_password = o.sealed_password from mailbox o
                  where m.id in ('ann', 'ben') and o.id in ('ann', 'ben') and m.id <> o.id`
    await installation.pool.query(swap)
    const { body: answer } = await ask('POST', '/ann/test')
    expect(answer).toMatchObject({ ok: false })
    expect((answer as { steps: object[] }).steps.at(-1)).toMatchObject({
      step: 'login',
      detail: expect.stringContaining('does not open'),
    })
    await installation.pool.query(swap)
    expect(await ask('POST', '/ann/test')).toMatchObject({ body: { ok: true } })
  })

  const rotate = (keys: string) => {
    const { DATABASE_URL = '' } = installation.environmentOf('fetcher')
    return run(process.execPath, [ROTATE], { env: { DATABASE_URL, CREDENTIAL_KEYS: keys } })
  }

  test('keys are rotated while the fetcher runs; then the old one can go', async () => {
    expect((await rotate(`new:${newKey},old:${oldKey}`)).stdout).toBe(
      '2 sealed anew, 0 sealed with the current key already, 0 failed\n',
    )
    expect((await rotate(`new:${newKey},old:${oldKey}`)).stdout).toContain('0 sealed anew, 2 sealed')
    expect(await dump()).not.toContain('v1.old.')
    await fetcher.stop()
    fetcher = await startFetcher(installation, [imapMailbox('declared', imap)], { CREDENTIAL_KEYS: `new:${newKey}` })
    expect(await ask('POST', '/ann/test')).toMatchObject({ body: { ok: true } })
  })

  test('a rotation without the key of a password names it, and fails', async () => {
    await expect(rotate(`other:${oldKey}`)).rejects.toMatchObject({
      code: 1,
      stdout: '0 sealed anew, 0 sealed with the current key already, 2 failed\n',
      stderr: expect.stringMatching(/^ann: .*the key "new"/),
    })
    await expect(rotate('new:short')).rejects.toMatchObject({
      stderr: expect.stringMatching(/^(?!.*short)[^]*CREDENTIAL_KEYS: key 1 is not 32 bytes in base64/),
    })
  })

  test('without keys the fetcher starts, and refuses to store a password', async () => {
    await fetcher.stop()
    fetcher = await startFetcher(installation, [imapMailbox('declared', imap)])
    const answer = await ask('POST', '', body('cleo'))
    expect(answer).toMatchObject(refused(409, 'no_credential_keys'))
    expect(JSON.stringify(answer.body)).toContain('CREDENTIAL_KEYS_FILE')
    expect(await ask('POST', '/ann/test')).toMatchObject({ body: { ok: false } })
  })

  test('a deleted mailbox is no longer read, and its mails stay in the ledger', async () => {
    expect(await ask('DELETE', '/ann')).toEqual({ status: 204, body: null })
    expect(await ask('DELETE', '/ann')).toMatchObject(refused(404, 'not_found'))
    expect(await installation.ledger('ann')).toHaveLength(1)
  })

  test('the file is refused an address that a mailbox over HTTP has', async () => {
    await fetcher.stop()
    const clash = { ...imapMailbox('clash', imap), address: 'Ben@example.com' }
    await expect(startFetcher(installation, [clash])).rejects.toThrow(/the address .*is used by the mailbox .*ben/)
  })
})
