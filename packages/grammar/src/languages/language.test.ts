import { describe, expect, test } from 'vitest'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { spanish } from './spanish.ts'

/** Lists that a language leaves empty, because it has no such words. */
const NONE: Readonly<Record<string, readonly string[]>> = {
  English: ['half.oneAndAHalf', 'leadIns.beforeMarkedHour', 'leadIns.behind', 'clockMarks', 'partsOfToday.night'],
  German: [
    ...['half.behind', 'leadIns.through', 'leadIns.behind', 'callWords', 'of', 'doubtfulMonths', 'notAhead'],
    ...['partsOfToday.morning', 'partsOfToday.afternoon', 'partsOfToday.evening', 'partsOfToday.night'],
  ],
  French: [
    ...['half.oneAndAHalf', 'half.between', 'leadIns.through', 'leadIns.behind', 'callWords', 'clockMarks'],
    ...['next.before', 'of', 'doubtfulMonths', 'notAhead'],
  ],
  Spanish: [
    ...['half.oneAndAHalf', 'leadIns.through', 'leadIns.behind', 'callWords', 'clockMarks'],
    ...['partsOfDay.evening', 'partsOfToday.night'],
  ],
}
const HALF_PAST = /^clockWords\.halfPast/u // French alone has words for it

describe.each(Object.entries({ English: english, German: german, French: french, Spanish: spanish }))(
  '%s',
  (name, language) => {
    const empty = emptyLists(language).filter((path) => !HALF_PAST.test(path))

    test('has words for everything but what is listed here', () => {
      expect(empty.toSorted()).toEqual(NONE[name]?.toSorted())
    })

    test('has twelve numbers, seven weekdays and twelve months', () => {
      const { numbers, weekdays, shortWeekdays, months } = language
      expect([numbers, weekdays, shortWeekdays, months].map((words) => words.length)).toEqual([12, 7, 7, 12])
    })
  },
)

function emptyLists(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`
    if (Array.isArray(each)) return each.length === 0 ? [here] : []
    return typeof each === 'object' && each !== null ? emptyLists(each, here) : []
  })
}
