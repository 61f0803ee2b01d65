import { causedBy, mailReceived, mailRequeued, mailSettled } from '@tubepost/events'
import { freePort, type ImapServer, startImapServer, waitUntil } from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type Fetcher, imapMailbox, PASSWORD, startFetcher, subjectOf } from './fetcher.ts'
import {
  APPLIED,
  type InstallationWithServers,
  type LedgerRow,
  type Received,
  startInstallationWithServers,
} from './installation.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const HOUR_MS = 3_600_000
const STRANGER = { outcome: 'ignored', reason: 'unknown_sender' } as const
const NO_STATUS = { outcome: 'rejected', reason: 'no_status' } as const

describe('a mail that is requeued', () => {
  let installation: InstallationWithServers
  let imap: ImapServer
  let fetcher: Fetcher
  let smtpPort: number

  beforeAll(async () => {
    const policies = { moves: { afterSuccess: { move: 'Done' }, afterFailure: { move: 'Failed' } }, alarm: {} }
    imap = await startImapServer({
      users: [...Object.keys(policies), 'old'].map((name) => ({ name, password: PASSWORD })),
    })
    imap.store.append('old', 'INBOX', aMail('from before'))
    smtpPort = await freePort()
    installation = await startInstallationWithServers()
    // The subject of a mail gives its verdicts in both rounds: "ignored, then applied".
    installation.settle((mail) => {
      const [first, again] = subjectOf(mail).split(', then ')
      const said = mail.round === undefined ? first : (again ?? first)
      return said?.startsWith('held') === true
        ? undefined
        : said === 'ignored'
          ? STRANGER
          : said === 'rejected'
            ? NO_STATUS
            : APPLIED
    })
    fetcher = await startFetcher(installation, [
      ...Object.entries(policies).map(([name, policy]) => imapMailbox(name, imap, policy)),
      imapMailbox('old', imap, { backlog: 'ignore' }),
      { id: 'smtp', source: { kind: 'smtp', port: smtpPort } },
    ])
  })
  afterAll(async () => {
    await fetcher?.stop()
    await Promise.all([installation?.stop(), imap?.stop()])
  })

  const requeue = (mailId: string) => fetcher.ask('POST', `/api/fetcher/mails/${mailId}/requeue`)
  const rowWhere = (mailbox: string, is: (row: LedgerRow) => boolean): Promise<LedgerRow> =>
    waitUntil(async () => (await installation.ledger(mailbox)).find(is), within20s(`a row of ${mailbox}`))
  const rowOf = (mailId: string, mailbox: string, outcome: string | null): Promise<LedgerRow> =>
    rowWhere(mailbox, (row) => row.mailId === mailId && row.outcome === outcome)
  const received = async (mailId: string) =>
    (await installation.received()).filter(({ correlationid }) => correlationid === mailId)
  const finalIn = (mailbox: string, subject: string): Promise<LedgerRow> =>
    waitUntil(
      async () => {
        const mail = (await installation.received(mailbox)).find((event) => subjectOf(event) === subject)
        return (await installation.ledger(mailbox)).find(
          (row) => row.mailId === mail?.data.mailId && row.final !== null,
        )
      },
      within20s(`"${subject}" to be final`),
    )
  const ledger = async () => (await fetcher.ask('GET', '/api/fetcher/ledger')).body as { counts: { mails: number }[] }
  const inMailbox = async () => {
    const { counts } = await ledger()
    return counts.reduce((total, { mails }) => total + mails, 0)
  }

  test('is handled again without its mail server, and is not moved a second time', async () => {
    imap.store.append('moves', 'INBOX', aMail('ignored, then applied'))
    const { mailId } = await finalIn('moves', 'ignored, then applied')
    const commands = imap.commands.filter(({ user, verb }) => user === 'moves' && verb === 'UID MOVE').length
    const mails = await inMailbox()

    expect(await requeue(mailId)).toEqual({ status: 202, body: { mailId, mailbox: 'moves', round: 1 } })

    expect(await rowOf(mailId, 'moves', 'applied')).toMatchObject({ final: 'moved', redrive: 0 })
    const [first, second, ...more] = await received(mailId)
    expect(more).toEqual([])
    expect(second).toMatchObject({ type: mailReceived.type, round: 1, data: first?.data })
    expect(second?.id).not.toBe(first?.id)
    const requeued = (await installation.eventsIn('OUTCOME')).filter(({ type }) => type === mailRequeued.type)
    expect(requeued).toMatchObject([
      { correlationid: mailId, data: { mailId, mailbox: 'moves', round: 1, by: 'admin' } },
    ])
    expect(imap.store.folder('moves', 'Failed')?.messages).toHaveLength(1)
    expect(imap.store.folder('moves', 'Done')).toBeUndefined()
    expect(imap.commands.filter(({ user, verb }) => user === 'moves' && verb === 'UID MOVE')).toHaveLength(commands)
    expect(await inMailbox()).toBe(mails)
    expect(await requeue(mailId)).toMatchObject({ status: 409, body: { error: { code: 'applied' } } })
  })

  test('may have come by SMTP, or been there at the set-up', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true })
    const envelope = { from: 'ann@example.org', to: 'smtp@example.com' }
    await waitUntil(
      () =>
        transport.sendMail({ envelope, raw: aMail('rejected, then applied') }).then(
          () => true,
          () => false,
        ),
      within20s('the SMTP port'),
    )
    const { mailId } = await finalIn('smtp', 'rejected, then applied')
    expect(await requeue(mailId)).toMatchObject({ status: 202 })
    await rowOf(mailId, 'smtp', 'applied')
    const [first, second] = await received(mailId)
    expect(second?.data.body).toEqual(first?.data.body)

    const before = await rowWhere('old', ({ reason }) => reason === 'already_seen')
    expect(await received(before.mailId)).toEqual([])
    expect(await requeue(before.mailId)).toMatchObject({ status: 202 })
    await rowOf(before.mailId, 'old', 'applied')
    expect((await received(before.mailId)).map(subjectOf)).toEqual(['from before'])
  })

  test('twice at once begins one round, and none while it is in hand', async () => {
    imap.store.append('moves', 'INBOX', aMail('ignored, then held'))
    const { mailId } = await finalIn('moves', 'ignored, then held')
    const answers = await Promise.all([1, 2, 3].map(() => requeue(mailId)))
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
    expect(await requeue(mailId)).toMatchObject({ status: 409, body: { error: { code: 'in_hand' } } })
    expect(await received(mailId)).toHaveLength(2)
  })

  test('is not settled by a late settlement of its earlier round', async () => {
    imap.store.append('moves', 'INBOX', aMail('ignored, then held though late'))
    const { mailId } = await finalIn('moves', 'ignored, then held though late')
    await requeue(mailId)
    const [first, second] = (await received(mailId)) as [Received, Received]
    const late = {
      mailId,
      mailbox: 'moves',
      outcome: 'applied' as const,
      reason: null,
      replyRequested: false,
      changed: [],
    }
    const origin = { service: 'status', now: new Date().toISOString() }
    await installation.publish(causedBy(first, mailSettled, origin, { ...late, text: 'Late.' }, 'late'))
    // Events are handled in order, so the late one is handled once the marker behind it is settled.
    imap.store.append('moves', 'INBOX', aMail('marker'))
    await finalIn('moves', 'marker')
    const unsettled = (await installation.ledger('moves')).find((row) => row.mailId === mailId)
    expect(unsettled).toMatchObject({ outcome: null, final: 'moved' })
    await installation.settleNow(second, { outcome: 'rejected', reason: 'no_status' })
    await rowOf(mailId, 'moves', 'rejected')
  })

  test('that raised an alarm is acted on, in its mailbox too', async () => {
    imap.store.append('alarm', 'INBOX', aMail('known'))
    await finalIn('alarm', 'known')
    const looks = () => imap.commands.filter(({ verb, user }) => verb === 'UID SEARCH' && user === 'alarm').length
    const before = looks()
    await waitUntil(() => looks() > before + 2, within20s('two more looks'))
    imap.dropAll()
    imap.store.append('alarm', 'INBOX', aMail('unknown'), { internalDate: new Date(Date.now() - HOUR_MS) })
    imap.store.setUidValidity('alarm', 'INBOX', 99)
    const { mailId } = await rowWhere('alarm', ({ alarm }) => alarm !== null)
    expect(await requeue(mailId)).toMatchObject({ status: 202 })
    const done = await rowWhere('alarm', (row) => row.mailId === mailId && row.final !== null)
    expect(done).toMatchObject({ outcome: 'applied', alarm: null, final: 'kept' })
  })

  test('is published again in its present round after the broker lost its disk', async () => {
    imap.store.append('moves', 'INBOX', aMail('ignored, then held for long'))
    const { mailId } = await finalIn('moves', 'ignored, then held for long')
    await requeue(mailId)
    await waitUntil(async () => (await received(mailId)).length === 2, within20s('the second round'))
    await installation.nats.wipe()
    await installation.nats.start()
    await installation.provision()
    const again = await waitUntil(async () => {
      const found = await received(mailId)
      return found.length > 0 && found
    }, within20s('the mail to be published again'))
    expect(again).toMatchObject([{ round: 1, redrive: 1 }])
  })

  test('shows its header as it was received', async () => {
    imap.store.append('moves', 'INBOX', aMail('with a header'))
    const { mailId } = await finalIn('moves', 'with a header')
    const answer = await fetcher.ask('GET', `/api/fetcher/mails/${mailId}/header`)
    const header = expect.stringContaining('Subject: with a header\r\n')
    expect(answer).toEqual({ status: 200, body: { mailId, header, cut: false } })
    expect(await fetcher.ask('GET', '/api/fetcher/mails/no-id/header')).toMatchObject({ status: 404 })
  })

  test('is counted in the state in which it stands, as a count of all rows finds', async () => {
    expect((await ledger()).counts).toContainEqual({ state: 'final', outcome: 'applied', mails: expect.any(Number) })
    const { body } = await fetcher.ask('POST', '/api/fetcher/recount')
    expect(body).toEqual({ differing: [] })
  })

  test.each([
    ['00000000-0000-4000-8000-000000000000', 404],
    ['no-id', 404],
  ])('has to be in the ledger: %s is answered %i', async (mailId, status) => {
    expect(await requeue(mailId)).toMatchObject({ status, body: { error: { code: 'not_found' } } })
  })
})
