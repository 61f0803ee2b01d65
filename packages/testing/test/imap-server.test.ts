import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  dovecotMissing,
  type ImapMisbehaviour,
  type ImapServer,
  skippedBecause,
  startDovecot,
  startImapServer,
  tempDir,
  waitUntil,
} from '../src/index.ts'

const MAIL = 'From: ann@example.org\r\nSubject: Out 1d\r\nMessage-ID: <one@example.org>\r\n\r\nHello\r\n'
const HEADER = MAIL.slice(0, MAIL.indexOf('Hello'))
const USERS = [{ name: 'ann', password: 'one "two"' }]
const ITEMS = { uid: true, flags: true, internalDate: true, size: true }

type Place = { readonly host: string; readonly port: number; stop(): Promise<void> }

const servers: readonly [string, string | undefined, () => Promise<Place>][] = [
  ['Dovecot', dovecotMissing(), async () => startDovecot({ dir: await tempDir('dovecot'), users: USERS })],
  ['the scriptable server', undefined, () => startImapServer({ users: USERS })],
]

describe.each(servers)('to imapflow, %s', (_name, missing, start) => {
  describe('behaves', skippedBecause(missing), () => {
    let server: Place

    beforeAll(async () => {
      server = await start()
    })
    afterAll(() => server?.stop())

    test('and supports everything that the fetcher asks of a server', async () => {
      await using imap = await login(server)
      await imap.append('INBOX', MAIL, ['\\Flagged'], new Date('2014-08-15T09:00:00Z'))
      await imap.append('INBOX', MAIL.replace('one@', 'two@'), [])
      const folder = await imap.mailboxOpen('INBOX')
      expect(folder).toMatchObject({ exists: 2, uidNext: 3, delimiter: '/', readOnly: false })
      expect(folder.uidValidity).toBeGreaterThan(0n)
      expect(await imap.search({ uid: '2:*' }, { uid: true })).toEqual([2])
      expect(await imap.search({ uid: '3:*' }, { uid: true })).toEqual([2])
      expect(await imap.search({ header: { 'message-id': '<two@example.org>' } }, { uid: true })).toEqual([2])
      expect(await imap.search({ larger: MAIL.length - 1, smaller: MAIL.length + 1 }, { uid: true })).toEqual([1, 2])

      const query = { ...ITEMS, bodyParts: [{ key: 'header', start: 0, maxLength: 65_536 }] }
      const [first] = await imap.fetchAll('1', query, { uid: true })
      expect(first).toMatchObject({ uid: 1, size: MAIL.length, internalDate: new Date('2014-08-15T09:00:00Z') })
      expect(first?.flags?.has('\\Flagged')).toBe(true)
      expect(first?.headers?.toString()).toBe(HEADER)
      const [whole] = await imap.fetchAll('1', { source: true }, { uid: true })
      expect(whole?.source?.toString()).toBe(MAIL)
      const [cut] = await imap.fetchAll('1', { bodyParts: [{ key: 'header', start: 0, maxLength: 5 }] }, { uid: true })
      expect(cut?.headers?.toString()).toBe('From:')

      expect(await imap.messageFlagsAdd('1', ['\\Seen'], { uid: true })).toBe(true)
      expect(await imap.messageMove('1', 'Parent/Child', { uid: true })).toBe(false)
      expect(await imap.mailboxCreate('Parent/Child')).toMatchObject({ created: true })
      expect(await imap.mailboxCreate('Parent/Child')).toMatchObject({ created: false })
      expect(await imap.messageMove('1', 'Parent/Child', { uid: true })).toMatchObject({ uidMap: new Map([[1, 1]]) })
      expect(await imap.messageCopy('2', 'Parent/Child', { uid: true })).toMatchObject({ uidMap: new Map([[2, 2]]) })
      expect(await imap.messageDelete('2', { uid: true })).toBe(true)
      expect(await imap.search({ uid: '1:*' }, { uid: true })).toEqual([])
      expect(await imap.status('Parent/Child', { messages: true })).toMatchObject({ messages: 2 })
      expect((await imap.list()).map(({ path }) => path)).toContain('Parent/Child')
      await imap.mailboxOpen('Parent/Child', { readOnly: true })
      expect(await imap.search({ seen: true }, { uid: true })).toEqual([1])
    })

    test('and announces new mail in IDLE', async () => {
      await using imap = await login(server)
      await using other = await login(server)
      const { exists } = await imap.mailboxOpen('INBOX')
      const noticed = Promise.withResolvers<number>()
      imap.on('exists', ({ count }) => noticed.resolve(count))
      const idling = imap.idle()
      await other.append('INBOX', MAIL)
      expect(await noticed.promise).toBe(exists + 1)
      await imap.noop()
      await idling
    })

    test('and refuses a wrong password', async () => {
      await expect(login(server, 'wrong')).rejects.toMatchObject({ authenticationFailed: true })
    })
  })
})

