import { type Dovecot, dovecotMissing, skippedBecause, startDovecot, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, startInstallation } from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const DAY_MS = 86_400_000

describe('a rescan from a date', skippedBecause(dovecotMissing()), () => {
  let installation: Installation
  let dovecot: Dovecot
  let fetcher: Fetcher
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)
  const day = (days: number) => daysAgo(days).toISOString().slice(0, 10)
  const declared = () => [
    imapMailbox('alarm', dovecot),
    imapMailbox('before', dovecot, { backlog: 'ignore' }),
    { ...imapMailbox('off', dovecot), enabled: false },
  ]

  beforeAll(async () => {
    const users = ['alarm', 'before', 'off'].map((name) => ({ name, password: PASSWORD }))
    dovecot = await startDovecot({ dir: await tempDir('dovecot'), users })
    for (const days of [30, 10, 2])
      dovecot.append('before', 'INBOX', aMail(`${days} days old`), { internalDate: daysAgo(days) })
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    fetcher = await startFetcher(installation, declared())
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), dovecot?.stop()])
  })

  const rescan = (mailbox: string, body: object) =>
    fetcher.ask('POST', `/api/fetcher/mailboxes/${mailbox}/rescan`, body)
  const finished = (mailbox: string) =>
    waitUntil(async () => {
      const { body } = await fetcher.ask('GET', `/api/fetcher/mailboxes/${mailbox}`)
      const { rescan: state } = (body as { mailbox: { rescan: { finishedAt: string | null } | null } }).mailbox
      return state !== null && state.finishedAt !== null && state
    }, within20s('the rescan to be finished'))
  const rows = (mailbox: string, count: number) =>
    waitUntil(
      async () => {
        const found = await installation.ledger(mailbox)
        return found.length >= count && found.every(({ final, alarm }) => final ?? alarm) && found
      },
      within20s(`${count} mails in ${mailbox}`),
    )
  const subjects = async (mailbox: string) => (await installation.received(mailbox)).map(subjectOf)

  test('acts on mails that had only raised an alarm, of those days alone', async () => {
    dovecot.deliver('alarm', aMail('known'))
    await rows('alarm', 1)
    await fetcher.stop()
    for (const days of [9, 3])
      dovecot.append('alarm', 'INBOX', aMail(`${days} days old`), { internalDate: daysAgo(days) })
    dovecot.renumber('alarm', 'INBOX')
    fetcher = await startFetcher(installation, declared())
    const alarmed = (await rows('alarm', 4)).filter(({ alarm }) => alarm !== null)
    expect(alarmed).toHaveLength(2)

    expect(await rescan('alarm', { since: day(5) })).toMatchObject({
      status: 202,
      body: { mailbox: 'alarm', rescan: { since: day(5), finishedAt: null } },
    })
    expect(await finished('alarm')).toMatchObject({ since: day(5), found: 2, taken: 1 })
    await waitUntil(async () => (await subjects('alarm')).length === 2, within20s('the mail'))
    expect(await subjects('alarm')).toEqual(['known', '3 days old'])
    expect((await rows('alarm', 4)).filter(({ alarm }) => alarm !== null)).toHaveLength(1)
    // Known mails stay known: asking again takes in nothing.
    await rescan('alarm', { since: `${day(5)}T00:00:00Z` })
    expect(await finished('alarm')).toMatchObject({ found: 2, taken: 0 })
  })

  test('skips mails passed over at the set-up, unless asked for them', async () => {
    await rows('before', 3)
    await rescan('before', { since: day(20) })
    expect(await finished('before')).toMatchObject({ found: 2, taken: 0 })
    expect(await subjects('before')).toEqual([])
    await installation.pool.query(`create table noted (rescan jsonb)`)
    await installation.pool.query(`create function note_rescan() returns trigger language plpgsql security definer as
      $$ begin insert into noted values (new.rescan); return new; end $$`)
    await installation.pool.query(
      'create trigger noted after update of rescan on mailbox for each row execute function note_rescan()',
    )
    await rescan('before', { since: day(20), alreadySeen: true })
    const state = await waitUntil(async () => {
      const found = await finished('before')
      return 'alreadySeen' in found && found.alreadySeen === true && found
    }, within20s('the second rescan'))
    expect(state).toMatchObject({ found: 2, taken: 2 })
    const noted = await installation.pool.query(
      `select rescan->'found' as found, rescan->'taken' as taken, rescan->>'finishedAt' is null as open from noted`,
    )
    expect(noted.rows).toEqual([
      { found: null, taken: null, open: true },
      { found: 2, taken: 0, open: true },
      { found: 2, taken: 2, open: false },
    ])
    await waitUntil(async () => (await subjects('before')).length === 2, within20s('both mails'))
    const outcomes = async () => (await rows('before', 3)).map(({ outcome }) => outcome)
    await waitUntil(async () => (await outcomes()).every((outcome) => outcome !== null), within20s('their settlements'))
    expect(await outcomes()).toEqual(['ignored', 'applied', 'applied'])
  })

  test.each([
    [400, 'bad_date', { since: 'last week' }],
    [400, 'bad_date', { since: '2999-01-01' }],
    [400, 'invalid', {}],
    [400, 'invalid', { since: '2026-11-01', again: true }],
  ])('is refused with %i %s: %j', async (status, code, body) => {
    expect(await rescan('before', body)).toMatchObject({ status, body: { error: { code } } })
  })

  test('is refused where nobody reads, and where there is no mailbox', async () => {
    expect(await rescan('off', { since: day(1) })).toMatchObject({ status: 409, body: { error: { code: 'disabled' } } })
    expect(await rescan('none', { since: day(1) })).toMatchObject({ status: 404 })
  })
})
