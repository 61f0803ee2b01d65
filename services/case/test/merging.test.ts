import type { CasePage, WholeCase } from '@tubepost/api'
import { type caseMerged, type caseSplit, deriveId, type EventOf } from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, CARLA, type Installation, type Replica, startInstallation } from './installation.ts'

let installation: Installation
let replica: Replica
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
})
afterAll(() => installation?.stop())

const DORA = 'dora@customer.example'
const numberOf = async (...mail: Parameters<typeof aMail>) => {
  const [settled] = await installation.deliver(aMail(...mail))
  return settled?.changed[0]?.id ?? ''
}
const show = async (key: string) => (await replica.ask('GET', `/api/case/cases/${key}`)).body as WholeCase
const act = (key: string, what: string, body?: object, headers = {}) =>
  replica.ask('POST', `/api/case/cases/${key}/${what}`, body, headers)
const merge = async (from: string, into: string) => {
  const answer = await act(from, 'merge', { into })
  expect(answer).toMatchObject({ status: 200, body: { case: { number: into } } })
  return answer.body as WholeCase
}
const numbers = async (query: string) => {
  const { body } = await replica.ask('GET', `/api/case/cases?${query}`)
  return (body as CasePage).cases.map(({ number }) => number)
}
const refusal = (status: number, code: string, message?: string) => ({
  status,
  body: { error: { code, ...(message !== undefined && { message }) } },
})
const factOf = <Definition extends typeof caseMerged | typeof caseSplit>(name: string, number: string) =>
  waitUntil(
    async () =>
      (await installation.eventsIn('FACT')).find(
        (event) =>
          event.type === `dev.tubepost.case.${name}.v1` &&
          (event.data as { case: { number: string } }).case.number === number,
      ) as EventOf<Definition> | undefined,
    { timeoutMs: 20_000, what: `${name} of ${number} to be told` },
  )

test('a merge moves every line with where it came from, and later mails follow', async () => {
  const target = await numberOf('m1', { subject: 'Printer' })
  const source = await numberOf('m2', {
    subject: 'Zebra stripes',
    from: DORA,
    mailbox: 'sales',
    cc: ['colin@x.example'],
  })
  const related = await numberOf('m0', { thread: { tags: [source] }, from: 'eve@x.example' })
  await act(source, 'notes', { text: 'The same printer.' })
  const before = [await show(target), await show(source)] as const
  const answer = await act(source, 'merge', { into: target }, { ...asGateway('case:write'), 'x-tubepost-actor': 'ana' })
  expect(answer.status).toBe(200)
  const { case: shown, timeline } = answer.body as WholeCase
  expect(shown).toMatchObject({
    number: target,
    subject: 'Printer',
    requester: { address: CARLA },
    mails: 2,
    version: 2,
    mailboxes: ['support', 'sales'],
    openedAt: before[0].case.openedAt,
    merged: [{ id: before[1].case.id, number: source, into: target }],
    mergedInto: null,
    related: [],
  })
  expect(shown.participants.map(({ address, verified }) => [address, verified])).toEqual([
    [CARLA, true],
    ['colin@x.example', true],
    [DORA, true],
  ])
  expect(timeline.map(({ kind, mergedFrom }) => [kind, mergedFrom])).toEqual([
    ['mail', null],
    ['mail', source],
    ['note', source],
    ['change', null],
  ])
  expect(timeline.at(-1)).toMatchObject({
    actor: 'ana',
    changes: [{ field: 'merged', before: null, after: source }],
  })

  const stub = await show(source)
  expect(stub.case).toMatchObject({ status: 'closed', moves: [], mergedInto: { id: shown.id, number: target } })
  expect(stub.timeline).toMatchObject([
    {
      kind: 'change',
      changes: [
        { field: 'mergedInto', after: target },
        { field: 'status', before: 'new', after: 'closed' },
      ],
    },
  ])
  expect(await numbers('q=zebra')).toEqual([target])
  expect(await numbers(`q=${source}`)).toEqual([source])
  expect(await numbers('status=closed')).toEqual([])

  expect((await show(related)).case.related).toMatchObject([{ number: target, why: 'tag' }])

  const fact = await factOf<typeof caseMerged>('merged', target)
  expect(fact.data).toMatchObject({ merged: { number: source, status: 'closed' }, entries: { count: 2 }, actor: 'ana' })
  expect(fact.data.entries.ids).toContain(before[1].timeline[0]?.id)

  expect(await numberOf('m3', { answers: ['m2'], from: 'eve@x.example' })).toBe(target)
  expect(await numberOf('m4', { thread: { tags: [source] }, from: DORA })).toBe(target)
  expect(await numberOf('m5', { thread: { numbers: [source] }, from: CARLA })).toBe(target)
  const strange = await numberOf('m6', { thread: { numbers: [source] }, from: 'mallory@x.example' })
  expect((await show(strange)).case.related).toMatchObject([{ number: target, why: 'number' }])
  const copy = aMail('m2', { from: DORA, subject: 'Zebra stripes' })
  const [settled] = await installation.deliver(copy)
  expect(settled).toMatchObject({ outcome: 'duplicate', changed: [{ id: target }] })
})

