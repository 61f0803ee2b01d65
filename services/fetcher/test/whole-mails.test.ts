/** Mails for cases are kept whole, from every kind of folder; those of other mailboxes are read by their headers. */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { claimKnown, releaseClaims } from '@tubepost/blobs'
import { transaction } from '@tubepost/db'
import { type Dovecot, dovecotMissing, skippedBecause, startDovecot, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, peakMemory, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, type Received, startInstallation } from './installation.ts'
import { bytesOf } from './send-mail.ts'

const within30s = (what: string) => ({ timeoutMs: 30_000, what })
const MEGABYTE = 1_048_576
const DAY_MS = 86_400_000
const FOR_CASES = { routes: [{ recipient: '*', to: 'case' }] }
// As the image sets it; without limits a heap grows for as long as the machine lets it.
const HEAP = { NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=6' }
const NAMES = ['support', 'status', 'small', 'backlog', 'passed', 'large', 'old', 'crash']

/** A mail with a body of that many bytes, in lines. */
function aLargeMail(subject: string, bytes: number): string {
  const lines = Math.ceil(bytes / 78)
  return aMail(subject) + Array.from({ length: lines }, (_, n) => `${n} ${'x'.repeat(76)}`.slice(0, 76)).join('\r\n')
}

describe('mails for cases', skippedBecause(dovecotMissing()), () => {
  let installation: Installation
  let dovecot: Dovecot
  let fetcher: Fetcher
  let maildir: string
  const declared = () => [
    ...NAMES.map((name) => ({
      ...imapMailbox(name, dovecot, {
        ...(name === 'small' && { maxMailBytes: MEGABYTE }),
        ...((name === 'backlog' || name === 'passed') && { backlog: 'ignore' }),
      }),
      ...(name !== 'status' && FOR_CASES),
    })),
    {
      ...FOR_CASES,
      id: 'maildir',
      policy: { fetchScope: 'all', backlog: 'live', afterSuccess: 'keep', afterFailure: 'keep' },
      source: { kind: 'maildir', path: maildir, pollInterval: '1s' },
    },
  ]

  beforeAll(async () => {
    const users = NAMES.map((name) => ({ name, password: PASSWORD }))
    dovecot = await startDovecot({ dir: await tempDir('dovecot'), users })
    for (const name of ['backlog', 'passed'])
      dovecot.append(name, 'INBOX', aMail(`before ${name}`), { internalDate: new Date(Date.now() - 3 * DAY_MS) })
    maildir = path.join(await tempDir('maildir'), 'mails')
    for (const part of ['', 'cur', 'new', 'tmp']) mkdirSync(path.join(maildir, part))
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    fetcher = await startFetcher(installation, declared(), HEAP)
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), dovecot?.stop()])
  })

  async function restart(environment: Record<string, string> = {}): Promise<void> {
    await fetcher.stop()
    fetcher = await startFetcher(installation, declared(), { ...HEAP, ...environment })
  }
  const published = (mailbox: string, subject: string): Promise<Received> =>
    waitUntil(
      async () => (await installation.received(mailbox)).find((mail) => subjectOf(mail) === subject),
      within30s(`${subject} in ${mailbox}`),
    )
  const final = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const rows = await installation.ledger(mailbox)
        return rows.filter((row) => row.final !== null).length >= count && rows
      },
      within30s(`${count} final mails in ${mailbox}`),
    )
  const kept = (mail: Received) => bytesOf(installation.pool, mail)
  const ownersOf = async (mail: Received) => {
    const { rows } = await installation.pool.query<{ owner: string }>(
      'select owner from blob.claim where sha256 = $1 order by owner',
      [mail.data.body?.sha256],
    )
    return rows.map(({ owner }) => owner)
  }
  const unclaimed = async () =>
    (await installation.pool.query<{ content: string }>('select content from blob.unclaimed')).rows.length

  test('given a mail over IMAP, then the event refers to its bytes, which it claims', async () => {
    const raw = `${aMail('first')}\r\nGr\xFC\xDFe\r\n`
    dovecot.deliver('support', Buffer.from(raw, 'latin1'))
    const mail = await published('support', 'first')
    expect(mail.data).toMatchObject({
      headers: raw.slice(0, raw.indexOf('Hello')),
      size: raw.length,
      body: { size: raw.length, mediaType: 'message/rfc822' },
    })
    expect((await kept(mail))?.toString('latin1')).toBe(raw)
    expect(await ownersOf(mail)).toEqual([`fetcher/${mail.data.mailId}`])
    expect(dovecot.messages('support', 'INBOX').flatMap(({ flags }) => flags)).toEqual([])
  })

  test('given a mailbox for statuses, then its mails are read by their headers', async () => {
    const raw = aMail('Out')
    dovecot.deliver('status', raw)
    const mail = await published('status', 'Out')
    expect(mail.data).toMatchObject({ body: null, size: raw.length })
  })

  test('given two mails with the same bytes, then they are kept once and claimed twice', async () => {
    const raw = aMail('nameless').replace(/(Date|Message-ID):.*\r\n/g, '')
    dovecot.deliver('support', raw)
    dovecot.deliver('support', raw)
    const mails = await waitUntil(async () => {
      const found = (await installation.received('support')).filter((mail) => subjectOf(mail) === 'nameless')
      return found.length === 2 && found
    }, within30s('both mails'))
    const [first] = mails
    expect(new Set(mails.map(({ data }) => data.body?.sha256)).size).toBe(1)
    expect(await ownersOf(first as Received)).toEqual(mails.map(({ data }) => `fetcher/${data.mailId}`).toSorted())
  })

  test('given a twin in the same folder, then both are published and kept once', async () => {
    const raw = aMail('again')
    dovecot.deliver('support', raw)
    const mail = await published('support', 'again')
    dovecot.deliver('support', raw)
    const both = async () => (await installation.received('support')).filter((one) => subjectOf(one) === 'again')
    await waitUntil(async () => (await both()).length === 2, within30s('the twin'))
    expect(new Set((await both()).map(({ data }) => data.body?.sha256)).size).toBe(1)
    expect(await ownersOf(mail)).toHaveLength(2)
  })

  test('given a mail from before the set-up that is ignored, then nothing of it is kept', async () => {
    expect((await final('backlog', 1))[0]).toMatchObject({ outcome: 'ignored', reason: 'already_seen' })
    const [settled] = await installation.settled('backlog')
    const { rows } = await installation.pool.query('select 1 from blob.claim where owner = $1', [
      `fetcher/${settled?.data.mailId}`,
    ])
    expect(rows).toEqual([])
  })

  test('given a mail beyond maxMailBytes, then its header acts, without its bytes', async () => {
    const raw = aLargeMail('too large', 2 * MEGABYTE)
    dovecot.deliver('small', raw)
    const mail = await published('small', 'too large')
    expect(mail.data.body).toBeNull()
    expect(mail.data.size).toBe(raw.length)
    expect(fetcher.log()).toContain('the header acts, the body is not kept')
  })

  test('given a mail of 30 MB, then it arrives byte for byte in bounded memory', async () => {
    dovecot.deliver('large', aLargeMail('warming up', 10 * MEGABYTE))
    await published('large', 'warming up')
    const before = peakMemory(fetcher.pid)
    const raw = aLargeMail('large', 30 * MEGABYTE)
    dovecot.deliver('large', raw)
    const mail = await published('large', 'large')
    expect(peakMemory(fetcher.pid) - before).toBeLessThan(20 * MEGABYTE)
    expect(mail.data.body?.size).toBe(raw.length)
    expect((await kept(mail))?.equals(Buffer.from(raw))).toBe(true)
    expect(readdirSync(fetcher.spoolDir).filter((name) => name.endsWith('.eml'))).toEqual([])
  })

  test('given a mail in a Maildir, then it is kept as it is there', async () => {
    const raw = aMail('in a Maildir').replaceAll('\r\n', '\n')
    const file = (folder: string) => path.join(maildir, folder, '1790000000.M1P1.host')
    writeFileSync(file('tmp'), raw)
    renameSync(file('tmp'), file('new'))
    const mail = await published('maildir', 'in a Maildir')
    expect((await kept(mail))?.toString()).toBe(raw)
    expect(mail.data.size).toBe(raw.length)
  })

  test('given a mail that was passed over, when it is handled after all, then it is kept', async () => {
    await final('passed', 1)
    const since = new Date(Date.now() - 5 * DAY_MS).toISOString().slice(0, 10)
    await fetcher.ask('POST', '/api/fetcher/mailboxes/passed/rescan', { since, alreadySeen: true })
    const mail = await published('passed', 'before passed')
    expect(mail.data.size).toBe(mail.data.body?.size)
    expect((await kept(mail))?.toString()).toContain('Subject: before passed')
    expect(await ownersOf(mail)).toEqual([`fetcher/${mail.data.mailId}`])
  })

  test('after the retention another owner still reads the bytes, and with it they go', async () => {
    const raw = aMail('long over')
    dovecot.deliver('old', raw)
    const mail = await published('old', 'long over')
    await final('old', 1)
    const claim = { sha256: mail.data.body?.sha256 ?? '', owner: 'case/7' }
    expect(await transaction(installation.pool, (tx) => claimKnown(tx, [claim]))).toEqual([])
    const longAgo = `now() - interval '400 days'`
    const { mailId } = mail.data
    await installation.pool.query(`update mail set settled_at = ${longAgo}, final_at = ${longAgo} where mail_id = $1`, [
      mailId,
    ])
    await installation.pool.query(`update mail_event set at = ${longAgo} where mail_id = $1`, [mailId])
    await restart() // the retention runs at the start
    await waitUntil(async () => (await ownersOf(mail)).length === 1, within30s('the claim to be let go'))
    expect(await ownersOf(mail)).toEqual(['case/7'])
    expect((await kept(mail))?.toString()).toBe(raw)
    expect((await installation.pool.query('select 1 from mail_event where mail_id = $1', [mailId])).rows).toEqual([])
    await transaction(installation.pool, (tx) => releaseClaims(tx, ['case/7']))
    expect(await kept(mail)).toBeUndefined()
  })

  test('killed with the bytes written and no row: the mail arrives, the first bytes go', async () => {
    await installation.pool.query(`update blob.unclaimed set at = now() - interval '61 minutes'`)
    await restart({ CRASH_AT: 'after-bytes' })
    await waitUntil(async () => (await unclaimed()) === 0, within30s('what is left from before to go'))
    const { pid } = fetcher
    const raw = aLargeMail('cut off', MEGABYTE)
    dovecot.deliver('crash', raw)
    await waitUntil(() => !isAlive(pid), within30s('the crash'))
    expect(await installation.ledger('crash')).toEqual([])
    expect(await unclaimed()).toBe(1)
    fetcher = await startFetcher(installation, declared(), HEAP)
    const mail = await published('crash', 'cut off')
    expect((await kept(mail))?.equals(Buffer.from(raw))).toBe(true)
    expect(await unclaimed()).toBe(1)
    await installation.pool.query(`update blob.unclaimed set at = now() - interval '61 minutes'`)
    await restart()
    const { rows } = await waitUntil(async () => {
      const left = await installation.pool.query(
        'select 1 from blob.chunk where content not in (select content from blob.blob)',
      )
      return left.rows.length === 0 && left
    }, within30s('the first bytes to go'))
    expect(rows).toEqual([])
    expect(await unclaimed()).toBe(0)
    expect((await kept(mail))?.equals(Buffer.from(raw))).toBe(true)
  })
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
