import { deriveId, intentStatusSet } from '@tubepost/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { afterStanding, decideStatuses, type Known, type Standing, seenKey } from './decide-statuses.ts'
import { type RequestByMail, requestByMail, type StatusIntent } from './request-by-mail.ts'

const { example } = intentStatusSet

function wish(n: number, changes: Partial<StatusIntent['data']> = {}): RequestByMail {
  const mailId = deriveId('test mail', n)
  return requestByMail({
    specversion: '1.0',
    id: deriveId('test intent', n),
    source: '/tubepost/parser',
    type: intentStatusSet.type,
    time: '2014-08-15T19:00:01Z',
    datacontenttype: 'application/json',
    correlationid: mailId,
    mailbox: 'status',
    redrive: 0,
    data: { ...example, mailId, fingerprint: String(n).padStart(64, '0'), ...changes },
  })
}

const known: Known = {
  people: new Map([['ana', { id: 'ana', name: 'Ana', timeZone: 'UTC' }]]),
  statuses: new Map([
    ['out', { id: 'out', name: 'Out', type: 'out' }],
    ['in', { id: 'in', name: 'In', type: 'in' }],
  ]),
  standings: new Map(),
  seen: new Set(),
}
const standing = (orderedAt: string, orderedBy: string): Standing => ({
  statusId: 'in',
  status: 'In',
  type: 'in',
  dueBack: null,
  comment: null,
  since: orderedAt,
  orderedAt,
  orderedBy,
  warnings: [],
})

const at = (instant: string) => ({ effectAt: instant, arrivedAt: instant })
const lastApplied = (mails: RequestByMail[]) =>
  decideStatuses(mails, known).findLast(({ kind }) => kind === 'applied')?.request

test('an intent becomes the standing, under the name the status has now', () => {
  const renamed = { ...known, statuses: new Map([['out', { id: 'out', name: 'Away', type: 'out' }]]) }
  expect(decideStatuses([wish(1)], renamed)).toMatchObject([
    { kind: 'applied', before: null, after: { statusId: 'out', status: 'Away', comment: 'call my cell' } },
  ])
})

test('an earlier mail does not overwrite a later one, whichever comes first', () => {
  const early = wish(1, { sentAt: '2014-08-15T10:00:00Z' })
  const late = wish(2, { sentAt: '2014-08-15T11:00:00Z', statusId: 'in' })
  expect(decideStatuses([early, late], known).map((verdict) => verdict.kind)).toEqual(['applied', 'applied'])
  expect(decideStatuses([late, early], known).map((verdict) => verdict.kind)).toEqual(['applied', 'superseded'])
})

test('a phone that is minutes slow overwrites what arrived before', () => {
  const laptop = wish(1, { sentAt: '2014-08-15T10:00:00Z', order: at('2014-08-15T10:00:01Z') })
  const phone = wish(2, { sentAt: '2014-08-15T09:57:05Z', statusId: 'in', order: at('2014-08-15T10:00:05Z') })
  expect(decideStatuses([laptop, phone], known).map((verdict) => verdict.kind)).toEqual(['applied', 'applied'])
})

test('at one moment of effect the arrival counts, then the place in the mailbox', () => {
  const effectAt = '2014-08-15T10:00:00Z'
  const orders = [
    { effectAt, arrivedAt: '2014-08-15T12:00:00Z', place: 10 },
    { effectAt: '2014-08-15T12:00:00+02:00', arrivedAt: '2014-08-15T12:00:00Z', place: 9 },
    { effectAt, arrivedAt: '2014-08-15T11:59:59.500Z', place: 11 },
  ]
  const mails = orders.map((order, n) => wish(n, { order }))
  for (const order of [mails, mails.toReversed()]) expect(lastApplied(order)).toBe(mails[0])
})

test('given mails in any order of judging, then the same one ends on the board', () => {
  const moment = fc.constantFrom('00', '00.250', '00.999', '01', '01.500', '02').map((n) => `2014-08-15T10:00:${n}Z`)
  const order = fc.record({ effectAt: moment, arrivedAt: moment, place: fc.integer({ min: 1, max: 12 }) })
  const judged = fc
    .array(order, { minLength: 2, maxLength: 8 })
    .map((orders) => orders.map((each, n) => wish(n, { order: each })))
    .chain((mails) => fc.tuple(fc.constant(mails), fc.shuffledSubarray(mails, { minLength: mails.length })))
  fc.assert(
    fc.property(judged, ([mails, shuffled]) => {
      expect(lastApplied(shuffled)).toBe(lastApplied(mails))
    }),
  )
})