test('what cannot be merged, and work on what was, is refused in words', async () => {
  const [one, two, three] = [await numberOf('r1'), await numberOf('r2'), await numberOf('r3')]
  expect(await act(one, 'merge', { into: one })).toMatchObject(refusal(409, 'same_case'))
  expect(await act(one, 'merge', { into: 'CASE-999999' })).toMatchObject(refusal(404, 'no_case'))
  expect(await act(one, 'merge', { into: two, version: 7 })).toMatchObject(refusal(409, 'version'))
  expect(await act(one, 'merge', { into: two }, asGateway('case:read'))).toMatchObject(refusal(403, 'not_permitted'))
  await merge(one, two)
  const gone = refusal(409, 'merged', `${one} was merged into ${two}. Name ${two} instead.`)
  expect(await act(one, 'merge', { into: three })).toMatchObject(gone)
  expect(await act(three, 'merge', { into: one })).toMatchObject(gone)
  expect(await act(two, 'merge', { into: one })).toMatchObject(
    refusal(409, 'merged', `${one} was merged into ${two} already.`),
  )
  expect(await act(one, 'notes', { text: 'Hello' })).toMatchObject(gone)
  expect(await act(one, 'split', { entries: [(await show(two)).timeline[0]?.id] })).toMatchObject(gone)
  const { version } = (await show(one)).case
  expect(await replica.ask('PATCH', `/api/case/cases/${one}`, { version, status: 'open' })).toMatchObject(gone)
  expect(await act(three, 'unmerge')).toMatchObject(refusal(409, 'not_merged'))
  await merge(two, three)
  expect((await show(one)).case.mergedInto).toMatchObject({ number: three })
  expect((await show(three)).case.merged).toMatchObject([
    { number: one, into: two },
    { number: two, into: three },
  ])
  expect(await act(one, 'unmerge')).toMatchObject(refusal(409, 'merged_further'))
})

