import { type ImapMisbehaviour, type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within30s = (what: string) => ({ timeoutMs: 30_000, what })
const POLICY = { afterSuccess: { move: '[IMAP]/Trash' }, afterFailure: { move: 'Failed' } }
const LIMIT = 'NO [LIMIT] Too many requests'

/** By mailbox: the server's misbehaviour while three mails come in. */
const MISBEHAVIOURS: Readonly<Record<string, readonly ImapMisbehaviour[]>> = {
  'drops-the-connection': [{ on: 'SEARCH', does: 'drop' }],
  'drops-in-a-literal': [{ on: 'FETCH', does: 'dropInLiteral', bytes: 20, uid: 2 }],
  'announces-too-much': [{ on: 'FETCH', does: 'lieAboutLength', by: 5_000, uid: 2 }],
  'announces-too-little': [{ on: 'FETCH', does: 'lieAboutLength', by: -20, uid: 2 }],
  'falls-silent-in-idle': [{ on: 'IDLE', does: 'silence' }],
  'falls-silent-in-fetch': [{ on: 'FETCH', does: 'silence' }],
  'falls-silent-in-move': [{ on: 'MOVE', does: 'silence' }],
  'refuses-moves': [{ on: 'MOVE', does: 'refuse', with: 'NO not now', times: 2 }],
  'refuses-to-create': [{ on: 'CREATE', does: 'refuse', with: 'NO [NOPERM] no', times: 2 }],
  'refuses-searches': [{ on: 'SEARCH', does: 'refuse', with: 'NO [SERVERBUG] no' }],
  'throttles-with-limit': [{ on: 'FETCH', does: 'refuse', with: LIMIT, times: 2 }],
  'throttles-with-a-hint': [
    { on: 'FETCH', does: 'refuse', with: 'BAD Request is throttled. Suggested Backoff Time: 200 milliseconds' },
  ],
  'throttles-the-log-in': [
    { on: 'SEARCH', does: 'bye', text: 'going down' },
    { on: 'AUTHENTICATE', does: 'refuse', with: LIMIT },
  ],
  'is-slow': [{ on: 'FETCH', does: 'delay', ms: 500 }],
  'says-bye': [{ on: 'SEARCH', does: 'bye', text: 'going down' }],
  'refuses-the-password-once': [
    { on: 'SEARCH', does: 'drop' },
    { on: 'AUTHENTICATE', does: 'refuse', with: 'NO [AUTHENTICATIONFAILED] no' },
  ],
  'repeats-itself': [{ on: 'SEARCH', does: 'say', lines: ['* 3 EXISTS', '* 3 EXISTS', '* 3 EXISTS'] }],
  'talks-garbage': [{ on: 'FETCH', does: 'say', lines: ['* )( {garbage', 'A999 OK what', '* 7 SURPRISE'] }],
  'tells-of-flags': [{ on: 'FETCH', does: 'say', lines: ['* 1 FETCH (FLAGS (\\Seen))', '* 2 FETCH (UID 2 FLAGS ())'] }],
  'names-parts-that-are-none': [
    {
      on: 'FETCH',
      does: 'say',
      lines: ['* 2 FETCH (UID 2 BODYSTRUCTURE ((NIL NIL)(NIL)() (("a" {2}', 'b\0 NIL 7) "x") "mixed"))'],
    },
  ],
  'nests-parts-without-end': [
    {
      on: 'FETCH',
      does: 'say',
      lines: [`* 2 FETCH (UID 2 BODYSTRUCTURE ${'('.repeat(15)}"text" "plain"${' "mixed")'.repeat(15)})`],
    },
  ],
  'has-no-text': [{ on: 'FETCH', does: 'say', lines: ['* 2 FETCH (UID 2 BODY[TEXT]<0> NIL BODYSTRUCTURE "x")'] }],
  'loses-the-answer-to-a-move': [{ on: 'MOVE', does: 'dropAnswer' }],
}
const BESIDE = ['calm', 'locked', 'bad-mail', 'short-mail', 'lost-before-fetch', 'lost-in-fetch']
const WAIT_A_LITTLE = 'BAD Request is throttled. Suggested Backoff Time: 100 milliseconds'

/** By mailbox: the server's misbehaviour while one mail comes in, and the codes that the log names. */
const TOLD: Readonly<Record<string, readonly [codes: readonly string[], script: readonly ImapMisbehaviour[]]>> = {
  // imapflow before 2.5.6 did not distinguish a throttled SEARCH from a refused one, nor an unfinished one from an
  // empty one.
  'throttles-a-search': [['source/throttled'], [{ on: 'SEARCH', does: 'refuse', with: WAIT_A_LITTLE }]],
  // imapflow before 2.5.9 made an object of each, and all mailboxes waited for it.
  'floods-with-flags': [
    ['source/failed'],
    [{ on: 'SEARCH', does: 'say', lines: [`* 1 FETCH (FLAGS (${'a '.repeat(100_000)}a))`] }],
  ],
}

describe.concurrent('a server that misbehaves', () => {
  let installation: Installation
  let imap: ImapServer
  let fetcher: Fetcher

  beforeAll(async () => {
    const names = [...Object.keys(MISBEHAVIOURS), ...Object.keys(TOLD), ...BESIDE]
    imap = await startImapServer({
      users: names.map((name) => ({ name, password: name === 'locked' ? 'another' : PASSWORD })),
    })
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    const mailboxes = names.map((name) => imapMailbox(name, imap, POLICY))
    fetcher = await startFetcher(installation, mailboxes, { IMAP_COMMAND_TIMEOUT_MS: '2000', DATABASE_POOL: '12' })
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), imap?.stop()])
  })

  const final = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const rows = await installation.ledger(mailbox)
        return rows.filter((row) => row.final !== null).length >= count && rows
      },
      within30s(`${count} final mails in ${mailbox}`),
    )
  const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf).toSorted()
  const stored = (mailbox: string, folder: string) => imap.store.folder(mailbox, folder)?.messages ?? []

  test.each(Object.entries(MISBEHAVIOURS))(
    '%s: every mail arrives, once, and is finished with',
    async (name, script) => {
      imap.misbehave(...script.map((each) => ({ ...each, user: name })))
      if (script[0]?.on === 'IDLE') await waitUntil(() => imap.pending(name) === 0, within30s('the silence'))
      for (const subject of ['one', 'three', 'two']) imap.store.append(name, 'INBOX', aMail(subject))
      const rows = await final(name, 3)
      expect(rows.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied'])
      expect(await subjects(name)).toEqual(['one', 'three', 'two'])
      expect(stored(name, 'INBOX')).toEqual([])
      expect(stored(name, '[IMAP]/Trash')).toHaveLength(3)
      expect(imap.pending(name)).toBe(0)
    },
  )

  test.each(Object.entries(TOLD))('%s: the log names the code, and the mail arrives', async (name, [codes, script]) => {
    imap.misbehave(...script.map((each) => ({ ...each, user: name })))
    imap.store.append(name, 'INBOX', aMail('one'))
    await final(name, 1)
    expect(warnings().flatMap(({ mailbox, code }) => (mailbox === name ? [code] : []))).toEqual(codes)
    expect(imap.pending(name)).toBe(0)
  })

  test('a mail that drops the connection each time is unreadable after five tries', async () => {
    imap.misbehave({ on: 'FETCH', user: 'bad-mail', uid: 2, does: 'dropInLiteral', bytes: 10, times: 1_000 })
    for (const subject of ['one', 'bad', 'three']) imap.store.append('bad-mail', 'INBOX', aMail(subject))
    const rows = await final('bad-mail', 3)
    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['applied', null],
      ['failed', 'unreadable'],
      ['applied', null],
    ])
    expect(await subjects('bad-mail')).toEqual(['one', 'three'])
    expect(stored('bad-mail', 'Failed').map(({ raw }) => raw.toString())).toEqual([expect.stringContaining('bad')])
    // The folder may be looked at while the three are put there.
    const tries = imap.commands.filter(
      ({ user, line }) => user === 'bad-mail' && / UID FETCH (1:2|1:3|2|2:3) /.test(line),
    )
    expect(tries).toHaveLength(5)
  })

  test('a mail that the server leaves out each time does not hold up later ones', async () => {
    imap.misbehave({ on: 'FETCH', user: 'short-mail', uid: 1, does: 'lieAboutLength', by: -30, times: 1_000 })
    imap.store.append('short-mail', 'INBOX', aMail('bad'))
    imap.store.append('short-mail', 'INBOX', aMail('two'))
    await final('short-mail', 1)
    imap.store.append('short-mail', 'INBOX', aMail('three'))
    const rows = await final('short-mail', 3)
    expect(rows.map(({ reason }) => reason)).toEqual(['unreadable', null, null])
    expect(await subjects('short-mail')).toEqual(['three', 'two'])
  })

  test.each([
    ['lost-before-fetch', 'before'],
    ['lost-in-fetch', 'between'],
  ] as const)('a mail that is %s affects no other mail', async (name, at) => {
    imap.misbehave({
      on: 'FETCH',
      user: name,
      does: 'change',
      at,
      change: (store) => store.expunge(name, 'INBOX', [2]),
    })
    imap.store.append(name, 'INBOX', aMail('one'))
    await final(name, 1)
    imap.misbehave({
      on: 'FETCH',
      user: name,
      does: 'change',
      at,
      change: (store) => store.expunge(name, 'INBOX', [3]),
    })
    for (const subject of ['two', 'lost', 'four']) imap.store.append(name, 'INBOX', aMail(subject))
    await final(name, 3)
    expect(await subjects(name)).not.toContain('lost')
    expect(await subjects(name)).toEqual(expect.arrayContaining(['one', 'four']))
  })

  test('a wrong password is reported, tried again ever later, and affects no other', async () => {
    const failures = await waitUntil(() => {
      const lines = warnings().filter(({ mailbox }) => mailbox === 'locked')
      return lines.length >= 3 && lines
    }, within30s('three tries'))
    expect(failures[0]).toMatchObject({
      code: 'source/auth-failed',
      msg: expect.stringContaining('refuses the user name locked or the password'),
    })
    expect(failures.map(({ failed }) => failed).slice(0, 3)).toEqual([1, 2, 3])
    expect(fetcher.log()).not.toContain(PASSWORD)
    const { mailboxes } = (await fetcher.ask('GET', '/api/fetcher/mailboxes')).body as {
      mailboxes: { id: string; problem: unknown }[]
    }
    expect(mailboxes.find(({ id }) => id === 'locked')).toMatchObject({ problem: { code: 'source/auth-failed' } })
    expect(mailboxes.find(({ id }) => id === 'calm')).toMatchObject({ problem: null, reading: true })
  })

  test('a mailbox beside all this is not disturbed', async () => {
    for (let n = 1; n <= 20; n++) {
      imap.store.append('calm', 'INBOX', aMail(`mail ${n}`))
      await final('calm', n)
    }
    expect(await subjects('calm')).toHaveLength(20)
    expect(warnings().filter(({ mailbox }) => mailbox === 'calm')).toEqual([])
  })

  type Line = { level: number; mailbox?: string; code?: string; msg: string; failed?: number }

  function warnings(): Line[] {
    const lines = fetcher.log().trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Line).filter(({ level }) => level >= 40)
  }
})
