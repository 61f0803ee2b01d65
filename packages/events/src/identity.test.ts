import { expect, test } from 'vitest'
import { deriveId, deriveTimedId } from './identity.ts'

const ARRIVAL = '2026-11-29T09:00:00.000Z'
const UUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('the same parts give the same id, others another', () => {
  const id = deriveTimedId(ARRIVAL, 'mail', 'office', 1)
  expect([id, deriveId(id, 'reply'), deriveId('dead', 'text')]).toEqual([
    expect.stringMatching(UUID_8),
    expect.stringMatching(UUID_8),
    expect.stringMatching(UUID_8),
  ])
  expect(deriveTimedId(ARRIVAL, 'mail', 'office', 1)).toBe(id)
  expect(new Set([id, deriveTimedId(ARRIVAL, 'mail', 'office', 2), deriveId(id, 'a'), deriveId(id, 'b')]).size).toBe(4)
})

test('ids of mails are ordered by arrival, and what one causes stands beside it', () => {
  const early = deriveTimedId(ARRIVAL, 'mail', 2)
  const late = deriveTimedId('2026-11-29T09:00:00.001Z', 'mail', 1)
  expect([deriveId(early, 'z'), late, early].toSorted().at(-1)).toBe(late)
  expect(deriveId(deriveId(early, 'intent'), 'settled').slice(0, 13)).toBe(early.slice(0, 13))
})

test.each(['no time', '1969-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z'])(
  'given an arrival of %s, then there is an id all the same',
  (at) => expect(deriveTimedId(at, 'mail')).toMatch(UUID_8),
)
