import { deriveId, intentStatusSet } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEvents, untilTold } from './event-stream.ts'
import { type Installation, type Replica, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: [
    { id: 'ana', name: 'Ana', addresses: ['ana@example.com'] },
    { id: 'ben', name: 'Ben', addresses: ['ben@example.com'] },
    { id: 'cat', name: 'Cat', addresses: ['cat@example.com'] },
    { id: 'rec', name: 'Rec', addresses: ['rec@example.com'], role: 'receptionist' },
  ],
  statuses: [
    { id: 'in', name: 'In', aliases: ['I'], type: 'in', due: 'forbidden' },
    { id: 'out', name: 'Out', aliases: ['O'] },
    { id: 'trip', name: 'Trip', due: 'required' },
  ],
}
let installation: Installation
let one: Replica
let two: Replica
beforeAll(async () => {
  installation = await startInstallation(SETUP)
  one = await installation.startStatus()
  two = await installation.startStatus()
})
afterAll(() => installation.stop())

const set = (person: string, body: object) => one.ask('PUT', `/api/status/people/${person}/status`, body)
const factsOf = async (type: string, personId: string) =>
  (await installation.eventsIn('FACT')).filter(
    (event) => event.type.includes(type) && (event.data as { personId: string }).personId === personId,
  )

test('a status set over HTTP is on the board, in the history and a fact', async () => {
  const answer = await set('ana', { status: 'ｏ', dueBack: '2099-08-16T09:00:00-04:00', comment: ' call my cell ' })
  expect(answer).toMatchObject({
    status: 200,
    body: { status: { name: 'Out' }, dueBack: '2099-08-16T09:00:00-04:00', comment: 'call my cell', overdue: false },
  })
  const { body } = await two.ask('GET', '/api/status/people/ana/history')
  expect(body).toMatchObject({ history: [{ status: 'Out', mailId: null, superseded: false }] })
  const data = { personId: 'ana', before: null, after: { statusId: 'out' }, actor: 'admin', mailId: null }
  expect(await factsOf('status.changed', 'ana')).toMatchObject([{ data }])
})

test('a mail that was sent later overwrites it, an earlier one does not', async () => {
  await set('ben', { status: 'Out' })
  const mail = (n: number, sentAt: string) => {
    const mailId = deriveId('mail', n)
    const sender = { ...intentStatusSet.example.sender, personId: 'ben' }
    const fingerprint = String(n).padStart(64, '0')
    return {
      ...({
        specversion: '1.0',
        id: deriveId('intent', n),
        source: '/tubepost/parser',
        type: intentStatusSet.type,
      } as const),
      ...({ time: sentAt, datacontenttype: 'application/json', correlationid: mailId, mailbox: 'status' } as const),
      redrive: 0,
      data: { ...intentStatusSet.example, mailId, sender, statusId: 'in', dueBack: null, sentAt, fingerprint },
    }
  }
  await installation.publish(mail(1, new Date(Date.now() - 60_000).toISOString()))
  await installation.publish(mail(2, new Date(Date.now() + 60_000).toISOString()))
  // Two replicas: the mails may be handled in either order, at the same time.
  const history = async () => {
    const { body } = await one.ask('GET', '/api/status/people/ben/history')
    return (body as { history: unknown[] }).history
  }
  await waitUntil(async () => (await history()).length === 3, { timeoutMs: 10_000, what: 'three lines of history' })
  expect(await history()).toMatchObject([
    { status: 'In', superseded: false },
    { status: 'Out', superseded: false, mailId: null },
    { status: 'In', superseded: true },
  ])
  await waitUntil(async () => (await factsOf('status.changed', 'ben')).length === 2, {
    timeoutMs: 10_000,
    what: 'the second fact',
  })
  // The mail's time is still to come, so by the same rule what is asked for now came before it.
  expect(await set('ben', { status: 'Out' })).toMatchObject({ status: 409, body: { error: { code: 'superseded' } } })
})

test('an impossible status is refused with a code, and nothing is written', async () => {
  const cases: [string, object, number, string][] = [
    ['nobody', { status: 'Out' }, 404, 'no_person'],
    ['cat', { status: 'Oot' }, 400, 'no_status'],
    ['cat', { status: 'Trip' }, 400, 'due_required'],
    ['cat', { status: 'In', dueBack: '2099-01-01T00:00:00Z' }, 400, 'due_forbidden'],
    ['cat', { status: 'Out', dueBack: '2014-01-01T00:00:00Z' }, 400, 'past_date'],
    ['cat', { status: 'Out', dueBack: 'tomorrow' }, 400, 'bad_due'],
    ['cat', { status: 'Out', actor: 'ana' }, 403, 'not_permitted'],
    ['cat', { status: 'Out', actor: 'nobody' }, 403, 'unknown_actor'],
    ['cat', { dueBack: null }, 400, 'invalid'],
  ]
  for (const [person, body, status, code] of cases)
    expect(await set(person, body)).toMatchObject({ status, body: { error: { code } } })
  expect((await one.ask('GET', '/api/status/people/cat/history')).body).toEqual({ history: [] })
})