describe('given a mail of IMAP, whose arrival has whole seconds', () => {
  const mail = (place: number) => wish(place, { order: { ...at('2014-08-15T10:00:00Z'), place } })
  const now = (instant: string) => ({ ...wish(9), fingerprint: null, orderedAt: instant, orderedBy: 'over-http' })
  const kindsAfter = (mails: RequestByMail[], instant: string, later: RequestByMail[] = []) => {
    const before = decideStatuses(mails, known).findLast((verdict) => verdict.kind === 'applied')?.after
    return decideStatuses([afterStanding(now(instant), before), ...later], {
      ...known,
      standings: new Map(before === undefined ? [] : [['ana', before]]),
    }).map(({ kind }) => kind)
  }

  test('then it is not passed over for what was set in its second', () => {
    expect(kindsAfter([], '2014-08-15T10:00:00.400Z', [mail(1)])).toEqual(['applied', 'applied'])
    expect(kindsAfter([], '2014-08-15T10:00:01.000Z', [mail(1)])).toEqual(['applied', 'superseded'])
  })

  test('then what is set after it, in its second, stands', () => {
    expect(kindsAfter([mail(2)], '2014-08-15T10:00:00.400Z')).toEqual(['applied'])
    expect(kindsAfter([mail(2)], '2014-08-15T10:00:00.400Z', [mail(1), mail(3)])).toEqual([
      'applied',
      'superseded',
      'applied',
    ])
  })

  test('then two changes after it, in its second, both stand', () => {
    const first = decideStatuses([mail(1)], known).flatMap((each) => (each.kind === 'applied' ? [each.after] : []))[0]
    const change = afterStanding(now('2014-08-15T10:00:00.400Z'), first)
    const second = { ...first, orderedAt: change.orderedAt, orderedBy: change.orderedBy } as Standing
    const shown = { ...known, standings: new Map([['ana', second]]) }
    const again = afterStanding(now('2014-08-15T10:00:00.500Z'), second)
    expect(decideStatuses([again], shown)).toMatchObject([{ kind: 'applied' }])
  })

  test('then a change before a moment that is still to come is passed over', () => {
    expect(kindsAfter([mail(1)], '2014-08-15T09:59:59.900Z')).toEqual(['superseded'])
  })
})

test('the board counts as much as mails of the same batch', () => {
  const shown = { ...known, standings: new Map([['ana', standing('2014-08-15T20:00:00Z', deriveId('x'))]]) }
  expect(decideStatuses([wish(1)], shown)).toMatchObject([{ kind: 'superseded' }])
})

test('the same content has its effect once, within a batch and across batches', () => {
  const twin = { ...wish(2), fingerprint: wish(1).fingerprint }
  expect(decideStatuses([wish(1), twin], known)).toMatchObject([{ kind: 'applied' }, { outcome: 'duplicate' }])
  const seen = { ...known, seen: new Set([seenKey('ana', String(wish(1).fingerprint))]) }
  expect(decideStatuses([wish(1)], seen)).toMatchObject([{ kind: 'refused', reason: 'duplicate' }])
})

test('a person or a status that is gone rejects the intent', () => {
  expect(decideStatuses([wish(1)], { ...known, people: new Map() })).toMatchObject([{ reason: 'gone_person' }])
  expect(decideStatuses([wish(1)], { ...known, statuses: new Map() })).toMatchObject([{ reason: 'gone_status' }])
})

test('a request without content that could come again has its effect each time', () => {
  const again = { ...wish(2), fingerprint: null }
  const requests = [
    { ...wish(1), fingerprint: null },
    { ...again, orderedAt: '2014-08-15T20:00:00Z' },
  ]
  expect(decideStatuses(requests, known)).toMatchObject([{ kind: 'applied' }, { kind: 'applied' }])
})
