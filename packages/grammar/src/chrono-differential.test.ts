/**
 * The grammar beside chrono-node, a reader of dates in free text, on the shapes that both know: what is said in one way
 * must mean one instant. The grammar reads on its own (it is closed, and doubt is comment), so where they differ the
 * difference stands below with the rule that decides.
 */
import * as chrono from 'chrono-node'
import { describe, expect, test } from 'vitest'
import { newYork } from '../test/contexts.ts'
import { readStatusSubject } from './read-status-subject.ts'

// UTC, so that only the reading is compared: chrono knows offsets and no zones.
const NOW = '2014-08-15T15:00:00Z'
const AS_OF = { instant: new Date(NOW), timezone: 0 }

interface Tongue {
  locale: string
  reader: chrono.Chrono
  durations: string[]
  clocks: string[]
  dates: string[]
  weekdays: string[]
}
const amounts = (units: readonly string[], before: string): string[] =>
  units.flatMap((unit) => [2, 5, 15].map((amount) => `${before} ${amount} ${unit}`))

const TONGUES: Record<string, Tongue> = {
  English: {
    locale: 'en-US',
    reader: chrono.en.casual,
    durations: amounts(['minutes', 'min', 'hours', 'hrs', 'days', 'weeks'], 'in'),
    clocks: ['at 4pm', 'at 4:30pm', 'at 16:30', 'at 11:59pm', 'at 9am', 'at 12am', 'at noon', 'at midnight', 'at 3pm'],
    dates: [
      '8/18/2014',
      '8/18',
      '12/31/2014',
      '2014-08-18',
      'August 18, 2014',
      'Aug 18',
      '18 August 2014',
      'August 18th',
      'September 5',
      '1/5',
      'March 3',
      'tomorrow',
      'today',
    ],
    weekdays: ['Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  },
  'British English': {
    locale: 'en-GB',
    reader: chrono.en.GB,
    durations: [],
    clocks: [],
    dates: ['18/8/2014', '5/9/2014', '5/9', '31/12/2014'],
    weekdays: [],
  },
  German: {
    locale: 'de-DE',
    reader: chrono.de.casual,
    durations: amounts(['Minuten', 'Stunden', 'Tagen', 'Wochen'], 'in'),
    clocks: ['um 16:30 Uhr', 'um 16 Uhr', 'um 16:30', 'um 9 Uhr'],
    dates: [
      '18.8.2014',
      '18.08.2014',
      '18. August 2014',
      '18. August',
      '5. September',
      '3. März',
      '31.12.2014',
      'morgen',
      'heute',
    ],
    weekdays: ['Samstag', 'Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag'],
  },
  French: {
    locale: 'fr-FR',
    reader: chrono.fr.casual,
    durations: amounts(['minutes', 'heures', 'jours', 'semaines'], 'dans'),
    clocks: ['à 16h30', 'à 16h', 'à 16:30', 'à 9h'],
    dates: ['18/8/2014', '18 août 2014', '18 août', '1er septembre', '5 mars', '31/12/2014', 'demain', "aujourd'hui"],
    weekdays: ['samedi', 'dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi'],
  },
  Spanish: {
    locale: 'es-ES',
    reader: chrono.es.casual,
    durations: amounts(['minutos', 'horas', 'días', 'semanas'], 'en'),
    clocks: ['a las 16:30', 'a las 5pm', 'a las 9:00'],
    dates: ['18/8/2014', '18 de agosto de 2014', '18 de agosto', '5 de septiembre', '31/12/2014', 'mañana', 'hoy'],
    weekdays: ['sábado', 'domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes'],
  },
}

/** Forms that are read in another way, each with the rule that says so. */
const TODAY_IS_OVER = 'G10: at three in the afternoon today’s nine o’clock has passed, so it is tomorrow’s'
const KNOWN: Record<string, string> = {
  'English: at 3pm': 'G10: a due at now is as good as past, so it is tomorrow’s; chrono answers now',
  'English: today': TODAY_IS_OVER,
  'German: heute': TODAY_IS_OVER,
  "French: aujourd'hui": TODAY_IS_OVER,
  'Spanish: hoy': TODAY_IS_OVER,
}

const ours = (text: string, locale: string): string | null => {
  const { dueBack } = readStatusSubject(`Out ${text}`, { ...newYork, sentAt: NOW, timeZone: 'UTC', locale })
  return dueBack === null ? null : new Date(dueBack).toISOString()
}
const theirs = (text: string, reader: chrono.Chrono): string | null =>
  reader.parseDate(text, AS_OF, { forwardDate: true })?.toISOString() ?? null
/** A date alone is nine o'clock here and noon there: the day counts. */
const dayOf = (instant: string | null): string | null => instant && instant.slice(0, 10)

describe.each(Object.entries(TONGUES))('%s', (name, { locale, reader, durations, clocks, dates, weekdays }) => {
  const instants = [...durations, ...clocks].map((text) => ({
    text,
    found: ours(text, locale),
    chronos: theirs(text, reader),
  }))
  const days = [...dates, ...weekdays].map((text) => ({
    text,
    found: dayOf(ours(text, locale)),
    chronos: dayOf(theirs(text, reader)),
  }))
  const dated = dates
    .flatMap((date) => clocks.slice(0, 2).map((clock) => `${date} ${clock}`))
    .map((text) => ({ text, found: ours(text, locale), chronos: theirs(text, reader) }))

  test('means the same instant to both, but where a rule of ours decides', () => {
    const differing = [...instants, ...days, ...dated].filter(({ found, chronos }) => found !== chronos)
    const unknown = differing.filter(({ text }) => KNOWN[`${name}: ${text}`] === undefined)
    expect(unknown).toEqual([])
  })
})

test('no difference is listed that is none', () => {
  const listed = Object.keys(KNOWN)
  const stale = listed.filter((entry) => {
    const [name = '', text = ''] = entry.split(/: (.*)/s)
    const tongue = TONGUES[name]
    return tongue === undefined || ours(text, tongue.locale) === theirs(text, tongue.reader)
  })
  expect(stale).toEqual([])
})
