/** The state of the ledger after its tables were put back to an earlier time: from the broker, and from the folders. */
import { transaction } from '@tubepost/db'
import { mailSettled } from '@tubepost/events'
import type { Backup } from '@tubepost/service/testing'
import {
  type Dovecot,
  dovecotMissing,
  freePort,
  skippedBecause,
  startDovecot,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BrokersMail, enterMails } from '../src/restore/restore-sql.ts'
import { service } from '../src/service.ts'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import {
  APPLIED,
  type InstallationWithServers,
  type Received,
  type Settled,
  startInstallationWithServers,
  type Verdict,
} from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const HOUR_MS = 3_600_000
const NAMES = ['keeps', 'moves', 'late', 'seen', 'alarmed']
const IGNORED: Verdict = { outcome: 'ignored', reason: 'unknown_sender' }

/** A row, with the fields that must be the same before and after. */
interface Row {
  mailId: string
  mailbox: string
  fingerprint: string
  outcome: string | null
  reason: string | null
  alarm: boolean
  round: number
  final: boolean
  event: boolean
  published: boolean
}
const ROWS = `select mail_id as "mailId", mailbox_id as mailbox, fingerprint, outcome, reason, alarm is not null as alarm,
                     round, final_at is not null as final, event is not null as event, generation is not null as published
              from mail left join mail_event using (mail_id) order by mail_id`
const AS_PUBLISHED = `select mail_id as "mailId", mailbox_id as mailbox, fingerprint, arrived_at as "arrivedAt", taken_at as "takenAt",
                             event, redrive, round, 'life' as generation, 1 as sequence
                      from mail join mail_event using (mail_id) where round = 1 and outcome = 'applied'`