test('undoing a merge takes back what it had, and what answered that since', async () => {
  const [target, source] = [await numberOf('u1'), await numberOf('u2', { from: DORA })]
  const before = [await show(target), await show(source)] as const
  await merge(source, target)
  await numberOf('u3', { answers: ['u2'], from: DORA, cc: ['colin@x.example'] })
  await numberOf('u4', { answers: ['u1'] })
  const undone = await act(source, 'unmerge')
  expect(undone).toMatchObject({
    status: 200,
    body: { case: { number: source, status: 'new', mails: 2, mergedInto: null, moves: ['open', 'pending', 'closed'] } },
  })
  const after = [await show(target), await show(source)] as const
  const mailsOf = ({ timeline }: WholeCase) => timeline.flatMap(({ messageId }) => messageId ?? [])
  expect(after.map(mailsOf)).toEqual([
    ['<u1@customer.example>', '<u4@customer.example>'],
    ['<u2@customer.example>', '<u3@customer.example>'],
  ])
  expect(after[0].case).toMatchObject({ ...before[0].case, version: 5, mails: 2, updatedAt: expect.anything() })
  expect(after[1].case.participants.map(({ address }) => address)).toEqual(['colin@x.example', DORA])
  expect(after[1].timeline.map(({ mergedFrom }) => mergedFrom)).toEqual([null, null, null, null])
  expect(await factOf<typeof caseSplit>('split', source)).toMatchObject({
    data: { from: { number: target }, why: 'unmerge', entries: { count: 2 } },
  })
  expect(await numberOf('u5', { answers: ['u2', 'u3'], from: DORA })).toBe(source)
  expect(await numberOf('u6', { thread: { tags: [source] }, from: DORA })).toBe(source)
})

test('mails that are split off are a case of their own, which merging back undoes', async () => {
  const number = await numberOf('s1', { cc: [DORA] })
  const file = { ...aMail('x').data.content, fileCount: 0 }
  await numberOf('s2', { answers: ['s1'], from: DORA, subject: 'The scanner too', content: file })
  await numberOf('s3', { answers: ['s1', 's2'], from: 'colin@x.example' })
  const before = await show(number)
  const [first, second, third] = before.timeline.map(({ id }) => id)
  for (const [entries, refused] of [
    [[first, second, third], refusal(409, 'no_mail_left')],
    [[first, '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'], refusal(400, 'no_mail')],
    [[], refusal(400, 'invalid')],
  ] as const)
    expect(await act(number, 'split', { entries })).toMatchObject(refused)
  const answer = await act(number, 'split', { entries: [third, second], version: 3 })
  expect(answer).toMatchObject({
    status: 201,
    body: {
      case: {
        subject: 'The scanner too',
        status: 'open',
        requester: { address: DORA },
        mails: 2,
        version: 1,
        related: [{ number, why: 'split' }],
      },
      timeline: [{ id: second }, { id: third }, { kind: 'change', changes: [{ field: 'splitFrom', after: number }] }],
    },
  })
  const { case: created } = answer.body as WholeCase
  expect(created.participants.map(({ address, verified }) => [address, verified])).toEqual([
    [DORA, true],
    ['colin@x.example', false],
  ])
  const left = await show(number)
  expect(left.case).toMatchObject({ mails: 1, version: 4, related: [{ number: created.number, why: 'split' }] })
  expect(left.timeline.map(({ kind }) => kind)).toEqual(['mail', 'change'])
  expect(await factOf<typeof caseSplit>('split', created.number)).toMatchObject({
    data: { from: { number }, why: 'split', entries: { count: 2, ids: [second, third] } },
  })
  expect(await numberOf('s4', { answers: ['s1', 's2', 's3'] })).toBe(created.number)
  expect(await numberOf('s5', { answers: ['s1'] })).toBe(number)
  const back = await merge(created.number, number)
  expect(back.case).toMatchObject({ mails: 5, related: [] })
  expect(await numberOf('s6', { answers: ['s4'] })).toBe(number)
})

test('given an opener that is split off, then so is what answers its acknowledgement', async () => {
  const opener = aMail('k1')
  const [settled] = await installation.deliver(opener)
  const number = settled?.changed[0]?.id ?? ''
  await numberOf('k2', { answers: ['k1'] })
  const { timeline } = await show(number)
  const { body } = await act(number, 'split', { entries: [timeline[0]?.id] })
  expect(await numberOf('k3', { thread: { ours: [deriveId(opener.data.mailId, 'reply')] } })).toBe(
    (body as WholeCase).case.number,
  )
})
