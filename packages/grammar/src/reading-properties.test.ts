import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newYork, statuses } from '../test/contexts.ts'
import { SUBJECT_CAP } from './normalise-subject.ts'
import { readStatusSubject } from './read-status-subject.ts'
import type { ReadingContext, StatusReading } from './reading.ts'
import { renderReading } from './render-reading.ts'

// Subjects out of the grammar's own pieces reach more of it than random characters do.
const piece = fc.constantFrom(
  ...[
    '30m',
    '1h',
    '1d',
    '2w',
    '0d',
    '400d',
    '1.5h',
    '1,5h',
    '9am',
    '4 p.m.',
    '16:00',
    '24:00',
    'noon',
    'eod',
    '9',
    '-30m',
  ],
  ...[
    '8/16',
    '16/8/2014',
    '16.8.',
    '2/30',
    '2014-08-18',
    '2014-08-18T09:00Z',
    'May 5',
    'may',
    'sat',
    'Friday',
    'next',
    'tomorrow',
    'today',
  ],
  ...[
    'for',
    'at',
    '@',
    'by',
    'until',
    'back at',
    'and',
    'to',
    'bis',
    '17 Uhr',
    'morgen',
    "jusqu'à",
    '14h',
    'demain',
    'hasta las',
    'mañana',
  ],
  ...[
    'through',
    'bis einschl.',
    'about',
    '~',
    'half an hour',
    'a minute',
    'une heure et demie',
    'anderthalb Stunden',
    '1 h 30',
    '3',
    '15h',
    '24.8',
    '15.10',
    'Mon.',
    'Monday, August 24',
    'tonight',
    'heute Abend',
    'por la tarde',
    'in a couple of hours',
    'next week',
    'ago',
    'back by',
    'back',
    'zurück',
    '(EXT)',
    'EXT:',
    '***SPAM***',
  ],
  ...['tot 15 uur', 'overmorgen', 'até amanhã', 'às 15h', 'fino a lunedì', 'alle 15', '明日まで', '15時まで', '2時間'],
  ...[
    'lunch',
    'PST',
    'café',
    '½',
    '会議',
    '🍔',
    '👨‍👩‍👧',
    'e\u0301',
    '\u202e',
    '\u200b',
    '(',
    ')',
    '"',
    '“',
    '”',
    '-',
    '–',
    ':',
    ',',
    '.',
    '...',
    '!',
    '\r\n',
    'Re:',
  ],
)
const separator = fc.constantFrom(' ', ' ', ' ', '', ', ', ' - ', '\u00a0', '  ')
const rest = fc
  .array(
    fc.tuple(
      separator,
      fc.oneof(
        { weight: 9, arbitrary: piece },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
      ),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.flat().join(''))
const opening = fc.constantFrom(
  'Out',
  'Out ',
  'Re: Out ',
  '“Out ',
  'out of office ',
  'Lunch 2',
  'Réunion ',
  '外出 ',
  'AW ',
  'Vacation ',
  'In ',
  '[x] Mtg. ',
)
const subject = fc.tuple(opening, rest).map((parts) => parts.join(''))

const context: fc.Arbitrary<ReadingContext> = fc
  .record({
    place: fc.constantFrom(
      ...([
        ['America/New_York', 'en-US'],
        ['Europe/London', 'en-GB'],
        ['Europe/Berlin', 'de-DE'],
        ['Europe/Paris', 'fr-FR'],
        ['Europe/Madrid', 'es-ES'],
        ['Australia/Lord_Howe', 'ja-JP'],
        ['Europe/Amsterdam', 'nl-NL'],
        ['America/Sao_Paulo', 'pt-BR'],
        ['Europe/Rome', 'it-IT'],
        ['America/Mexico_City', 'es-MX'],
      ] as const),
    ),
    second: fc.integer({ min: Date.UTC(2014, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 }),
    pastDate: fc.constantFrom('shift', 'comment', 'error'),
  })
  .map(({ place: [timeZone, locale], second, pastDate }) => {
    const sentAt = new Date(second * 1_000).toISOString()
    return { ...newYork, timeZone, locale, sentAt, pastDate }
  })

// Always the same subjects: a pull request must not fail over what another one wrote.
const RUNS = { numRuns: 3_000, seed: 20_140_815 }

function whenRead(check: (reading: StatusReading, context: ReadingContext) => void): void {
  const property = fc.property(subject, context, (text, place) => {
    const reading = readStatusSubject(text, place)
    if (reading.error === null) check(reading, place)
  })
  fc.assert(property, RUNS)
}

describe('whatever the subject', () => {
  // Subjects of a megabyte, so a busy machine needs more than the usual five seconds.
  test('there is a reading, of a subject within the cap', { timeout: 60_000 }, () => {
    const anything = fc.oneof(subject, fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' }))
    const property = fc.property(anything, fc.integer({ min: 1, max: 300 }), context, (text, times, place) => {
      const reading = readStatusSubject(text.repeat(times), place)
      expect(Array.from(reading.subject).length).toBeLessThanOrEqual(SUBJECT_CAP)
      expect(reading.subject).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
    })
    fc.assert(property, { ...RUNS, numRuns: 300 })
  })

  test('no letter and no digit behind the wrapping is lost', () => {
    whenRead(({ subject: shown, spans, warnings }) => {
      const covered = [spans.status, ...(spans.due ? [spans.due] : []), ...spans.comment]
      const lost = [...shown.matchAll(/[\p{L}\p{N}]/gu)].filter(
        ({ index }) => index >= spans.status.start && !covered.some(({ start, end }) => start <= index && index < end),
      )
      expect(lost.map(([letter]) => letter)).toEqual([])
      expect(warnings).not.toContain('subject_cut')
    })
  })

  test('the spans quote what was read, in one piece each and without overlap', () => {
    whenRead(({ subject: shown, spans, comment, dueBack }) => {
      expect(spans.comment.map(({ start, end }) => shown.slice(start, end)).join(' ')).toBe(comment ?? '')
      expect(spans.due === null).toBe(dueBack === null)
      const inOrder = [spans.status, ...(spans.due ? [spans.due] : []), ...spans.comment].toSorted(
        (a, b) => a.start - b.start,
      )
      inOrder.forEach(({ start, end }, index) => {
        expect(start).toBeLessThan(end)
        expect(start).toBeGreaterThanOrEqual(inOrder[index - 1]?.end ?? 0)
      })
    })
  })

  test('a due lies ahead, at most a year and a day', () => {
    whenRead(({ dueBack }, { sentAt }) => {
      if (dueBack === null) return
      const days = (Date.parse(dueBack) - Date.parse(sentAt)) / 86_400_000
      expect(days).toBeGreaterThan(0)
      expect(days).toBeLessThan(367.1)
    })
  })

  test('the canonical subject reads back to the same reading', () => {
    whenRead((reading, place) => {
      const again = readStatusSubject(renderReading(reading), place)
      const { status, dueBack, comment } = reading
      expect(again).toMatchObject({ status, dueBack, comment, error: null })
    })
  })
})

describe('subjects made to keep a parser busy', () => {
  test.each([
    ' '.repeat(1_000_000),
    '\r\n '.repeat(300_000),
    '\u0301'.repeat(500_000),
    'Re: '.repeat(250_000),
    '['.repeat(1_000_000),
    '=?UTF-8?Q?'.repeat(100_000),
    `=?x?q?${'='.repeat(1_000_000)}`,
    `Out ${'until sat foo '.repeat(70_000)}`,
    `Out ${'1d '.repeat(300_000)}`,
    `Out ${'. '.repeat(500_000)}`,
    `Out ${'9am - '.repeat(150_000)}`,
  ])('%.12j… is cut and read', (hostile) => {
    expect(readStatusSubject(hostile, { ...newYork, statuses }).warnings).toContain('subject_cut')
  })
})
