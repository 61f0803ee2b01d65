import {
  allEvents,
  causedBy,
  type DataOf,
  deadLetters,
  deriveId,
  firstEvent,
  intentStatusSet,
  mailReceived,
  mailSettled,
  redrives,
  replyRequested,
  replySent,
  type TubepostEvent,
} from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation({ RETENTION_DAYS: '31' })
})
afterAll(() => installation?.stop())

const at = (service: string, now: string) => ({ service, now })
const ask = async (path: string) => (await installation.console.ask('GET', path)).body

let serial = 0

/** A mail as the fetcher's event describes it. */
function aMail(headers: Readonly<Record<string, string>>, arrivedAt: string, mailbox = 'status') {
  const mailId = deriveId('mail of the test', ++serial)
  const lines = Object.entries({ 'Message-ID': `<${serial}@example.com>`, ...headers })
  return firstEvent(mailReceived, at('fetcher', arrivedAt), {
    id: deriveId(mailId, mailReceived.name),
    correlationId: mailId,
    mailbox,
    data: {
      ...mailReceived.example,
      mailId,
      mailbox,
      arrivedAt,
      headers: `${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    },
  })
}

function settlement(
  mail: ReturnType<typeof aMail>,
  verdict: Pick<DataOf<typeof mailSettled>, 'outcome' | 'reason'> & { replyRequested?: boolean },
): TubepostEvent {
  const { mailId, mailbox } = mail.data
  const data = { mailId, mailbox, text: 'Told so by the test.', replyRequested: false, changed: [], ...verdict }
  return causedBy(mail, mailSettled, at('parser', mail.time), data)
}

const shown = async (query: string) =>
  ((await ask(`/api/console/mails?${query}`)) as { mails: { subject: string }[] }).mails.map(({ subject }) => subject)

const journaled = (events: readonly TubepostEvent[]) =>
  waitUntil(
    async () => {
      const { rows } = await installation.pool.query('select 1 from event where event_id = any($1)', [
        events.map(({ id }) => id),
      ])
      return rows.length === events.length
    },
    { timeoutMs: 10_000, what: 'the journal to have every event' },
  )

test('mails are found by mailbox, sender, subject words, outcome, reason and time', async () => {
  const mails = [
    aMail({ From: 'Ana <ana@example.com>', Subject: 'Out 2h dentist' }, '2026-11-20T09:00:00Z'),
    aMail({ From: 'ben@example.com', Subject: 'Oot 100% sure_thing' }, '2026-11-21T09:00:00Z'),
    aMail({ From: 'Ana <ana@example.com>', Subject: '=?utf-8?q?In_b=C3=BCro?=' }, '2026-11-22T09:00:00Z', 'other'),
    aMail({ From: 'carla@example.com', Subject: 'Out later' }, '2026-11-23T09:00:00Z'),
  ] as const
  const events = [
    ...mails,
    settlement(mails[0], { outcome: 'applied', reason: null }),
    settlement(mails[1], { outcome: 'rejected', reason: 'no_status' }),
    settlement(mails[2], { outcome: 'ignored', reason: 'unknown_sender' }),
  ]
  await installation.publish(...events)
  await journaled(events)

  const cases: [query: string, subjects: string[]][] = [
    ['', ['Out later', 'In büro', 'Oot 100% sure_thing', 'Out 2h dentist']],
    ['mailbox=other', ['In büro']],
    ['from=ANA', ['In büro', 'Out 2h dentist']],
    ['subject=dentist+out', ['Out 2h dentist']],
    ['subject=100%25', ['Oot 100% sure_thing']],
    ['subject=2H', ['Out 2h dentist']],
    ['subject=in+b%C3%BC', []],
    ['from=an', []],
    ['from=ANA+com&subject=in', ['In büro']],
    ['outcome=waiting', ['Out later']],
    ['outcome=rejected', ['Oot 100% sure_thing']],
    ['reason=unknown_sender', ['In büro']],
    ['since=2026-11-21T00:00:00Z&until=2026-11-22T09:00:00Z', ['Oot 100% sure_thing']],
    ['messageId=1@example.com', ['Out 2h dentist']],
    [`before=${mails[2].data.mailId}&limit=1`, ['Oot 100% sure_thing']],
    ['from=ana&subject=later', []],
  ]
  for (const [query, subjects] of cases) expect(await shown(query), `?${query}`).toEqual(subjects)

  // Each number of words is a statement of its own.
  for (const [word, found] of [
    ['dentist', ['Out 2h dentist']],
    ['2h', ['Out 2h dentist']],
    ['zq', []],
  ] as const)
    for (let words = 1; words <= 20; words++)
      expect(await shown(`subject=${Array(words).fill(word).join('+')}`), `${words} times ${word}`).toEqual(found)

  const spelt = await installation.console.ask('GET', '/api/console/mails?from=%00')
  expect(spelt).toMatchObject({ status: 400, body: { error: { code: 'bad_target' } } })
  const bad = ['outcome=lost', 'subject=_', 'colour=red', 'since=yesterday', 'limit=0', `before=${deriveId('nothing')}`]
  for (const query of bad) {
    expect(await installation.console.ask('GET', `/api/console/mails?${query}`), `?${query}`).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_parameter' } },
    })
  }
})

test('events are found by name or its first words, mailbox and time', async () => {
  const mail = aMail({ From: 'ana@example.com', Subject: 'Out' }, '2026-11-25T09:00:00Z', 'events')
  const { mailId, mailbox } = mail.data
  const intent = causedBy(mail, intentStatusSet, at('parser', '2026-11-25T09:00:01Z'), {
    ...intentStatusSet.example,
    mailId,
  })
  const settled = settlement(mail, { outcome: 'applied', reason: null })
  await installation.publish(mail, intent, settled)
  await journaled([mail, intent, settled])
  const found = async (query: string) => {
    const { events } = (await ask(`/api/console/events?mailbox=${mailbox}&since=2026-11-25T08:00:00Z&${query}`)) as {
      events: { eventId: string; event: string }[]
    }
    return events
  }
  expect(await found('name=intent')).toEqual([
    expect.objectContaining({ eventId: intent.id, event: 'intent.status.set', mailId, mailbox, service: 'parser' }),
  ])
  expect((await found('name=mail.received')).map(({ eventId }) => eventId)).toEqual([mail.id])
  expect((await found('')).map(({ event }) => event)[0]).toBe('intent.status.set')
  expect(await found('limit=1')).toHaveLength(1)
  expect(await found('name=inten')).toEqual([])
  expect(await ask(`/api/console/events?mailbox=${mailbox}`)).toMatchObject({ events: [], asOf: expect.any(String) })
  for (const query of ['name=%25', 'since=now', 'limit=0', 'mailbox=A', 'colour=red'])
    expect(await installation.console.ask('GET', `/api/console/events?${query}`), `?${query}`).toMatchObject({
      status: 400,
    })
})

test('every kind of event is told, with an example and the contract of its data', async () => {
  const { types } = (await ask('/api/console/event-types')) as {
    types: { name: string; contract: { title: string; examples: unknown[] }; example: unknown }[]
  }
  expect(types.map(({ contract }) => contract.title)).toEqual(allEvents.map(({ type }) => type))
  for (const { contract, example } of types) expect(contract.examples).toEqual([example])
})

test('the story of a mail is whole when its reply has come to an end', async () => {
  const mail = aMail({ From: 'ana@example.com', Subject: 'Oot' }, '2026-11-24T09:00:00Z')
  const { mailId, mailbox } = mail.data
  const asked = causedBy(mail, replyRequested, at('parser', mail.time), { ...replyRequested.example, mailId, mailbox })
  const settled = settlement(mail, { outcome: 'rejected', reason: 'no_status', replyRequested: true })
  await installation.publish(mail, settled, asked)
  await journaled([mail, settled, asked])
  const story = () => ask(`/api/console/mails/${mailId}`)
  expect(await story()).toMatchObject({ mail: { outcome: 'rejected' }, complete: false })

  const sent = causedBy(asked, replySent, at('notifier', mail.time), { ...replySent.example, mailId, mailbox })
  await installation.publish(sent)
  await journaled([sent])
  expect(await story()).toMatchObject({
    complete: true,
    story: expect.arrayContaining([
      expect.objectContaining({ service: 'fetcher', event: 'mail.received' }),
      expect.objectContaining({ service: 'parser', event: 'mail.settled' }),
      expect.objectContaining({ service: 'notifier', event: 'reply.sent' }),
    ]),
  })
  expect(await installation.console.ask('GET', `/api/console/mails/${deriveId('nothing')}`)).toMatchObject({
    status: 404,
  })
})

test('a dead letter is redriven to its service, reopened by another death, discarded', async () => {
  const mail = aMail({ From: 'ana@example.com', Subject: 'Out' }, '2026-11-24T10:00:00Z')
  const { mailId } = mail.data
  const intent = causedBy(mail, intentStatusSet, at('parser', mail.time), { ...intentStatusSet.example, mailId })
  const death = (redrive: number, attempts: number) => {
    const error = { code: 'handler/failed', message: 'the table is gone' }
    const given = { consumer: 'status', event: { ...intent }, text: null, error, attempts }
    return { ...causedBy(intent, deadLetters.status, at('status', mail.time), given, String(redrive)), redrive }
  }
  const first = death(0, 8)
  await installation.publish(mail, intent, first)
  await journaled([mail, intent, first])
  const letters = async (state: string) =>
    ((await ask(`/api/console/dead-letters?service=status&state=${state}`)) as { deadLetters: { eventId: string }[] })
      .deadLetters
  expect(await letters('open')).toMatchObject([
    { eventId: first.id, mailId, name: 'intent.status.set', attempts: 8, error: { message: 'the table is gone' } },
  ])
  const path = `/api/console/dead-letters/${first.id}`
  expect(await ask(path)).toMatchObject({ deadLetter: { event: { id: intent.id } } })

  expect(await installation.console.ask('POST', `${path}/redrive`)).toMatchObject({
    status: 200,
    body: { deadLetter: { state: 'redriven', redrives: 1 } },
  })
  const orders = await waitUntil(
    async () => {
      const found = (await installation.eventsIn('DEAD')).filter((event) => event.type === redrives.status.type)
      return found.length === 1 ? found : undefined
    },
    { timeoutMs: 10_000, what: 'the order to the status service' },
  )
  expect(orders[0]).toMatchObject({ correlationid: mailId, data: { event: { id: intent.id } } })

  const second = death(1, 1)
  await installation.publish(second)
  await journaled([second])
  expect(await letters('open')).toMatchObject([{ eventId: first.id, deaths: 2, redrives: 1 }])
  expect((await installation.console.ask('POST', `${path}/discard`)).status).toBe(200)
  expect(await letters('open')).toEqual([])
  expect(await installation.console.ask('POST', `${path}/discard`)).toMatchObject({
    status: 409,
    body: { error: { code: 'not_open' } },
  })
  for (const id of [deriveId('nothing'), 'no-id']) {
    expect((await installation.console.ask('POST', `/api/console/dead-letters/${id}/redrive`)).status).toBe(404)
  }
})

test('entries beyond the retention lose personal data, and the books still agree', async () => {
  const day = 86_400_000
  const old = new Date(Date.now() - 40 * day).toISOString()
  const [gone, waiting, young] = [
    aMail({ From: 'ana@example.com', Subject: 'Out long ago' }, old),
    aMail({ From: 'ana@example.com', Subject: 'Out and never settled' }, old),
    aMail({ From: 'ana@example.com', Subject: 'Out lately' }, new Date(Date.now() - 20 * day).toISOString()),
  ] as const
  const settled = [gone, young].map((mail) => settlement(mail, { outcome: 'applied', reason: null }))
  await installation.publish(gone, waiting, young, ...settled)
  await journaled([gone, waiting, young, ...settled])
  const counts = () => ask('/api/console/conservation') as Promise<{ journal: object }>
  const before = await counts()

  await installation.console.kill('SIGTERM') // it looks for what is too old when it starts
  await installation.console.start()
  const row = async (mail: typeof gone) =>
    ((await ask(`/api/console/mails/${mail.data.mailId}`)) as { mail: object; story: object[] }) ?? {}
  await waitUntil(async () => (await row(gone)).story.length === 0, { timeoutMs: 20_000, what: 'the old mail to go' })
  expect(await row(gone)).toMatchObject({ mail: { outcome: 'applied', from: null, subject: null, messageId: null } })
  expect(await row(waiting)).toMatchObject({ mail: { subject: 'Out and never settled', outcome: null } })
  expect(await row(young)).toMatchObject({ mail: { subject: 'Out lately' } })
  expect((await row(young)).story).toHaveLength(2)
  expect((await counts()).journal).toEqual(before.journal)
})