test('people set their own status, a receptionist that of others', async () => {
  expect(await set('cat', { status: 'Out', actor: 'cat' })).toMatchObject({ status: 200 })
  expect(await set('cat', { status: 'In', actor: 'rec' })).toMatchObject({ status: 200 })
  const facts = await factsOf('status.changed', 'cat')
  expect(facts.map((event) => (event.data as { actor: string }).actor)).toEqual(['cat', 'rec'])
})

test('two replicas emit `status.overdue` once when a return time has passed', async () => {
  await set('rec', { status: 'Out', dueBack: '2099-01-01T00:00:00Z' })
  await installation.pool.query(`update current_status set due_back = now() - interval '1 s' where person_id = 'rec'`)
  await waitUntil(async () => (await factsOf('status.overdue', 'rec')).length > 0, {
    timeoutMs: 15_000,
    what: 'the event',
  })
  await set('ana', { status: 'Trip', dueBack: '2099-01-01T00:00:00Z' })
  await installation.pool.query(`update current_status set due_back = now() - interval '1 s' where person_id = 'ana'`)
  // By the time the timer has come round for Ana it has passed over Rec again.
  await waitUntil(async () => (await factsOf('status.overdue', 'ana')).length > 0, {
    timeoutMs: 15_000,
    what: 'the event',
  })
  expect(await factsOf('status.overdue', 'rec')).toHaveLength(1)
})

test('a stream of the board follows other replicas, resumes, and ends with the service', async () => {
  const stream = readEvents(await two.open('/api/status/board/stream'))
  const first = (await stream.next()).value
  expect(first).toMatchObject({ event: 'snapshot', data: { people: [{}, {}, {}, {}] } })
  await set('cat', { status: 'Out' })
  const isOut = (cat: { status: { name: string } | null } | null) => cat?.status?.name === 'Out'
  expect(await untilTold(stream, 'cat', isOut)).toMatchObject({ event: 'change', data: { gone: [] } })

  const resumed = readEvents(await one.open('/api/status/board/stream', { 'last-event-id': first?.id ?? '' }))
  expect(await untilTold(resumed, 'cat', isOut)).toMatchObject({ event: 'change' })
  const anew = readEvents(await one.open('/api/status/board/stream', { 'last-event-id': '1.00000001-17' }))
  expect((await anew.next()).value).toMatchObject({ event: 'reset' })
  expect((await anew.next()).value).toMatchObject({ event: 'snapshot' })

  const stopping = two.stop()
  expect((await stream.next()).done).toBe(true)
  await stopping
})

test('every replica is told of a change once it can be read', async () => {
  const replica = await installation.pool.connect()
  const seen: string[] = []
  replica.on('notification', async () => seen.push(JSON.stringify((await one.ask('GET', '/api/status/board')).body)))
  await replica.query('listen board_change')
  const lastSeen = (text: string) =>
    waitUntil(() => seen.at(-1)?.includes(text), { timeoutMs: 10_000, what: text }).finally(() => replica.release(true))
  await set('cat', { status: 'Out', comment: 'told to all' })
  await one.ask('POST', '/api/status/people', { id: 'dan', name: 'Dan', addresses: ['dan@example.com'] })
  expect(await lastSeen('"Dan"')).toBe(true)
  expect(seen[0]).toContain('told to all')
  expect((await one.ask('DELETE', '/api/status/people/dan')).status).toBe(204)
})

test('a change whose transaction commits late is not passed over', async () => {
  const stream = readEvents(await one.open('/api/status/board/stream'))
  await stream.next()
  const late = await installation.pool.connect()
  await late.query('begin')
  await late.query(`insert into board_change values ('gone-person', pg_current_xact_id())`)
  await set('cat', { status: 'In' })
  await late.query('commit')
  late.release()
  const told = new Set<string>()
  for await (const { data } of stream) {
    for (const id of [...(data.people ?? []).map(({ person }) => person.id), ...(data.gone ?? [])]) told.add(id)
    if (told.has('cat') && told.has('gone-person')) break
  }
  expect(told).toContain('gone-person')
})
