import type { CasePage, WholeCase } from '@tubepost/api'
import { asGateway } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, type Installation, type Replica, startInstallation } from './installation.ts'

let installation: Installation
let replica: Replica
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
})
afterAll(() => installation?.stop())

const opened = async (...mail: Parameters<typeof aMail>) => {
  const [settled] = await installation.deliver(aMail(...mail))
  return settled?.changed[0]?.id ?? ''
}
const show = async (key: string) => (await replica.ask('GET', `/api/case/cases/${key}`)).body as WholeCase
const patch = (key: string, body: object, headers = {}) => replica.ask('PATCH', `/api/case/cases/${key}`, body, headers)
const list = async (query: string) => {
  const { status, body } = await replica.ask('GET', `/api/case/cases?${query}`)
  expect([status, body]).toEqual([200, expect.anything()])
  return body as CasePage
}
const subjects = async (query: string) => (await list(query)).cases.map(({ subject }) => subject)
const refusal = (status: number, code: string) => ({ status, body: { error: { code } } })

const NAMES = ['Anna', 'Bella', 'Cleo']

test('lists filter by every field, and go on page by page', async () => {
  for (const [at, mailbox] of ['support', 'support', 'sales'].entries())
    await opened(`list${at}`, { mailbox, subject: `Drücker ${NAMES[at]}`, from: `u${at % 2}@list.example` })
  expect(await subjects('q=drucker')).toEqual(['Drücker Cleo', 'Drücker Bella', 'Drücker Anna'])
  expect(await subjects('q=DRÜCK%20bel')).toEqual(['Drücker Bella'])
  expect(await subjects('q=drucker%20nothing')).toEqual([])
  expect(await subjects('mailbox=sales&q=drucker')).toEqual(['Drücker Cleo'])
  expect(await subjects('requester=U0@list.example')).toEqual(['Drücker Cleo', 'Drücker Anna'])
  expect(await subjects('status=closed&requester=u0@list.example')).toEqual([])
  expect(await subjects('updatedSince=2099-01-01T00:00:00Z')).toEqual([])

  const first = await list('q=drucker&limit=2')
  expect(first).toMatchObject({
    cases: [{ subject: 'Drücker Cleo' }, { subject: 'Drücker Bella' }],
    next: expect.any(String),
  })
  const second = await list(`q=drucker&limit=2&before=${encodeURIComponent(first.next ?? '')}`)
  expect(second).toMatchObject({ cases: [{ subject: 'Drücker Anna' }], next: null })
})

test.each(['status=lost', 'limit=0', 'limit=201', 'before=x', 'updatedSince=today', 'q=*', 'colour=red', 'q=a&q=b'])(
  'given the query %s, then it is refused',
  async (query) => {
    expect((await replica.ask('GET', `/api/case/cases?${query}`)).status).toBe(400)
  },
)

test('a case is found by id and by number in any case; no other', async () => {
  const number = await opened('found')
  const { id } = (await show(number.toLowerCase())).case
  expect((await show(id)).case.number).toBe(number)
  for (const key of ['CASE-999999', 'TASK-1', '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'])
    expect(await replica.ask('GET', `/api/case/cases/${key}`)).toMatchObject(refusal(404, 'no_case'))
})

test('a change is a version, a line of the timeline and a fact', async () => {
  const number = await opened('changed')
  const asAna = { ...asGateway('case:write'), 'x-tubepost-actor': 'ana' }
  const answer = await patch(number, { version: 1, status: 'pending', assignee: 'ana', priority: 'urgent' }, asAna)
  const changes = [
    { field: 'status', before: 'new', after: 'pending' },
    { field: 'assignee', before: null, after: 'ana' },
    { field: 'priority', before: 'normal', after: 'urgent' },
  ]
  expect(answer).toMatchObject({
    status: 200,
    body: {
      case: { version: 2, status: 'pending', assignee: 'ana', priority: 'urgent', moves: ['open', 'closed'] },
      timeline: [{ kind: 'mail' }, { kind: 'change', actor: 'ana', changes }],
    },
  })
  const fact = await waitUntil(
    async () => (await installation.eventsIn('FACT')).find(({ type }) => type.includes('case.changed')),
    { timeoutMs: 20_000, what: 'the change to be told' },
  )
  expect(fact).toMatchObject({
    mailbox: 'support',
    data: { case: { number, version: 2 }, changes, actor: 'ana' },
  })
  expect((await list('assignee=ana')).cases).toMatchObject([{ number }])

  expect(await patch(number, { version: 1, status: 'open' })).toMatchObject(refusal(409, 'version'))
  expect(await patch(number, { version: 2, status: 'new' })).toMatchObject(refusal(409, 'illegal_move'))
  expect(await patch(number, { version: 2, assignee: 'nobody' })).toMatchObject(refusal(400, 'no_person'))
  expect(await patch(number, { version: 2, colour: 'red' })).toMatchObject(refusal(400, 'invalid'))
  expect(await patch('CASE-999999', { version: 1 })).toMatchObject(refusal(404, 'no_case'))
  expect((await show(number)).case.version).toBe(2)
})

test('given two changes of one version at once, then one of them is refused', async () => {
  const number = await opened('raced')
  const answers = await Promise.all(['low', 'high'].map((priority) => patch(number, { version: 1, priority })))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
})

test('a note stands on the timeline, and leaves the version as it was', async () => {
  const number = await opened('noted')
  const answer = await replica.ask(
    'POST',
    `/api/case/cases/${number}/notes`,
    { text: 'She is fine.' },
    {
      ...asGateway('admin'),
      'x-tubepost-token': 'admin',
    },
  )
  expect(answer).toMatchObject({ status: 201, body: { entry: { kind: 'note', text: 'She is fine.', actor: 'admin' } } })
  const { case: shown, timeline } = await show(number)
  expect(shown.version).toBe(1)
  expect(timeline[1]).toEqual((answer.body as { entry: unknown }).entry)
})

test('a note and a subject that show nothing are refused', async () => {
  const number = await opened('blank')
  for (const text of ['\0', ' ', '\u202e\n'])
    expect(await replica.ask('POST', `/api/case/cases/${number}/notes`, { text })).toMatchObject(refusal(400, 'blank'))
  expect(await patch(number, { version: 1, subject: '\u0007\u202e' })).toMatchObject(refusal(400, 'blank'))
  const { case: shown, timeline } = await show(number)
  expect([shown.version, timeline.length]).toEqual([1, 1])
})

test('who may only read changes nothing', async () => {
  const number = await opened('read only')
  expect(await patch(number, { version: 1 }, asGateway('case:read'))).toMatchObject(refusal(403, 'not_permitted'))
})

test('a long timeline comes in parts, the newest first', async () => {
  const number = await opened('long')
  await installation.deliver(...Array.from({ length: 150 }, (_, at) => aMail(`long ${at}`, { answers: ['long'] })))
  const newest = await show(number)
  expect(newest.timeline).toHaveLength(100)
  const before = await show(`${number}?before=${newest.earlier}`)
  expect([before.timeline.length, before.earlier]).toEqual([51, null])
  expect(new Set([...newest.timeline, ...before.timeline].map(({ id }) => id)).size).toBe(151)
})
