import { type Dovecot, dovecotMissing, skippedBecause, startDovecot, tempDir, waitUntil } from '@tubepost/testing'
import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { TELLING_MAILS, withParts } from './telling-mails.ts'
import { APPLIED, type Installation, startInstallation, type Verdict } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const TRASH = { move: '[IMAP]/Trash' }
const FAILED = { move: 'Failed' }

/** Each behaviour has a mailbox of its own. */
const POLICIES = {
  all: {},
  moves: { afterSuccess: TRASH, afterFailure: FAILED },
  marks: { afterSuccess: 'markRead', afterFailure: 'keep' },
  deletes: { afterSuccess: 'delete', afterFailure: 'markRead' },
  twice: { afterSuccess: TRASH },
  unseen: { fetchScope: 'unseen' },
  parts: {},
  'very-many-parts': {},
  'new-uids': { fetchScope: 'newUids' },
  'backlog-ignore': { backlog: 'ignore', afterFailure: FAILED },
  'backlog-silent': { backlog: 'importSilent' },
  'backlog-live': { backlog: 'live' },
  read: { fetchScope: 'unseen', afterSuccess: TRASH },
}

describe('a mailbox on Dovecot', skippedBecause(dovecotMissing()), () => {
  let installation: Installation
  let dovecot: Dovecot
  let fetcher: Fetcher
  const verdicts = new Map<string, Verdict>()

  beforeAll(async () => {
    const names = Object.keys(POLICIES)
    dovecot = await startDovecot({
      dir: await tempDir('dovecot'),
      users: names.map((name) => ({ name, password: PASSWORD })),
    })
    installation = await startInstallation()
    for (const name of ['backlog-ignore', 'backlog-silent', 'backlog-live', 'new-uids']) {
      dovecot.deliver(name, aMail('from before'))
      dovecot.append(name, 'INBOX', aMail('read before'), { flags: ['\\Seen'] })
    }
    installation.settle((mail) => verdicts.get(subjectOf(mail)) ?? APPLIED)
    const mailboxes = Object.entries(POLICIES).map(([name, policy]) => imapMailbox(name, dovecot, policy))
    fetcher = await startFetcher(installation, mailboxes)
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), dovecot?.stop()])
  })

  const final = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const rows = await installation.ledger(mailbox)
        return rows.filter((row) => row.final !== null).length >= count && rows
      },
      within20s(`${count} final mails in ${mailbox}`),
    )
  const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf)

  test.each(TELLING_MAILS)('given %s, then the event tells it', async (_, raw, told) => {
    dovecot.deliver('parts', raw)
    const subject = /^Subject: (.*)\r$/m.exec(raw)?.[1]
    const mail = await waitUntil(
      async () => (await installation.received('parts')).find((each) => subjectOf(each) === subject),
      within20s(`${subject} in parts`),
    )
    expect(mail.data.bodyFacts).toEqual(told)
  })

  test('a mail with more parts than can be taken acts by its header', async () => {
    const part = 'Content-Type: text/plain'
    dovecot.deliver('very-many-parts', withParts('Out 1d', 'mixed', Array<string>(8_000).fill(part)))
    const [row] = await final('very-many-parts', 1)
    expect(row?.outcome).toBe('applied')
    const [mail] = await installation.received('very-many-parts')
    expect(mail?.data).not.toHaveProperty('bodyFacts')
  })

  test('every mail in the folder is published once, with its header block unchanged', async () => {
    const raw = aMail('Größe 1', ['X-Test: ä'])
    dovecot.deliver('all', raw)
    for (let n = 2; n <= 450; n++) dovecot.deliver('all', aMail(`mail ${n}`))
    const rows = await final('all', 450)
    expect(rows.map(({ uid, outcome }) => ({ uid, outcome }))).toEqual(
      Array.from({ length: 450 }, (_, i) => ({ uid: i + 1, outcome: 'applied' })),
    )
    const received = await installation.received('all')
    expect(received.map(({ data }) => data.mailId).toSorted()).toEqual(rows.map(({ mailId }) => mailId).toSorted())
    const first = received.find((event) => subjectOf(event) === 'Größe 1')
    expect(first?.data).toMatchObject({
      mailbox: 'all',
      headers: raw.slice(0, raw.indexOf('Hello')),
      size: Buffer.byteLength(raw),
      body: null,
      backlog: false,
      identity: { kind: 'imap', key: 1 },
      envelope: { from: null, recipients: [] },
    })
    expect(dovecot.messages('all', 'INBOX').every(({ flags }) => flags.length === 0)).toBe(true)
  })

  test('settled mail is moved to folders that are created with their parents', async () => {
    verdicts.set('rejected', { outcome: 'rejected', reason: 'no_status' })
    verdicts.set('automatic', { outcome: 'ignored', reason: 'automatic' })
    for (const subject of ['fine', 'rejected', 'automatic']) dovecot.deliver('moves', aMail(subject))
    const rows = await final('moves', 3)
    expect(rows.map(({ final: action }) => action)).toEqual(['moved', 'moved', 'moved'])
    expect(dovecot.messages('moves', 'INBOX')).toEqual([])
    expect(dovecot.messages('moves', '[IMAP]/Trash')).toHaveLength(2)
    expect(dovecot.messages('moves', 'Failed')).toHaveLength(1)
  })

  test('settled mail is marked as read, or kept unchanged', async () => {
    verdicts.set('failed', { outcome: 'failed', reason: 'dead_letter' })
    dovecot.deliver('marks', aMail('well done'))
    dovecot.deliver('marks', aMail('failed'))
    await final('marks', 2)
    expect(dovecot.messages('marks', 'INBOX').map(({ flags }) => flags)).toEqual([['\\Seen'], []])
  })

  test('settled mail is deleted, and no message that another client marked as deleted', async () => {
    dovecot.append('deletes', 'INBOX', aMail('failed'), { flags: ['\\Deleted'] })
    dovecot.deliver('deletes', aMail('done with'))
    await final('deletes', 2)
    expect(dovecot.messages('deletes', 'INBOX').map(({ flags }) => flags)).toEqual([['\\Seen', '\\Deleted']])
  })

  test('the same mail twice in a mailbox is settled as duplicate, a success', async () => {
    const mail = aMail('twin')
    dovecot.deliver('twice', mail)
    dovecot.deliver('twice', mail.replace('From:', 'Received: by another way\r\nFrom:'))
    const rows = await final('twice', 2)
    expect(rows.map(({ outcome, final: action }) => [outcome, action])).toEqual([
      ['applied', 'moved'],
      ['duplicate', 'moved'],
    ])
    expect(await subjects('twice')).toEqual(['twin'])
    const duplicate = (await installation.settled('twice')).find(({ data }) => data.outcome === 'duplicate')
    expect(duplicate?.data.mail).toMatchObject({ subject: 'twin', from: 'Ann <ann@example.org>' })
  })

  test('unseen: a mail read before the first look stays where it is', async () => {
    dovecot.append('unseen', 'INBOX', aMail('read'), { flags: ['\\Seen'] })
    dovecot.deliver('unseen', aMail('unread'))
    const rows = await final('unseen', 2)
    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['ignored', 'already_seen'],
      ['applied', null],
    ])
    expect(await subjects('unseen')).toEqual(['unread'])
  })

  test('newUids: flags do not matter', async () => {
    dovecot.append('new-uids', 'INBOX', aMail('new and read'), { flags: ['\\Seen'] })
    await final('new-uids', 3)
    expect(await subjects('new-uids')).toContain('new and read')
  })

  test('mails from before the set-up are handled as the policy’s backlog says', async () => {
    for (const name of ['backlog-ignore', 'backlog-silent', 'backlog-live']) dovecot.deliver(name, aMail('new'))
    const ignored = await final('backlog-ignore', 3)
    expect(ignored.map(({ reason, final: action }) => [reason, action])).toEqual([
      ['already_seen', 'kept'],
      ['already_seen', 'kept'],
      [null, 'kept'],
    ])
    expect(dovecot.folders('backlog-ignore')).toEqual(['INBOX'])
    await final('backlog-silent', 3)
    const silent = await installation.received('backlog-silent')
    expect(new Map(silent.map((event) => [subjectOf(event), event.data.backlog]))).toEqual(
      new Map([
        ['from before', true],
        ['read before', true],
        ['new', false],
      ]),
    )
    await final('backlog-live', 3)
    expect((await installation.received('backlog-live')).map(({ data }) => data.backlog)).toEqual([false, false, false])
  })

  test('a mail that a person reads or deletes after the first look is still handled', async () => {
    installation.settle((mail) => (mail.mailbox === 'read' ? undefined : APPLIED))
    dovecot.deliver('read', aMail('is read'))
    dovecot.deliver('read', aMail('is deleted'))
    const mails = await waitUntil(async () => {
      const found = await installation.received('read')
      return found.length === 2 && found
    }, within20s('both mails'))
    await using person = new ImapFlow({
      host: dovecot.host,
      port: dovecot.port,
      secure: false,
      auth: { user: 'read', pass: PASSWORD },
      logger: false,
    })
    await person.connect()
    await person.mailboxOpen('INBOX')
    await person.messageFlagsAdd('1', ['\\Seen'], { uid: true })
    await person.messageDelete('2', { uid: true })
    for (const mail of mails) await installation.settleNow(mail, APPLIED)
    const rows = await final('read', 2)
    expect(rows.map(({ outcome, final: action }) => [outcome, action])).toEqual([
      ['applied', 'moved'],
      ['applied', 'gone'],
    ])
  })

  test('the folder and the ledger are compared, and agree', async () => {
    const reports = await waitUntil(async () => {
      const found = (await installation.eventsIn('OUTCOME')).filter(({ type }) => type.includes('reconciled'))
      return found.length >= Object.keys(POLICIES).length && found
    }, within20s('a comparison of each mailbox'))
    expect(reports.map(({ data }) => (data as { alarms: number }).alarms)).toEqual(reports.map(() => 0))
  })
})
