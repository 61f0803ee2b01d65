import { expect, test } from 'vitest'
import { chooseTemplate, type EditedTemplate } from './choose-template.ts'

const edited = (mailbox: string | null, language: string | null): EditedTemplate => ({
  name: 'status-set',
  mailbox,
  language,
  subject: `${mailbox ?? 'any'} ${language ?? 'any'}`,
  text: 'x',
})
/** From the most specific on. */
const ALL = [
  edited('status', 'de-CH'),
  edited('status', 'de'),
  edited('status', null),
  edited(null, 'de-CH'),
  edited(null, 'de'),
  edited(null, null),
]
const asked = { mailbox: 'status', locale: 'de-CH', timeZone: 'Europe/Zurich' }
const subject = (templates: readonly EditedTemplate[], change: Partial<typeof asked> = {}) =>
  chooseTemplate('status-set', { ...asked, ...change }, templates).template.subject

test('the most specific template is used, whatever their order', () => {
  for (let left = ALL; left.length > 0; left = left.slice(1)) {
    expect(subject(left)).toBe(left[0]?.subject)
    expect(subject(left.toReversed())).toBe(left[0]?.subject)
  }
})

test('where no edited template fits, the built-in of the language is used', () => {
  const others = [edited('another', 'de'), edited('status', 'fr'), { ...edited(null, null), name: 'another' }]
  expect(subject(others)).toBe('Ihr Status ist {{ status }}')
  expect(subject([], { locale: 'it-IT' })).toBe('Your status is {{ status }}')
  expect(subject([], { locale: 'no tag at all' })).toBe('Your status is {{ status }}')
})

test('dates are written for the person’s locale, but in the language of the words', () => {
  const locale = (templates: readonly EditedTemplate[], of: string) =>
    chooseTemplate('status-set', { ...asked, locale: of }, templates).reader.locale
  expect(locale([], 'de-AT')).toBe('de-AT')
  expect(locale([], 'it-IT')).toBe('en')
  expect(locale([edited(null, null)], 'it-IT')).toBe('it-IT')
  expect(locale([edited(null, 'it')], 'it-CH')).toBe('it-CH')
})
