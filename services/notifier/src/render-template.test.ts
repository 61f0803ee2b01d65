import { expect, test } from 'vitest'
import { renderTemplate } from './render-template.ts'

const model = {
  person: 'Ana',
  code: 'no_status',
  subject: 'Oot 30m',
  suggestions: ['Out'],
  mailbox: 'status+board@example.com',
  organisation: 'Example Ltd',
  statuses: [
    { name: 'In', aliases: ['I'], due: 'optional' },
    { name: 'Out & about', aliases: [], due: 'required' },
  ],
}

test('the error mail quotes the subject, suggests the closest and links every status', () => {
  const { subject, text } = renderTemplate('status-not-understood', model)
  expect(subject).toBe('Your status was not changed')
  expect(text).toContain('    Oot 30m')
  expect(text).toContain('Did you mean Out?')
  expect(text).toContain('In (or I)')
  expect(text).toContain('mailto:status%2Bboard@example.com?subject=In')
  expect(text).toContain('Out & about, with a time')
  expect(text).toContain('?subject=Out%20%26%20about')
})

test('each error has a sentence of its own', () => {
  const codes = ['empty', 'forwarded', 'due_required', 'past_date', 'no_status']
  const sentences = codes.map((code) => renderTemplate('status-not-understood', { ...model, code }).text.split('\n')[2])
  expect(new Set(sentences).size).toBe(codes.length)
})

test('what a person wrote is never read as a template', () => {
  const { text } = renderTemplate('status-not-understood', { ...model, subject: '{{ organisation }}{% raw %}' })
  expect(text).toContain('    {{ organisation }}{% raw %}')
})

test('an unknown template is an error that no retry would mend', () => {
  expect(() => renderTemplate('nope', {})).toThrow('There is no template nope.')
})
