import { expect, test } from 'vitest'
import { builtInTemplates } from './built-in-templates.ts'
import { TEMPLATE_NAMES } from './built-in-templates/template-words.ts'
import { builtInTemplate } from './choose-template.ts'
import { renderTemplate } from './render-template.ts'
import { exampleModel } from './template-models.ts'

const model = {
  person: 'Ana',
  code: 'no_status',
  subject: 'Oot 30m',
  suggestions: ['Out'],
  mailbox: 'status+board@example.com',
  organisation: 'Example Ltd',
  statuses: [
    { name: 'In', aliases: ['I'], due: 'optional' },
    { name: "Out & about (it's)", aliases: [], due: 'required' },
  ],
}
const render = (name: string, values: object, locale = 'en-US') => {
  const { template, reader } = builtInTemplate(name, { locale, timeZone: 'America/New_York' })
  return renderTemplate(template, { ...values }, reader)
}

test('the error mail quotes the subject and suggests the closest status', () => {
  const { subject, text } = render('status-not-understood', model)
  expect(subject).toBe('Your status was not changed')
  expect(text).toContain('    Oot 30m')
  expect(text).toContain('Did you mean Out?')
  expect(text).toContain('In (or I)')
  expect(text).toContain('mailto:status%2Bboard@example.com?subject=In')
  expect(text).toContain("Out & about (it's), with a time")
  expect(text).toContain('?subject=Out%20%26%20about%20%28it%27s%29\n')
})

test('each error has a sentence of its own', () => {
  const codes = ['empty', 'forwarded', 'due_required', 'past_date', 'no_status']
  for (const locale of Object.keys(builtInTemplates)) {
    const sentences = codes.map(
      (code) => render('status-not-understood', { ...model, code }, locale).text.split('\n')[2],
    )
    expect(new Set(sentences).size).toBe(codes.length)
  }
})

test.each([
  [['A'], 'A'],
  [['A', 'B'], 'A or B'],
  [['A', 'B', 'C'], 'A, B or C'],
])('suggestions %j are said as %s', (suggestions, said) => {
  expect(render('status-not-understood', { ...model, suggestions }).text).toContain(`Did you mean ${said}?`)
})

test('a person’s text is never read as a template', () => {
  const { text } = render('status-not-understood', { ...model, subject: '{{ organisation }}{% raw %}' })
  expect(text).toContain('    {{ organisation }}{% raw %}')
})

test('an unknown template is a permanent error', () => {
  expect(() => render('nope', {})).toThrow('There is no template nope.')
})

const set = {
  person: 'Ana',
  status: 'Out',
  dueBack: '2014-08-16T09:00:00-04:00',
  comment: 'call my cell',
  warnings: ['far_date', 'zone_ignored'],
  undo: 'In: at my desk',
  mailbox: 'status@example.com',
}

test.each([
  ['en-US', 'until Saturday, August 16, 2014 at 9:00 AM (GMT-4).'],
  ['en-GB', 'until Saturday, 16 August 2014 at 09:00 (GMT-4).'],
  ['de-DE', 'bis Samstag, 16. August 2014 um 09:00 (GMT-4).'],
  ['fr-FR', 'jusqu’au samedi 16 août 2014 à 09:00 (GMT-4).'],
  ['es-ES', 'hasta el sábado, 16 de agosto de 2014, 9:00 (GMT-4).'],
  ['it-IT', 'until Saturday, August 16, 2014 at 9:00 AM (GMT-4).'],
])('the acknowledgement writes the time of return as %s does', (locale, said) => {
  expect(render('status-set', set, locale).text).toContain(said)
})

test('the acknowledgement shows comment, warnings and how to undo it', () => {
  const { subject, text } = render('status-set', set, 'de-DE')
  expect(subject).toBe('Ihr Status ist Out')
  expect(text).toContain('Bemerkung: call my cell')
  expect(text).toContain('Das angegebene Datum liegt mehr als ein halbes Jahr entfernt.')
  expect(text).toContain('Abkürzungen von Zeitzonen')
  expect(text).toContain('    mailto:status@example.com?subject=In%3A%20at%20my%20desk\n')
})

test.each([
  ['en-US', 'Read as Out until Saturday, August 16, 2014', 'reply with a new subject to change it.'],
  ['de-DE', 'Gelesen als Out bis Samstag, 16. August 2014', 'antworten Sie mit einem neuen Betreff'],
  ['fr-FR', 'Lu comme Out jusqu’au samedi 16 août 2014', 'répondez avec un nouvel objet'],
  ['es-ES', 'Leído como Out hasta el sábado, 16 de agosto de 2014', 'responda con un asunto nuevo'],
])('the answer to a guess says in %s how it was read', (locale, read, change) => {
  const { text } = render('status-set', { ...set, isGuess: true }, locale)
  expect(text).toContain(read)
  expect(text).toContain(change)
  expect(render('status-set', { ...set, isGuess: false }, locale).text).not.toContain(change)
})

test.each(['en-US', 'de-DE', 'fr-FR', 'es-ES'])('the answer to a time that was not read says so in %s', (locale) => {
  const { text } = render('status-set', { ...set, dueBack: null, isGuess: true, warnings: ['unread_time'] }, locale)
  expect(text).toMatch(/no time of return|ohne Rückkehrzeit|sans heure de retour|sin hora de regreso/)
  expect(text).not.toContain('unread_time')
})

test('a missing value leaves no trace in the words', () => {
  const bare = { ...set, dueBack: null, comment: null, warnings: [], undo: null }
  expect(render('status-set', bare).text).toBe('Hello Ana,\n\nYour status is Out.\n\n\n')
})

test('every built-in renders its example whole', () => {
  for (const locale of Object.keys(builtInTemplates)) {
    for (const name of TEMPLATE_NAMES) {
      const { subject, text } = render(name, exampleModel(name), locale)
      expect(subject, `${name} ${locale}`).not.toBe('')
      expect(text, `${name} ${locale}`).not.toMatch(/\{[{%]|[%}]\}|undefined|far_date|\n\n\n\n/)
    }
  }
})

test('a language has a sentence for each warning that another has', () => {
  const codes = Object.values(builtInTemplates).map(({ warnings }) => Object.keys(warnings).toSorted())
  for (const each of codes) expect(each).toEqual(codes[0])
})
