/** Bodies from a server that misbehaves: tried again from the beginning, and never kept by half. */
import { type ImapMisbehaviour, type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'
import { bytesOf } from './send-mail.ts'

const within30s = (what: string) => ({ timeoutMs: 30_000, what })
const POLICY = { afterSuccess: { move: 'Done' }, afterFailure: { move: 'Failed' }, maxMailBytes: 2 * 1_048_576 }
const FOR_CASES = { routes: [{ recipient: '*', to: 'case' }] }
// The first FETCH asks for headers, the next ones for bytes: 256 KiB each.
const aLargeMail = () => `${aMail('two').trimEnd()}${'x'.repeat(700_000)}\r\n`
const IN_FIRST_PART = { on: 'FETCH', uid: 2, skip: 1 } as const
const IN_SECOND_PART = { on: 'FETCH', uid: 2, skip: 2 } as const

/** By mailbox: the server's misbehaviour while three mails come in, of which the second is large. */
const MISBEHAVIOURS: Readonly<Record<string, readonly ImapMisbehaviour[]>> = {
  'drops-before-a-body': [{ ...IN_FIRST_PART, does: 'drop' }],
  'drops-in-a-body': [{ ...IN_FIRST_PART, does: 'dropInLiteral', bytes: 1_000 }],
  'drops-between-parts': [{ ...IN_SECOND_PART, does: 'drop' }],
  'drops-late-in-a-body': [{ ...IN_SECOND_PART, does: 'dropInLiteral', bytes: 1_000 }],
  'announces-too-much': [{ ...IN_SECOND_PART, does: 'lieAboutLength', by: 5_000 }],
  'falls-silent-in-a-body': [{ ...IN_SECOND_PART, does: 'silence' }],
  'throttles-bodies': [{ ...IN_FIRST_PART, does: 'refuse', with: 'NO [LIMIT] Too many requests', times: 2 }],
  'refuses-a-body-once': [{ ...IN_SECOND_PART, does: 'refuse', with: 'NO not now' }],
  'says-bye-in-a-body': [{ ...IN_SECOND_PART, does: 'bye', text: 'going down' }],
  'is-slow': [{ ...IN_FIRST_PART, does: 'delay', ms: 500 }],
}
const BESIDE = ['headers', 'calm', 'lost-before', 'lost-amid', 'never-whole', 'grows']

describe.concurrent('bodies from a server that misbehaves', () => {
  let installation: Installation
  let imap: ImapServer
  let fetcher: Fetcher

  beforeAll(async () => {
    const names = [...Object.keys(MISBEHAVIOURS), ...BESIDE]
    imap = await startImapServer({ users: names.map((name) => ({ name, password: PASSWORD })) })
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    const mailboxes = names.map((name) => ({
      ...imapMailbox(name, imap, POLICY),
      ...(name !== 'headers' && FOR_CASES),
    }))
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
  const received = (mailbox: string, subject: string) =>
    waitUntil(
      async () => (await installation.received(mailbox)).find((mail) => subjectOf(mail) === subject),
      within30s(`${subject} in ${mailbox}`),
    )
  const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf).toSorted()
  const bodiesAsked = (mailbox: string) =>
    imap.commands.filter(({ user, line }) => user === mailbox && line.includes('BODY.PEEK[]'))

  test.each(Object.entries(MISBEHAVIOURS))('%s: every mail arrives whole, once', async (name, script) => {
    const raws = { one: aMail('one'), two: aLargeMail(), three: aMail('three') }
    imap.misbehave(...script.map((each) => ({ ...each, user: name })))
    for (const raw of Object.values(raws)) imap.store.append(name, 'INBOX', raw)
    const rows = await final(name, 3)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied'])
    expect(await subjects(name)).toEqual(['one', 'three', 'two'])
    for (const [subject, raw] of Object.entries(raws)) {
      const bytes = await bytesOf(installation.pool, await received(name, subject))
      expect(bytes?.equals(Buffer.from(raw))).toBe(true)
    }
    expect(imap.pending(name)).toBe(0)
  })

  test('given a mailbox for statuses, then no body is ever asked for', async () => {
    imap.store.append('headers', 'INBOX', aMail('Out'))
    await final('headers', 1)
    expect(bodiesAsked('headers')).toEqual([])
  })

  test('a mail without attachments costs one command more', async () => {
    imap.store.append('calm', 'INBOX', aMail('one'))
    await final('calm', 1)
    expect(bodiesAsked('calm')).toHaveLength(1)
  })

  test.each([
    ['lost-before', 1],
    ['lost-amid', 2],
  ])('a mail that is %s its bytes were read affects no other', async (name, skip) => {
    const lose = { does: 'change', at: 'before', change: () => imap.store.expunge(name, 'INBOX', [2]) } as const
    imap.misbehave({ ...lose, on: 'FETCH', user: name, uid: 2, skip })
    for (const raw of [aMail('one'), aLargeMail(), aMail('three')]) imap.store.append(name, 'INBOX', raw)
    await final(name, 2)
    expect(await subjects(name)).toEqual(['one', 'three'])
    const { rows } = await installation.pool.query(
      'select 1 from fetch_failure join folder_life on id = life_id where mailbox_id = $1',
      [name],
    )
    expect(rows).toEqual([])
  })

  test('a mail that is never given whole acts by its header after five tries', async () => {
    // Its header is given each time.
    for (let failures = 0; failures < 5; failures++)
      imap.misbehave({
        ...IN_FIRST_PART,
        skip: 2 * failures + 1,
        user: 'never-whole',
        does: 'dropInLiteral',
        bytes: 10,
      })
    const never = aLargeMail()
    for (const raw of [aMail('one'), never, aMail('three')]) imap.store.append('never-whole', 'INBOX', raw)
    const rows = await final('never-whole', 3)
    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['applied', null],
      ['applied', null],
      ['applied', null],
    ])
    const byHeader = (await installation.received('never-whole')).find(({ data }) => data.size === never.length)
    expect(byHeader?.data.body).toBeNull()
  })

  test('given more bytes than were reported, then no more than allowed are read', async () => {
    const small = aMail('grows')
    imap.misbehave({
      on: 'FETCH',
      user: 'grows',
      skip: 1,
      does: 'change',
      at: 'before',
      change: (store) => {
        const [message] = store.folder('grows', 'INBOX')?.messages ?? []
        if (message !== undefined) Object.assign(message, { raw: Buffer.from(small + 'x'.repeat(8 * 1_048_576)) })
      },
    })
    imap.store.append('grows', 'INBOX', small)
    const mail = await received('grows', 'grows')
    expect(mail.data.body).toBeNull()
    expect(mail.data.size).toBeGreaterThan(POLICY.maxMailBytes)
    expect(bodiesAsked('grows').length).toBeLessThan(12)
  })

  test('no half of a mail is kept', async () => {
    await Promise.all(Object.keys(MISBEHAVIOURS).map((name) => final(name, 3)))
    const { rows } = await installation.pool.query<{ size: string; stored: string }>(
      `select b.size, sum(octet_length(c.bytes)) as stored from blob.blob b join blob.chunk c using (content)
       group by b.sha256 having sum(octet_length(c.bytes)) <> b.size`,
    )
    expect(rows).toEqual([])
    // The other tests are writing some at this moment.
    await waitUntil(
      async () => (await installation.pool.query('select 1 from blob.unclaimed')).rows.length === 0,
      within30s('every content to be claimed'),
    )
  })
})
