import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newYork, statuses } from '../test/contexts.ts'
import { refusedSubjects } from '../test/refused-subjects.ts'
import { doubtVectors } from '../test/vectors-of-doubt.ts'
import { languageVectors } from '../test/vectors-of-languages.ts'
import { leanLanguageVectors } from '../test/vectors-of-lean-languages.ts'
import { nameVectors } from '../test/vectors-of-names.ts'
import { phraseVectors } from '../test/vectors-of-phrases.ts'
import { timeVectors } from '../test/vectors-of-times.ts'
import { readStatusSubject } from './read-status-subject.ts'
import type { ReadingContext } from './reading.ts'

const groups = [
  ...nameVectors,
  ...timeVectors,
  ...doubtVectors,
  ...languageVectors,
  ...phraseVectors,
  ...leanLanguageVectors,
]

describe.each(groups)('$rule', ({ context, offset, vectors }) => {
  const rows = vectors.map(([subject, name, due, comment = null, warnings = []]) => ({
    subject,
    name,
    due,
    comment,
    warnings,
  }))
  test.each(rows)('$subject', ({ subject, name, due, comment, warnings }) => {
    const dueBack = due && whole(due, offset)
    expect(readStatusSubject(subject, context)).toMatchObject({
      error: null,
      status: { name },
      dueBack,
      comment,
      warnings,
    })
  })
})

/** `08-16T09:00` of 2014, in the offset of its group. */
function whole(due: string, offset: string): string {
  const dated = /^\d{4}-/.test(due) ? due : `2014-${due}`
  if (/[+-]\d\d:\d\d$/.test(dated)) return dated
  return dated.length === '2014-08-16T09:00'.length ? `${dated}:00${offset}` : `${dated}${offset}`
}

describe('errors', () => {
  const rows = refusedSubjects.map(([subject, code, suggestions = []]) => ({ subject, code, suggestions }))
  test.each(rows)('$subject is $code', ({ subject, code, suggestions }) => {
    const reading = readStatusSubject(subject, newYork)
    expect(reading).toMatchObject({ error: { code, suggestions }, dueBack: null, comment: null })
  })

  test('a missing required due still names the status and its place', () => {
    const reading = readStatusSubject('Vacation 9am-11am', newYork)
    expect(reading).toMatchObject({
      status: { id: 'vacation' },
      warnings: ['range_ignored'],
      spans: { status: { start: 0, end: 8 } },
    })
  })

  test('a full date in the past is an error where the policy says so', () => {
    const strict: ReadingContext = { ...newYork, pastDate: 'error' }
    expect(readStatusSubject('Out 8/14/2014 9am', strict)).toMatchObject({
      status: { id: 'out' },
      error: { code: 'past_date' },
    })
    expect(readStatusSubject('Out 9am', strict).error).toBeNull()
  })

  test('`VS:` answers in Finnish', () => {
    expect(readStatusSubject('VS: Out', { ...newYork, locale: 'fi-FI' }).status?.id).toBe('out')
  })
})

describe('spans', () => {
  test.each([
    ['Out 30m lunch', ['Out', '30m', 'lunch']],
    ['Re: Out until 5pm, lunch', ['Out', 'until 5pm', 'lunch']],
    ['Out lunch, back at 4pm, call me', ['Out', 'back at 4pm', 'lunch', 'call me']],
    ['Ｏｕｔ  ３０ｍ ½', ['Ｏｕｔ', '３０ｍ', '½']],
    ['🏖️ 3 days', ['🏖️', '3 days']],
    ['=?UTF-8?Q?R=C3=A9union_2h_caf=C3=A9?=', ['Réunion', '2h', 'café']],
    ['“Out @4pm x”', ['Out', '@4pm', 'x']],
    ['Straße 2h \u202ex\u202c', ['Straße', '2h', 'x']],
  ])('%j is quoted as in the decoded subject', (subject, quotes) => {
    const { subject: shown, spans } = readStatusSubject(subject, newYork)
    const found = [spans.status, spans.due, ...spans.comment].filter((span) => span !== null)
    expect(found.map(({ start, end }) => shown.slice(start, end))).toEqual(quotes)
  })
})

describe('the context', () => {
  test('case counts where the context says so', () => {
    const exact = { ...newYork, caseSensitive: true }
    expect(readStatusSubject('Out 30M', exact).status?.id).toBe('out')
    expect(readStatusSubject('out 30m', exact).error?.code).toBe('no_status')
    expect(readStatusSubject('Away', exact).status?.id).toBe('out')
    expect(readStatusSubject('away', exact).status?.id).toBe('away')
  })

  test('the default return, the end of the day and the seconds of now come through', () => {
    const late = { ...newYork, sentAt: '2014-08-15T19:00:07.5Z', defaultReturn: '08:15', endOfDay: '18:45' }
    expect(readStatusSubject('Out tomorrow', late).dueBack).toBe('2014-08-16T08:15:00-04:00')
    expect(readStatusSubject('Out eod', late).dueBack).toBe('2014-08-15T18:45:00-04:00')
    expect(readStatusSubject('Out 30m', late).dueBack).toBe('2014-08-15T15:30:07-04:00')
  })

  test('a locale nobody knows reads as American English', () => {
    expect(readStatusSubject('Out 9/5', { ...newYork, locale: 'not a locale' }).dueBack).toBe(
      '2014-09-05T09:00:00-04:00',
    )
  })

  test('a name that begins like a wrapping is a name', () => {
    const odd = { ...newYork, statuses: [...statuses, { id: 'home', name: '[Home]', aliases: [] }] }
    expect(readStatusSubject('Re: [Home] 30m', odd)).toMatchObject({
      status: { id: 'home' },
      dueBack: '2014-08-15T15:30:00-04:00',
    })
  })

  test('a context without a zone is a mistake of the caller', () => {
    expect(() => readStatusSubject('Out 30m', { ...newYork, timeZone: 'Nowhere' })).toThrow(RangeError)
  })
})

const SHARED = ['status-subjects.json', 'status-subjects-2.json']
  .map((name) => new URL(`../../../../shared/cases/${name}`, import.meta.url))
  .filter((file) => existsSync(file))

interface SharedVectors {
  statuses: Record<string, string[]>
  default_return: string
  eod: string
  cases: { subject: string; now: string; tz: string; locale: string; expect: object }[]
}

describe.each(SHARED.map((file) => ({ name: file.pathname.split('/').at(-1), file })))('$name', ({ file }) => {
  const shared = JSON.parse(readFileSync(file, 'utf8')) as SharedVectors
  const theirStatuses = Object.entries(shared.statuses).map(([name, aliases]) => ({ id: name, name, aliases }))

  test.each(shared.cases)('$subject ($tz)', ({ subject, now, tz, locale, expect: expected }) => {
    const reading = readStatusSubject(subject, {
      statuses: theirStatuses,
      sentAt: now,
      timeZone: tz,
      locale,
      defaultReturn: shared.default_return,
      endOfDay: shared.eod,
    })
    const found = {
      status: reading.status?.name,
      due: reading.dueBack,
      comment: reading.comment,
      ...('warnings' in expected && { warnings: reading.warnings }),
    }
    expect(reading.error ? { error: reading.error.code } : found).toEqual(expected)
  })
})
