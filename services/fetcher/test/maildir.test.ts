/** A Maildir that Dovecot's own tool uses beside the fetcher: each sees the other's messages, marks and moves. */
import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync, readdirSync, renameSync, statSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { type Dovecot, dovecotMissing, skippedBecause, startDovecot, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type DeclaredMailbox, type Fetcher, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation, type Verdict } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const POLICIES = {
  kept: {},
  moved: { afterSuccess: { move: 'Done/2026' } },
  marked: { afterSuccess: 'markRead' },
  deleted: { afterSuccess: 'delete' },
  waiting: { afterSuccess: { move: 'Done' } },
  backlog: { backlog: 'ignore' },
}
const noDoveadm = process.env['TEST_INFRA'] === 'containers' ? 'doveadm is a program of this machine' : dovecotMissing()

describe('a Maildir', skippedBecause(noDoveadm), () => {
  let installation: Installation
  let fetcher: Fetcher
  let dovecot: Dovecot
  let dir: string
  const verdicts = new Map<string, Verdict | undefined>()

  const rootOf = (mailbox: string) => path.join(dir, 'maildirs', mailbox)
  const doveadm = (mailbox: string, args: readonly string[], input = '') =>
    execFileSync(
      'doveadm',
      ['-c', path.join(dir, 'dovecot.conf'), '-o', `mail_location=maildir:${rootOf(mailbox)}`, ...args],
      { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] },
    )
  const save = (mailbox: string, subject: string) => doveadm(mailbox, ['save', '-u', 'ann'], aMail(subject))
  const inFolder = (mailbox: string, folder: string, field = 'hdr.subject') =>
    doveadm(mailbox, ['-f', 'flow', 'fetch', '-u', 'ann', field, 'mailbox', folder, 'all'])
      .trim()
      .split('\n')
      .filter(Boolean)
  const final = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const rows = await installation.ledger(mailbox)
        return rows.filter((row) => row.final !== null).length >= count && rows
      },
      within20s(`${count} final mails in ${mailbox}`),
    )
  const mailboxes = (): DeclaredMailbox[] =>
    Object.entries(POLICIES).map(([id, policy]) => ({
      id,
      policy: { fetchScope: 'all', backlog: 'live', afterSuccess: 'keep', afterFailure: 'keep', ...policy },
      source: { kind: 'maildir', path: rootOf(id), pollInterval: id === 'deleted' ? '1s' : '60s' },
    }))

  beforeAll(async () => {
    dir = await tempDir('dovecot')
    dovecot = await startDovecot({ dir, users: [{ name: 'ann', password: PASSWORD }] })
    const { uid, gid } = statSync(path.join(dir, 'mail/ann'))
    mkdirSync(path.join(dir, 'maildirs'))
    for (const name of Object.keys(POLICIES))
      for (const part of ['', 'cur', 'new', 'tmp']) {
        mkdirSync(path.join(rootOf(name), part), { recursive: true })
        chownSync(path.join(rootOf(name), part), uid, gid)
      }
    save('backlog', 'from before')
    installation = await startInstallation()
    installation.settle((mail) => {
      const subject = subjectOf(mail)
      return verdicts.has(subject) ? verdicts.get(subject) : APPLIED
    })
    fetcher = await startFetcher(installation, mailboxes())
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), dovecot?.stop()])
  })

  test('a delivered mail is taken in by its header, long before the next poll', async () => {
    save('kept', 'Out 1d')
    const [row] = await final('kept', 1)
    expect(row).toMatchObject({ uid: 1, outcome: 'applied', final: 'kept', problem: null })
    const [event] = await installation.received('kept')
    const [file = ''] = readdirSync(path.join(rootOf('kept'), 'cur')).concat(
      readdirSync(path.join(rootOf('kept'), 'new')),
    )
    expect(event?.data).toMatchObject({
      headers: expect.stringContaining('Subject: Out 1d'),
      body: null,
      envelope: { from: null, recipients: [] },
      identity: { kind: 'maildir', account: rootOf('kept'), key: file.split(':')[0] },
    })
  })

  test('a settled mail is moved into a folder that the other party sees', async () => {
    save('moved', 'Out 2d')
    expect((await final('moved', 1))[0]).toMatchObject({ final: 'moved' })
    expect(inFolder('moved', 'Done/2026')).toEqual(['hdr.subject=Out 2d'])
    expect(inFolder('moved', 'INBOX')).toEqual([])
  })

  test('a mail that is marked read keeps the flags it has', async () => {
    verdicts.set('Out 3d', undefined)
    save('marked', 'Out 3d')
    const [mail] = await waitUntil(async () => {
      const received = await installation.received('marked')
      return received.length > 0 && received
    }, within20s('the mail'))
    doveadm('marked', ['flags', 'add', '-u', 'ann', '\\Flagged', 'mailbox', 'INBOX', 'all'])
    if (mail !== undefined) await installation.settleNow(mail, APPLIED)
    expect((await final('marked', 1))[0]).toMatchObject({ final: 'marked' })
    expect(inFolder('marked', 'INBOX', 'flags')[0]).toMatch(/\\Flagged.*\\Seen|\\Seen.*\\Flagged/)
  })

  test('a mail that is to be deleted is gone for the other party', async () => {
    save('deleted', 'Out 4d')
    expect((await final('deleted', 1))[0]).toMatchObject({ final: 'deleted' })
    expect(inFolder('deleted', 'INBOX')).toEqual([])
  })

  test('a mail that another program removed first is final without a problem', async () => {
    verdicts.set('Out 5d', undefined)
    save('waiting', 'Out 5d')
    const [mail] = await waitUntil(async () => {
      const received = await installation.received('waiting')
      return received.length > 0 && received
    }, within20s('the mail'))
    doveadm('waiting', ['expunge', '-u', 'ann', 'mailbox', 'INBOX', 'all'])
    if (mail !== undefined) await installation.settleNow(mail, APPLIED)
    expect((await final('waiting', 1))[0]).toMatchObject({ final: 'gone', problem: null })
  })

  test('a mail from before the set-up is backlog', async () => {
    expect((await final('backlog', 1))[0]).toMatchObject({ uid: 1, outcome: 'ignored', reason: 'already_seen' })
    expect(await installation.received('backlog')).toEqual([])
  })

  test('a restart, and marks of another program, make no second mail', async () => {
    doveadm('kept', ['flags', 'add', '-u', 'ann', '\\Seen', 'mailbox', 'INBOX', 'all'])
    await fetcher.stop()
    save('kept', 'Out 6d')
    fetcher = await startFetcher(installation, mailboxes())
    const rows = await final('kept', 2)
    expect(rows.map(({ uid }) => uid)).toEqual([1, 2])
    expect((await installation.received('kept')).map(subjectOf)).toEqual(['Out 1d', 'Out 6d'])
  })

  test('a link and a pipe among the messages are passed over', async () => {
    symlinkSync('/etc/hostname', path.join(rootOf('kept'), 'new', '1.link'))
    execFileSync('mkfifo', [path.join(rootOf('kept'), 'new', '2.pipe')])
    save('kept', 'Out 8d')
    await final('kept', 3)
    expect((await installation.received('kept')).map(subjectOf)).toEqual(['Out 1d', 'Out 6d', 'Out 8d'])
  })

  test('the test of the mailbox opens the folder and counts', async () => {
    const { body } = await fetcher.ask('POST', '/api/fetcher/mailboxes/kept/test')
    expect(body).toMatchObject({
      ok: true,
      steps: [{ step: 'folder' }, { step: 'count' }, { step: 'trust' }],
      count: { messages: 3, toHandle: 0 },
    })
  })

  test('over HTTP no folder of the machine can be named', async () => {
    const source = { kind: 'maildir', path: rootOf('kept') }
    const mailbox = { id: 'mine', preset: 'officestatus', address: 'mine@example.com', source }
    for (const way of ['mailboxes', 'mailboxes/test']) {
      const { status, body } = await fetcher.ask('POST', `/api/fetcher/${way}`, mailbox)
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('declare it in tubepost.yaml')])
    }
  })

  test('a missing folder is reported in words, and read again when it is back', async () => {
    const problem = () =>
      waitUntil(async () => {
        const { body } = await fetcher.ask('GET', '/api/fetcher/mailboxes/deleted')
        return (body as { mailbox: { problem: { code: string } | null } }).mailbox.problem
      }, within20s('a problem'))
    renameSync(rootOf('deleted'), `${rootOf('deleted')}.away`)
    expect(await problem()).toMatchObject({ code: 'source/folder', message: expect.stringContaining('no Maildir') })
    renameSync(`${rootOf('deleted')}.away`, rootOf('deleted'))
    save('deleted', 'Out 7d')
    await final('deleted', 2)
  })
})
