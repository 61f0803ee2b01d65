import { createRequire } from 'node:module'
import type * as chrono from 'chrono-node'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { newYork, onWednesday } from '../test/contexts.ts'
import { readStatusSubject } from './read-status-subject.ts'
import { LONGEST_SHOWN } from './second-reader.ts'

const { casual } = createRequire(import.meta.url)('chrono-node/en') as { casual: chrono.Chrono }
const parse = vi.spyOn(casual, 'parse')
afterEach(() => parse.mockClear())

describe('the second reader', () => {
  test.each([
    ...['Out 30m', 'Out until 4pm', 'Out', 'Out 25:00 vet', 'Out 2/30', 'Out 1d9am', 'Out -30m', 'Out 5 min/day'],
    ...[
      'Out 9am-11am',
      'Out tomorrow and Friday',
      'Out in a minute',
      'Out half a day',
      'Out sat down',
      'Out 2 days ago',
    ],
    ...['Out from tomorrow', 'Out May 5 days', 'Out 400d', 'Out 2day', 'Out 4 p'],
  ])('is not asked about %j', (subject) => {
    readStatusSubject(subject, newYork)
    expect(parse).not.toHaveBeenCalled()
  })

  test('is asked of a long comment about its beginning alone', () => {
    readStatusSubject(`Out ${'in a couple of hours or so '.repeat(30)}`, newYork)
    const shown = parse.mock.calls.map(([text]) => text.length)
    expect(Math.max(...shown)).toBeLessThanOrEqual(LONGEST_SHOWN)
  })

  test('is asked at few places, however many lead-ins there are', () => {
    readStatusSubject(`Out ${'until then '.repeat(90)}`, newYork)
    expect(parse.mock.calls.length).toBeLessThanOrEqual(4)
  })

  test('knows elapsed time across the change of the clock', () => {
    const night = { ...newYork, sentAt: '2014-11-02T00:30:00-04:00' }
    expect(readStatusSubject('Out in a couple of hours', night).dueBack).toBe('2014-11-02T01:30:00-05:00')
  })

  test('reads nothing that looks back', () => {
    const place = onWednesday('Europe/Berlin', 'de-DE', '+02:00')
    expect(readStatusSubject('Out vorgestern', place).dueBack).toBeNull()
    expect(readStatusSubject('Out three hours earlier', newYork).dueBack).toBeNull()
  })
})

describe('the steps of a reading', () => {
  /** Matches of patterns: each scan is one, and none may look at the whole rest again for each place of it. */
  function stepsFor(subject: string): number {
    const exec = vi.spyOn(RegExp.prototype, 'exec')
    readStatusSubject(subject, newYork)
    const steps = exec.mock.calls.length
    exec.mockRestore()
    return steps
  }

  test.each([
    ...['until sat foo ', 'Monday through ', '17.-', 'back by ', '1h 30 ', '(EXT) ', 'Re: ', 'about ', 'tomorrow and '],
    ...['until 3 ', 'from Monday ', 'Monday, ', 'a minute '],
  ])('grow no faster than the subject: %j', (piece) => {
    stepsFor('Out') // patterns are compiled once
    const [short, long] = [200, 800].map((length) => stepsFor(`Out ${piece.repeat(length / piece.length)}`))
    expect(long).toBeLessThan(5 * (short ?? 0) + 200)
  })
})
