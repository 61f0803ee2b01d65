import { deriveId, intentStatusSet } from '@tubepost/events'
import { expect, test } from 'vitest'
import { decideStatuses, type Known, type Standing, seenKey } from './decide-statuses.ts'
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
})

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

test('between mails of one instant, in any offset, the greater mailId wins', () => {
  const [a, b] = [wish(1, { sentAt: '2014-08-15T10:00:00Z' }), wish(2, { sentAt: '2014-08-15T12:00:00+02:00' })]
  const winner = a.orderedBy > b.orderedBy ? a : b
  for (const order of [
    [a, b],
    [b, a],
  ]) {
    const applied = decideStatuses(order, known).filter((verdict) => verdict.kind === 'applied')
    expect(applied.at(-1)?.request).toBe(winner)
  }
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
