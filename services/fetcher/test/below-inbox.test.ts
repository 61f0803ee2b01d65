import { type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const POLICY = { afterSuccess: { move: 'Done/2026' }, afterFailure: { move: 'INBOX/Failed' } }

describe('a server whose folders all stand below INBOX, and which has no NAMESPACE', () => {
  let installation: Installation
  let moving: ImapServer
  let copying: ImapServer
  let fetcher: Fetcher

  beforeAll(async () => {
    const user = (name: string) => ({ name, password: PASSWORD })
    moving = await startImapServer({ belowInbox: true, users: ['moving', 'refused'].map(user) })
    copying = await startImapServer({ belowInbox: true, users: [user('copying')], without: ['MOVE', 'UIDPLUS'] })
    moving.misbehave({ on: 'CREATE', user: 'refused', does: 'refuse', with: 'NO not here', times: 1_000 })
    installation = await startInstallation()
    installation.settle((mail) =>
      mail.data.headers.includes('Subject: bad') ? { outcome: 'rejected', reason: 'no_status' } : APPLIED,
    )
    fetcher = await startFetcher(installation, [
      imapMailbox('moving', moving, POLICY),
      imapMailbox('refused', moving, POLICY),
      imapMailbox('copying', copying, POLICY),
    ])
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), moving?.stop(), copying?.stop()])
  })

  const problem = async (id: string) =>
    ((await fetcher.ask('GET', `/api/fetcher/mailboxes/${id}`)).body as { mailbox: { problem: unknown } }).mailbox
      .problem
  const tested = async (id: string) =>
    (await fetcher.ask('POST', `/api/fetcher/mailboxes/${id}/test`)).body as {
      ok: boolean
      steps: { step: string; ok: boolean; detail: string }[]
    }
  const folders = (server: ImapServer, user: string) =>
    server.store.folders(user).map((name) => [name, server.store.folder(user, name)?.messages.length])

  test.each([
    ['moves', 'moving', 'moved'],
    ['copies', 'copying', 'flagged'],
  ])('it %s: the folders of the policy are made below INBOX', async (_how, name, final) => {
    const server = name === 'moving' ? moving : copying
    for (const subject of ['Out', 'bad']) server.store.append(name, 'INBOX', aMail(subject))
    await waitUntil(
      async () => (await installation.ledger(name)).filter((row) => row.final === final).length === 2,
      within20s('both mails to be final'),
    )
    expect(folders(server, name)).toEqual(
      expect.arrayContaining([
        ['INBOX.Done.2026', 1],
        ['INBOX.Failed', 1],
      ]),
    )
    expect(await problem(name)).toBeNull()
    expect((await tested(name)).ok).toBe(true)
  })

  test('a folder that cannot be made is a problem of the mailbox, and of its test', async () => {
    const told = expect.stringMatching(/"Done\/2026".*policy \(afterSuccess, afterFailure\)/)
    expect((await tested('refused')).steps.at(-1)).toMatchObject({ step: 'folder', ok: false, detail: told })
    expect(await problem('refused')).toBeNull()
    moving.store.append('refused', 'INBOX', aMail('Out'))
    const found = await waitUntil(async () => (await problem('refused')) ?? undefined, within20s('the problem'))
    expect(found).toMatchObject({ code: 'source/move-refused', message: told })
    expect((await fetcher.ask('GET', '/readyz')).body).toMatchObject({
      ready: true,
      degraded: [{ mailbox: 'refused', code: 'source/move-refused' }],
    })
    moving.behave()
    await waitUntil(async () => (await problem('refused')) === null, within20s('the problem to end'))
    expect((await tested('refused')).ok).toBe(true)
  })
})