describe('the scriptable server', () => {
  let server: ImapServer

  beforeAll(async () => {
    server = await startImapServer({ users: USERS })
  })
  afterAll(() => server?.stop())
  beforeEach(() => {
    server.behave()
    server.store.setUidValidity('ann', 'INBOX', 7)
    server.store.expunge('ann', 'INBOX', server.store.folder('ann', 'INBOX')?.messages.map(({ uid }) => uid) ?? [])
    server.store.setUidValidity('ann', 'INBOX', 7)
    server.store.append('ann', 'INBOX', MAIL)
    server.store.append('ann', 'INBOX', MAIL.replace('one@', 'two@'))
  })

  const failures: readonly [string, ImapMisbehaviour][] = [
    ['closes the connection instead of answering', { on: 'FETCH', does: 'drop' }],
    ['closes the connection inside a literal', { on: 'FETCH', does: 'dropInLiteral', bytes: 10, uid: 2 }],
    ['says BYE', { on: 'FETCH', does: 'bye', text: 'going down' }],
    ['refuses', { on: 'FETCH', does: 'refuse', with: 'NO [LIMIT] Too many requests' }],
    ['loses its answer', { on: 'FETCH', does: 'dropAnswer' }],
  ]

  test.each(failures)('%s once, then behaves', async (_title, misbehaviour) => {
    server.misbehave(misbehaviour)
    await expect(headers()).rejects.toThrow()
    expect(await headers()).toEqual([HEADER, HEADER.replace('one@', 'two@')])
  })

  test('announces a literal shorter than it is', async () => {
    server.misbehave({ on: 'FETCH', does: 'lieAboutLength', by: -30, uid: 1 })
    expect(await headers()).not.toContain(HEADER)
  })

  test('announces a literal longer than it is, so that the answer never ends', async () => {
    server.misbehave({ on: 'FETCH', does: 'lieAboutLength', by: 1_000, uid: 2 })
    await using imap = await login(server)
    await imap.mailboxOpen('INBOX')
    const answer = imap.fetchAll('1:*', { headers: true }, { uid: true })
    await waitUntil(() => server.commands.at(-1)?.verb === 'UID FETCH', { timeoutMs: 5_000, what: 'the FETCH' })
    server.dropAll()
    await expect(answer).rejects.toThrow()
  })

  test('falls silent in IDLE and keeps the connection open', async () => {
    server.misbehave({ on: 'IDLE', does: 'silence' })
    await using imap = await login(server)
    await imap.mailboxOpen('INBOX')
    const idling = imap.idle()
    await waitUntil(() => server.commands.at(-1)?.verb === 'IDLE', { timeoutMs: 5_000, what: 'IDLE' })
    server.store.append('ann', 'INBOX', MAIL)
    expect(server.connections).toBe(1)
    imap.close()
    await idling
  })

  test('loses a message between SEARCH and FETCH, and during a FETCH', async () => {
    server.misbehave({
      on: 'FETCH',
      does: 'change',
      at: 'between',
      change: (store) => store.expunge('ann', 'INBOX', [2]),
    })
    expect(await headers()).toEqual([HEADER])
    server.misbehave({
      on: 'FETCH',
      does: 'change',
      at: 'before',
      change: (store) => store.expunge('ann', 'INBOX', [1]),
    })
    expect(await headers()).toEqual([])
  })

  test('gives a folder a new life in which old UIDs name other mails', async () => {
    server.store.expunge('ann', 'INBOX', [1])
    server.store.setUidValidity('ann', 'INBOX', 8)
    await using imap = await login(server)
    expect(await imap.mailboxOpen('INBOX')).toMatchObject({ uidValidity: 8n, uidNext: 2 })
    expect(await headers()).toEqual([HEADER.replace('one@', 'two@')])
  })

  test('sends lines that were not asked for', async () => {
    const lines = ['* 2 EXISTS', '* 2 EXISTS', '* 1 FETCH (FLAGS (\\Seen))', '* garbage )(']
    server.misbehave({ on: 'FETCH', does: 'say', lines })
    expect(await headers()).toEqual([undefined, HEADER, HEADER.replace('one@', 'two@')])
  })

  test('refuses a login once', async () => {
    server.misbehave({ on: 'LOGIN', does: 'refuse', with: 'NO [AUTHENTICATIONFAILED] no' })
    server.misbehave({ on: 'AUTHENTICATE', does: 'refuse', with: 'NO [AUTHENTICATIONFAILED] no' })
    await expect(login(server)).rejects.toMatchObject({ authenticationFailed: true })
    server.behave()
    await using imap = await login(server)
    expect(imap.usable).toBe(true)
  })

  test('lacks MOVE, UIDPLUS and IDLE on request', async () => {
    await using bare = await startImapServer({ users: USERS, without: ['MOVE', 'UIDPLUS', 'IDLE'] })
    await using imap = await login(bare)
    expect(['MOVE', 'UIDPLUS', 'IDLE'].filter((name) => imap.capabilities.has(name))).toEqual([])
  })

  async function headers(): Promise<(string | undefined)[]> {
    await using imap = await login(server)
    await imap.mailboxOpen('INBOX')
    const found = await imap.fetchAll('1:*', { headers: true }, { uid: true })
    return found.map((message) => message.headers?.toString())
  }
})

async function login({ host, port }: Place, pass = USERS[0]?.password ?? ''): Promise<ImapFlow> {
  const imap = new ImapFlow({
    host,
    port,
    secure: false,
    auth: { user: 'ann', pass },
    logger: false,
    disableAutoIdle: true,
  })
  imap.on('error', () => {})
  await imap.connect()
  return imap
}
