import { type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const POLICY = { afterSuccess: { move: '[IMAP]/Trash' } }
const NAMES = ['plain', 'answer-lost', 'killed', 'anonymous', 'ends-in-search', 'bare', 'bare-delete']

describe('a server without MOVE', () => {
  let installation: Installation
  let imap: ImapServer
  let bare: ImapServer
  let fetcher: Fetcher

  const mailboxes = () => [
    ...['plain', 'answer-lost', 'killed', 'anonymous'].map((name) => imapMailbox(name, imap, POLICY)),
    // Without a poll, the commands to its server follow from its mails alone.
    imapMailbox('ends-in-search', imap, POLICY, { pollInterval: '1h' }),
    imapMailbox('bare', bare, POLICY),
    imapMailbox('bare-delete', bare, { afterSuccess: 'delete' }),
  ]

  beforeAll(async () => {
    const users = NAMES.map((name) => ({ name, password: PASSWORD }))
    imap = await startImapServer({ users, without: ['MOVE'] })
    bare = await startImapServer({ users, without: ['MOVE', 'UIDPLUS', 'IDLE'] })
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    fetcher = await startFetcher(installation, mailboxes())
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), imap?.stop(), bare?.stop()])
  })

  const final = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const rows = await installation.ledger(mailbox)
        return rows.filter((row) => row.final !== null).length === count && rows
      },
      within20s(`${count} final mails in ${mailbox}`),
    )
  const stored = (mailbox: string, folder: string, server = imap) =>
    server.store.folder(mailbox, folder)?.messages ?? []

  test('mail is copied, and then removed', async () => {
    for (const subject of ['one', 'two', 'three']) imap.store.append('plain', 'INBOX', aMail(subject))
    expect((await final('plain', 3)).map(({ final: action }) => action)).toEqual(['moved', 'moved', 'moved'])
    expect(stored('plain', 'INBOX')).toEqual([])
    expect(stored('plain', '[IMAP]/Trash')).toHaveLength(3)
  })

  test.each(['answer-lost', 'anonymous'])(
    '%s: a copy whose answer was lost is found again and not made twice',
    async (name) => {
      imap.store.create(name, '[IMAP]/Trash')
      imap.store.append(name, '[IMAP]/Trash', aMail('two'))
      imap.misbehave({ on: 'COPY', user: name, does: 'dropAnswer' })
      const mails = ['one', 'two', 'three'].map((subject) => aMail(subject))
      for (const mail of mails) {
        imap.store.append(name, 'INBOX', name === 'anonymous' ? mail.replace(/(Date|Message-ID):.*\r\n/g, '') : mail)
      }
      await final(name, 3)
      expect(stored(name, 'INBOX')).toEqual([])
      expect(stored(name, '[IMAP]/Trash')).toHaveLength(4)
    },
  )

  // imapflow before 2.5.1 took BYE with the command's tag for OK, and so an unfinished answer for the whole.
  test('a search that ends in BYE makes no mail gone', async () => {
    const name = 'ends-in-search'
    const searches = () => imap.commands.filter(({ verb, user }) => verb === 'UID SEARCH' && user === name).length
    // The first look, and the comparison that follows it.
    await waitUntil(() => searches() >= 2, within20s('the first look'))
    const endInSearch = () => imap.misbehave({ on: 'SEARCH', user: name, does: 'refuse', with: 'BYE going down' })
    imap.misbehave({ on: 'FETCH', user: name, does: 'change', at: 'after', change: endInSearch })
    imap.store.append(name, 'INBOX', aMail('one'))
    expect((await final(name, 1)).map(({ final: action }) => action)).toEqual(['moved'])
    expect(imap.pending(name)).toBe(0)
    expect(stored(name, 'INBOX')).toEqual([])
    expect(stored(name, '[IMAP]/Trash')).toHaveLength(1)
  })

  test('killed between the copy and the removal, the next process finds the copy', async () => {
    imap.store.create('killed', '[IMAP]/Trash')
    imap.misbehave({ on: 'STORE', user: 'killed', does: 'silence' })
    for (const subject of ['one', 'two']) imap.store.append('killed', 'INBOX', aMail(subject))
    await waitUntil(() => imap.pending('killed') === 0, within20s('the STORE'))
    await fetcher.kill()
    expect(stored('killed', 'INBOX').length + stored('killed', '[IMAP]/Trash').length).toBeGreaterThan(2)
    fetcher = await startFetcher(installation, mailboxes())
    await final('killed', 2)
    expect(stored('killed', 'INBOX')).toEqual([])
    expect(stored('killed', '[IMAP]/Trash')).toHaveLength(2)
  })

  test('without UIDPLUS mail is marked as deleted, and nobody’s mail is expunged', async () => {
    bare.store.append('bare-delete', 'INBOX', aMail('somebody else’s'), { flags: ['\\Deleted'] })
    for (const name of ['bare', 'bare-delete']) bare.store.append(name, 'INBOX', aMail('one'))
    expect((await final('bare', 1)).map(({ final: action }) => action)).toEqual(['flagged'])
    await final('bare-delete', 2)
    expect(stored('bare', '[IMAP]/Trash', bare)).toHaveLength(1)
    expect(stored('bare', 'INBOX', bare).map(({ flags }) => [...flags])).toEqual([['\\Deleted']])
    expect(stored('bare-delete', 'INBOX', bare)).toHaveLength(2)
    expect(bare.commands.filter(({ verb }) => verb === 'EXPUNGE')).toEqual([])
  })
})
