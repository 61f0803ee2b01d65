import { JournalEvent, exampleOf } from '@tubepost/api'
import { expect, test } from 'vitest'
import { followOn, lookFrom, MOST_FOLLOWED } from './follow-events.ts'

const ASOF = '2026-11-28T12:00:00.000Z'
const event = (eventId: string, at: string) => ({ ...exampleOf(JournalEvent), eventId, at })
const idsOf = ({ events }: { events: readonly { eventId: string }[] }) => events.map(({ eventId }) => eventId)

test('an event that comes again by the overlap stands there once', () => {
  const known = followOn(undefined, { events: [event('a', '2026-11-28T11:59:50Z')], asOf: ASOF })
  const on = followOn(known, { events: [event('b', ASOF), event('a', '2026-11-28T11:59:50Z')], asOf: ASOF })
  expect(idsOf(on)).toEqual(['b', 'a'])
})

test('an event that the journal read late stands where its time is', () => {
  const known = followOn(undefined, { events: [event('b', '2026-11-28T11:59:50Z')], asOf: ASOF })
  expect(idsOf(followOn(known, { events: [event('a', '2026-11-28T11:59:40.5Z')], asOf: ASOF }))).toEqual(['b', 'a'])
})

test('more than can be looked at are let go, the oldest first', () => {
  const at = (second: number) => new Date(Date.parse(ASOF) + second * 1_000).toISOString()
  const many = Array.from({ length: MOST_FOLLOWED + 1 }, (_, index) => event(`${index}`, at(index)))
  const { events } = followOn(undefined, { events: many, asOf: ASOF })
  expect([events.length, events[0]?.eventId, events.at(-1)?.eventId]).toEqual([MOST_FOLLOWED, `${MOST_FOLLOWED}`, '1'])
})

test('the next look begins half a minute before the last, by the clock of the console', () => {
  expect(lookFrom({ events: [], asOf: ASOF })).toBe('2026-11-28T11:59:30.000Z')
})
