import { replyRequested } from '@tubepost/events'
import { expect, test, vi } from 'vitest'
import type { EditedTemplate } from './choose-template.ts'
import { fixedSubjects, subjectKey, writeWords } from './write-words.ts'

const request = { ...replyRequested.example, template: 'status-set', model: { status: 'Out', comment: null } }
const edited = (subject: string, text: string): EditedTemplate => ({
  name: 'status-set',
  mailbox: 'status',
  language: null,
  subject,
  text,
})

test('edited words are used, with the values that every template may show', () => {
  const words = writeWords(request, { organisation: 'Example' }, [edited('{{ status }}!', '{{ organisation }}')])
  expect(words).toEqual({ subject: 'Out!', text: 'Example', problem: null })
})

test.each([
  ['an error', edited('x', '{{ status | nope }}'), 'undefined filter: nope, line:1'],
  ['a limit', edited('x', '{% for a in (1..100000000) %}x{% endfor %}'), 'limit exceeded'],
  ['an empty subject', edited('{{ comment }}', 'x'), 'the subject is empty'],
])('a template that fails with %s costs its words and not the reply', (_, template, said) => {
  const words = writeWords(request, {}, [template])
  expect(words.subject).toBe('Your status is Out')
  expect(words.problem).toMatch(
    /^The built-in words were used, since the template for the mailbox status and every lang/,
  )
  expect(words.problem).toContain(said)
})

test('given a busy machine, then built-in words are written all the same', () => {
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 5_000))
  try {
    const words = writeWords(request, {}, [edited('{{ status }}!', 'x')])
    expect(words).toMatchObject({ subject: 'Your status is Out', problem: expect.stringContaining('limit exceeded') })
  } finally {
    clock.mockRestore()
  }
})

test('a subject stays one line, whatever is put into it', () => {
  const words = writeWords({ ...request, model: { status: 'Out\r\nBcc: v@example.net' } }, {}, [])
  expect(words.subject).toBe('Your status is Out Bcc: v@example.net')
})

test('the known subjects are those of every language without a variable', () => {
  const known = fixedSubjects([edited('Please try again', 'x'), edited('Now {{ status }}', 'x')])
  for (const subject of ['Your status was not changed', 'Ihr Status wurde nicht geändert', 'please TRY again']) {
    expect(known.has(subjectKey(subject, 'en'))).toBe(true)
  }
  expect(known.size).toBe(5)
})
