import { type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const HOUR_MS = 3_600_000

describe('a folder whose UIDs mean something else than before', () => {
  let installation: Installation
  let imap: ImapServer
  let fetcher: Fetcher

  beforeAll(async () => {
    const policies = { between: {}, during: {}, deletes: { afterSuccess: 'delete' }, 'moved-in': {} }
    imap = await startImapServer({ users: Object.keys(policies).map((name) => ({ name, password: PASSWORD })) })
    installation = await startInstallation()
    installation.settle((mail) => (subjectOf(mail).startsWith('held') ? undefined : APPLIED))
    const mailboxes = Object.entries(policies).map(([name, policy]) => imapMailbox(name, imap, policy))
    fetcher = await startFetcher(installation, mailboxes, { RECONCILE_INTERVAL_MS: '1000' })
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), imap?.stop()])
  })

  const rows = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const found = await installation.ledger(mailbox)
        return found.length >= count && found.every(({ final, alarm, outcome }) => final ?? alarm ?? !outcome) && found
      },
      within20s(`${count} mails in ${mailbox}`),
    )
  const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf)

  test.each([
    ['between', 'between two sessions'],
    ['during', 'during a session'],
  ])('%s: known mails are duplicates, new ones arrive, unknown old ones raise an alarm', async (name) => {
    imap.store.append(name, 'INBOX', aMail('gone since'))
    imap.store.append(name, 'INBOX', aMail('known'))
    await rows(name, 2)
    // After the next look both are older than the last look.
    const looks = (): number => imap.commands.filter(({ verb, user }) => verb === 'UID SEARCH' && user === name).length
    const before = looks()
    await waitUntil(() => looks() > before + 2, within20s('two more looks'))

    if (name === 'between') imap.dropAll()
    imap.store.expunge(name, 'INBOX', [1])
    const hourAgo = new Date(Date.now() - HOUR_MS)
    imap.store.append(name, 'INBOX', aMail('old and unknown'), { internalDate: hourAgo })
    imap.store.append(name, 'INBOX', aMail('new'))
    imap.store.setUidValidity(name, 'INBOX', 99)

    await rows(name, 5)
    // The rows come before the settlements.
    const found = await waitUntil(async () => {
      const ledger = await installation.ledger(name)
      const isSettled = ledger.every(({ outcome, alarm }) => outcome !== null || alarm !== null)
      return isSettled && ledger.map(({ uid, outcome, alarm }) => ({ uid, outcome, alarm: alarm !== null }))
    }, within20s('every mail to be settled or to raise an alarm'))
    expect(found).toContainEqual({ uid: 1, outcome: 'duplicate', alarm: false })
    expect(found).toContainEqual({ uid: 2, outcome: null, alarm: true })
    // If it is noticed before the new numbers are, the new mail has a row in both lives.
    expect(found).toContainEqual({ uid: 3, outcome: 'applied', alarm: false })
    expect(await subjects(name)).toEqual(['gone since', 'known', 'new'])
    // The folder is compared each second; a comparison before the settlements are in the ledger still counts them as
    // waiting.
    const report = await waitUntil(async () => {
      const events = await installation.eventsIn('OUTCOME')
      return events.findLast(({ type, mailbox, data }) => {
        const { alarms, waiting } = data as { alarms: number; waiting: number }
        return type.includes('reconciled') && mailbox === name && alarms > 0 && waiting === 0
      })
    }, within20s('the alarm'))
    expect(report.data).toMatchObject({ onServer: 3, settled: 2, waiting: 0, alarms: 1, alarmed: [{ uid: 2 }] })
  })

  test('nothing is deleted by a UID of an earlier life', async () => {
    imap.store.append('deletes', 'INBOX', aMail('held 1'))
    imap.store.append('deletes', 'INBOX', aMail('held 2'))
    await rows('deletes', 2)
    const [first] = await waitUntil(async () => {
      const received = await installation.received('deletes')
      return received.length === 2 && received
    }, within20s('two published mails'))
    imap.store.expunge('deletes', 'INBOX', [1])
    imap.store.append('deletes', 'INBOX', aMail('held 3'))
    imap.store.setUidValidity('deletes', 'INBOX', 99)
    if (first === undefined) throw new Error('two mails were published')
    await installation.settleNow(first, APPLIED)
    // The second mail is known under its new UID, and a duplicate for which the policy says `delete`.
    await waitUntil(async () => (await subjects('deletes')).length === 3, within20s('the third mail'))
    await waitUntil(
      async () => (await installation.ledger('deletes')).filter(({ final }) => final !== null).length === 2,
      within20s('the settled mails to be final'),
    )
    const left = imap.store
      .folder('deletes', 'INBOX')
      ?.messages.map(({ raw }) => /Subject: (.*)\r/.exec(raw.toString())?.[1])
    expect(left).toContain('held 3')
    const actions = (await installation.ledger('deletes')).map(({ uid, final }) => [uid, final])
    expect(actions).toContainEqual([1, 'gone'])
  })

  test('an old mail that comes into the folder later is handled, for its UID is new', async () => {
    imap.store.append('moved-in', 'INBOX', aMail('first'))
    await rows('moved-in', 1)
    imap.store.setUidValidity('moved-in', 'INBOX', 99)
    await rows('moved-in', 2)
    imap.store.append('moved-in', 'INBOX', aMail('from the archive'), { internalDate: new Date(Date.now() - HOUR_MS) })
    await rows('moved-in', 3)
    await waitUntil(async () => (await subjects('moved-in')).length === 2, within20s('the second mail'))
    expect(await subjects('moved-in')).toEqual(['first', 'from the archive'])
  })
})