describe('a ledger that was put back', { ...skippedBecause(dovecotMissing()), timeout: 90_000 }, () => {
  let installation: InstallationWithServers
  let dovecot: Dovecot
  let fetcher: Fetcher
  let smtpPort: number
  const moving = { afterSuccess: { move: 'Done/Well' }, afterFailure: { move: 'Done/Badly' } }
  const declared = () => [
    imapMailbox('keeps', dovecot),
    imapMailbox('moves', dovecot, moving),
    imapMailbox('late', dovecot, moving),
    imapMailbox('seen', dovecot, { fetchScope: 'unseen', afterSuccess: 'markRead' }),
    imapMailbox('alarmed', dovecot),
    { id: 'desk', source: { kind: 'smtp', port: smtpPort } },
  ]
  const start = async (off?: string) => {
    fetcher = await startFetcher(
      installation,
      declared().map((mailbox) => ({ ...mailbox, enabled: mailbox.id !== off })),
    )
  }

  beforeAll(async () => {
    dovecot = await startDovecot({
      dir: await tempDir('dovecot'),
      users: NAMES.map((name) => ({ name, password: PASSWORD })),
    })
    smtpPort = await freePort()
    installation = await startInstallationWithServers()
    // The subject of a mail gives its verdicts in both rounds: "ignored, then applied".
    installation.settle((mail) => {
      const [first = '', again = first] = subjectOf(mail).split(', then ')
      const said = mail.round === undefined ? first : again
      return said.startsWith('held') ? undefined : said.startsWith('ignored') ? IGNORED : APPLIED
    })
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), dovecot?.stop()])
  })

  const rows = async () => (await installation.pool.query<Row>(ROWS)).rows
  const received = async (subject: string) =>
    (await installation.received()).filter((event) => subjectOf(event) === subject)
  const take = async (subject: string): Promise<Received> => {
    const [event] = await waitUntil(
      async () => {
        const found = await received(subject)
        return found.length > 0 && found
      },
      within20s(`"${subject}" to be published`),
    )
    if (event === undefined) throw new Error(`no event of ${subject}`)
    return event
  }
  const rowWhere = (what: string, is: (row: Row) => boolean) =>
    waitUntil(async () => (await rows()).find(is), within20s(what))
  const final = async (subject: string) => {
    const { mailId } = (await take(subject)).data
    return rowWhere(`"${subject}" to be final`, (row) => row.mailId === mailId && row.final)
  }
  const requeue = (mailId: string) => fetcher.ask('POST', `/api/fetcher/mails/${mailId}/requeue`)
  const rescanOf = async (mailbox: string) => {
    const { body } = await fetcher.ask('GET', `/api/fetcher/mailboxes/${mailbox}`)
    return (body as { mailbox: { rescan: { finishedAt: string | null; taken: number } | null } }).mailbox.rescan
  }
  /** Waits until every folder has been looked through. */
  const looked = () =>
    Promise.all(
      NAMES.map((name) =>
        waitUntil(
          async () => {
            const rescan = await rescanOf(name)
            return rescan !== null && rescan.finishedAt !== null && rescan
          },
          within20s(`${name} to be looked through`),
        ),
      ),
    )

  test('has from the broker all that it had, and repeats nothing', async () => {
    await start('late')
    dovecot.deliver('keeps', aMail('applied before'))
    dovecot.deliver('keeps', aMail('ignored, then held'))
    dovecot.deliver('keeps', aMail('held at the backup'))
    dovecot.deliver('alarmed', aMail('applied and known'))
    await Promise.all([final('applied before'), final('ignored, then held'), final('applied and known')])
    const held = await take('held at the backup')
    await fetcher.stop()
    dovecot.append('alarmed', 'INBOX', aMail('applied if acted on'), { internalDate: new Date(Date.now() - HOUR_MS) })
    dovecot.renumber('alarmed', 'INBOX')
    await start('late')
    await rowWhere('the alarm', ({ alarm }) => alarm)
    await fetcher.stop()
    // At the backup it had waited for days.
    await installation.pool.query(`update mail set taken_at = now() - interval '2 days' where mail_id = $1`, [
      held.data.mailId,
    ])
    const backup = await installation.backUp(service)

    await start()
    const again = aMail('applied after', ['Message-ID: <after@example.org>'])
    for (const mailbox of ['keeps', 'moves']) {
      dovecot.deliver(mailbox, again)
      await rowWhere(
        `the mail in ${mailbox}`,
        (row) => row.mailbox === mailbox && row.outcome === 'applied' && row.final,
      )
      dovecot.deliver(mailbox, again)
      await rowWhere(`the second one`, (row) => row.mailbox === mailbox && row.outcome === 'duplicate' && row.final)
    }
    const read = aMail('read by its owner', ['Message-ID: <read@example.org>'])
    dovecot.append('seen', 'INBOX', read, { flags: ['\\Seen'] })
    await rowWhere('what was read before', ({ reason }) => reason === 'already_seen')
    const { mailId } = (await take('ignored, then held')).data
    expect(await requeue(mailId)).toMatchObject({ status: 202 })
    dovecot.deliver('keeps', aMail('ignored, then applied'))
    const twice = await final('ignored, then applied')
    expect(await requeue(twice.mailId)).toMatchObject({ status: 202 })
    await rowWhere('the second round', (row) => row.mailId === twice.mailId && row.outcome === 'applied')
    await installation.settleNow(held, APPLIED)
    await rowWhere('what was held', (row) => row.mailId === held.data.mailId && row.final)
    dovecot.deliver('late', aMail('held until the outage'))
    const late = await take('held until the outage')
    await fetcher.stop()
    await installation.settleNow(late, APPLIED)
    const outcomes = async () =>
      new Set(
        (await installation.eventsIn('OUTCOME'))
          .filter(({ type }) => type === mailSettled.type)
          .map(({ data }) => `${(data as Settled['data']).mailId} ${(data as Settled['data']).outcome}`),
      )
    const before = {
      outcomes: await outcomes(),
      rows: await rows(),
      received: await installation.received(),
    }

    await restoreAt(backup)
    // The broker has them, so no waiting mail is published a second time.
    expect((await rows()).filter((row) => row.outcome === null && !row.alarm && !row.published)).toEqual([])
    // Its settlement may be handled again before the ledger is scanned for mails to publish again.
    await installation.pool.query(`update mail set settled_at = now(), outcome = 'applied' where mail_id = $1`, [
      held.data.mailId,
    ])
    await start()
    await looked()
    await rowWhere('the mail of the outage', (row) => row.mailId === late.data.mailId && row.final)
    await waitUntil(
      async () => (await rows()).every((row) => row.final || row.outcome === null),
      within20s('all final'),
    )

    const expected = before.rows.map((row) => {
      if (row.mailId === late.data.mailId) return { ...row, outcome: 'applied', final: true }
      // Settled when it was found, so its event was never published; and it is no longer in its folder.
      const isGone = row.outcome === 'duplicate' && row.mailbox === 'moves'
      return isGone ? { ...row, fingerprint: row.mailId, event: false, published: false } : row
    })
    expect(await rows()).toEqual(expected)
    expect(dovecot.messages('late', 'INBOX')).toEqual([])
    expect(dovecot.messages('late', 'Done/Well')).toHaveLength(1)
    // The mail that waited at the backup is published again, settled or not: the cause of its settlement may be older
    // than the events that are handled again. No other mail is.
    const news = await waitUntil(async () => {
      const all = await installation.received()
      return all.length > before.received.length && all.slice(before.received.length)
    }, within20s('what had waited'))
    expect(news.map((event) => [event.id, event.redrive])).toEqual([[held.id, 1]])
    expect(await outcomes()).toEqual(before.outcomes)
    // A row without a place or fingerprint from the broker gets both from the folder, so the same mail is recognised
    // when it comes again.
    dovecot.deliver('seen', read)
    await rowWhere('what is known', (row) => row.mailbox === 'seen' && row.outcome === 'duplicate')
    expect(await received('read by its owner')).toEqual([])
  })

  test('without the broker finds in the folders the mails since then, and none older', async () => {
    await fetcher.stop()
    const internalDate = new Date(Date.now() - 2 * HOUR_MS)
    dovecot.append('moves', 'Done/Well', aMail('applied long ago'), { internalDate })
    const backup = await installation.backUp(service)
    await start()
    const anonymous = ['From: Ann <ann@example.org>', 'Subject: applied without a name', '', 'Hello', ''].join('\r\n')
    dovecot.deliver('moves', aMail('applied and moved'))
    dovecot.deliver('moves', aMail('ignored and moved'))
    dovecot.deliver('moves', anonymous)
    dovecot.deliver('seen', aMail('applied and read'))
    const subjects = ['applied and moved', 'ignored and moved', 'applied without a name', 'applied and read']
    await Promise.all(subjects.map(final))
    await fetcher.stop()
    const known = (await rows()).length - subjects.length
    await installation.nats.wipe()
    await installation.nats.start()
    await installation.provision()

    await restoreAt(backup)
    await start()
    const looks = await looked()
    expect(looks.map(({ taken }) => taken)).toEqual([0, 2, 0, 1, 0])
    await Promise.all([final('applied and moved'), final('ignored and moved'), final('applied and read')])
    await rowWhere('the alarm', (row) => row.mailbox === 'moves' && row.alarm)
    expect(await rows()).toHaveLength(known + subjects.length)
    expect(await received('applied without a name')).toEqual([])
    expect(await received('applied long ago')).toEqual([])
    expect(await rescanOf('desk')).toBeNull()
  })

  test('knows a round as finished when it reads an earlier one in an earlier batch', async () => {
    const [mail] = (await installation.pool.query<BrokersMail>(AS_PUBLISHED)).rows
    if (mail === undefined) throw new Error('the ledger has no second round')
    await transaction(installation.pool, (tx) => enterMails(tx, [{ ...mail, round: 0 }]))
    const after = (await rows()).find(({ mailId }) => mailId === mail.mailId)
    expect(after).toMatchObject({ round: 1, outcome: 'applied', final: true })
    await transaction(installation.pool, (tx) => enterMails(tx, [mail]))
    expect((await rows()).find(({ mailId }) => mailId === mail.mailId)).toEqual(after)
  })

  /** Events older than the backup itself are not handled again. */
  const restoreAt = (backup: Backup) => backup.restore(backup.at)
})
