import {
  type Dovecot,
  dovecotMissing,
  type ImapServer,
  skippedBecause,
  startDovecot,
  startImapServer,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type DeclaredMailbox, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type InstallationWithServers, startInstallationWithServers } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const OLD_ENOUGH =
  "select 1 from mail where mailbox_id = 'wiped' and coalesce(published_at, settled_at) < now() - interval '5 s'"
const TRASH = { afterSuccess: { move: '[IMAP]/Trash' } }

let installation: InstallationWithServers
let fetchers: Fetcher[] = []

beforeAll(async () => {
  installation = await startInstallationWithServers()
})
afterEach(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.kill()))
  fetchers = []
})
afterAll(() => installation?.stop())

async function start(
  mailboxes: readonly DeclaredMailbox[],
  environment: Record<string, string> = {},
): Promise<Fetcher> {
  const fetcher = await startFetcher(installation, mailboxes, environment)
  fetchers.push(fetcher)
  return fetcher
}

const final = (mailbox: string, count: number) =>
  waitUntil(
    async () => {
      const rows = await installation.ledger(mailbox)
      return rows.filter((row) => row.final !== null).length === count && rows
    },
    within20s(`${count} final mails in ${mailbox}`),
  )

const received = (mailbox: string, subject: string) =>
  waitUntil(
    async () => {
      const mails = await installation.received(mailbox)
      return mails.find((mail) => subjectOf(mail) === subject)
    },
    within20s(`${subject} to be published`),
  )

const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf).toSorted()

const epochOf = async (mailbox: string) => {
  const { rows } = await installation.pool.query('select epoch from lease where mailbox_id = $1', [mailbox])
  return (rows[0] as { epoch: string } | undefined)?.epoch
}

describe('killed with SIGKILL', skippedBecause(dovecotMissing()), () => {
  const points = ['after-ledger-row', 'after-publish', 'after-puback', 'after-move']
  let dovecot: Dovecot

  beforeAll(async () => {
    dovecot = await startDovecot({
      dir: await tempDir('dovecot'),
      users: points.map((name) => ({ name, password: PASSWORD })),
    })
  })
  afterAll(() => dovecot?.stop())

  test(`${points.join(', ')}: after a new start no mail is lost and none is there twice`, async () => {
    installation.settle(() => APPLIED)
    const mailboxes = points.map((name) => imapMailbox(name, dovecot, TRASH))
    for (const point of points) {
      const fetcher = await start(
        mailboxes.map((mailbox) => ({ ...mailbox, enabled: mailbox.id === point })),
        { CRASH_AT: point },
      )
      const { pid } = fetcher
      for (let n = 1; n <= 3; n++) dovecot.deliver(point, aMail(`mail ${n}`))
      await waitUntil(() => !isAlive(pid), within20s(`the crash ${point}`))
    }
    await start(mailboxes)
    for (const point of points) {
      const rows = await final(point, 3)
      expect(rows.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied'])
      expect(await subjects(point)).toEqual(['mail 1', 'mail 2', 'mail 3'])
      expect(dovecot.messages(point, 'INBOX')).toEqual([])
      expect(dovecot.messages(point, '[IMAP]/Trash')).toHaveLength(3)
    }
  })
})

describe('with a broker that lost its disk, or with a replica', () => {
  let imap: ImapServer

  beforeAll(async () => {
    const names = ['wiped', 'killed', 'stopped', 'busy']
    imap = await startImapServer({ users: names.map((name) => ({ name, password: PASSWORD })) })
  })
  afterAll(() => imap?.stop())

  test('its recent mails are published again with redrive 1', async () => {
    installation.settle((mail) => (subjectOf(mail) === 'held' ? undefined : APPLIED))
    await start([imapMailbox('wiped', imap, TRASH)])
    imap.store.append('wiped', 'INBOX', aMail('done'))
    imap.store.append('wiped', 'INBOX', aMail('held'))
    await final('wiped', 1)
    expect(await subjects('wiped')).toEqual(['done', 'held'])
    // Younger mails may still be on their way for the first time.
    await waitUntil(async () => {
      const { rows } = await installation.pool.query(OLD_ENOUGH)
      return rows.length === 2
    }, within20s('the mails to be old enough'))
    await installation.nats.wipe()
    await installation.nats.start()
    await installation.provision()
    const again = await received('wiped', 'held')
    await received('wiped', 'done')
    const redrives = (await installation.received('wiped')).map((mail) => [subjectOf(mail), mail.redrive])
    expect(new Map(redrives as [string, number][])).toEqual(
      new Map([
        ['held', 1],
        ['done', 1],
      ]),
    )
    expect(redrives).toHaveLength(2)
    await installation.settleNow(again, APPLIED)
    expect((await final('wiped', 2)).map(({ final: action }) => action)).toEqual(['moved', 'moved'])
    expect(imap.store.folder('wiped', '[IMAP]/Trash')?.messages).toHaveLength(2)
  })

  test('when the owner of a mailbox is killed another replica continues', async () => {
    installation.settle(() => APPLIED)
    const mailboxes = [imapMailbox('killed', imap, TRASH)]
    const owner = await start(mailboxes)
    await start(mailboxes)
    imap.store.append('killed', 'INBOX', aMail('first'))
    await final('killed', 1)
    expect(await epochOf('killed')).toBe('1')
    await owner.kill()
    imap.store.append('killed', 'INBOX', aMail('second'))
    await final('killed', 2)
    expect(await epochOf('killed')).toBe('2')
    expect(await subjects('killed')).toEqual(['first', 'second'])
  })

  test('an owner that slept through its lease writes nothing and leaves the server', async () => {
    installation.settle(() => APPLIED)
    const mailboxes = [imapMailbox('stopped', imap, TRASH)]
    const sleeper = await start(mailboxes)
    const other = await start(mailboxes)
    imap.misbehave({ on: 'FETCH', user: 'stopped', does: 'delay', ms: 1_000 })
    imap.store.append('stopped', 'INBOX', aMail('fetched by both'))
    await waitUntil(
      () => imap.commands.some(({ verb, user }) => verb === 'UID FETCH' && user === 'stopped'),
      within20s('the FETCH'),
    )
    await sleeper.kill('SIGSTOP')
    const rows = await final('stopped', 1)
    // Two leases long.
    await installation.pool.query('select pg_sleep(4)')
    imap.store.append('stopped', 'INBOX', aMail('second'))
    await sleeper.kill('SIGCONT')
    await final('stopped', 2)
    await waitUntil(() => imap.connections === 1, within20s('the sleeper to leave the server'))
    expect(sleeper.log()).toContain('the lease was lost')
    expect(other.log()).not.toContain('the lease was lost')
    expect(await epochOf('stopped')).toBe('2')
    expect(await subjects('stopped')).toEqual(['fetched by both', 'second'])
    expect((await installation.ledger('stopped'))[0]).toEqual(rows[0])
    expect(imap.store.folder('stopped', '[IMAP]/Trash')?.messages).toHaveLength(2)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
