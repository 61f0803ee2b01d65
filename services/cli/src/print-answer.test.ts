import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { printAnswer } from './print-answer.ts'

const printed = (answer: unknown, columns?: number) => stripVTControlCharacters(printAnswer(answer, columns))

test('a list of things is a table, one level deep', () => {
  const people = [
    { person: { id: 'ana', name: 'Ana' }, status: null, warnings: ['far_date'] },
    { person: { id: 'benjamin', name: 'Ben' }, status: { name: 'Out' }, warnings: [] },
  ]
  expect(printed({ people }).split('\n')).toEqual([
    'person.id  person.name  warnings  status.name',
    'ana        Ana          far_date',
    'benjamin   Ben                    Out',
  ])
})

test('an empty list says so, and one thing is told line by line', () => {
  expect(printed({ mails: [] })).toBe('none')
  expect(printed({ token: { name: 'x', scopes: ['a', 'b'] } })).toBe('token:\n  name: x\n  scopes: a, b')
  expect(printed(null)).toBe('Done.')
})

test('what a mail brings cannot command the terminal', () => {
  expect(printAnswer({ mails: [{ subject: 'a\u001b[2J\nb\u2028c\u009bd' }] }, 80)).not.toMatch(
    /\u001b\[2J|\u009b|\u2028/,
  )
})

test('on a terminal a long cell is cut, elsewhere it is whole', () => {
  const mails = [{ subject: 'x'.repeat(200) }]
  expect(printed({ mails }, 80)).toContain(`${'x'.repeat(59)}…`)
  expect(printed({ mails })).toContain('x'.repeat(200))
})

test('a long cell that is whole makes no other row long', () => {
  const mails = [
    { subject: 'x'.repeat(5_000), outcome: 'applied' },
    { subject: 'Out', outcome: 'rejected' },
  ]
  const [, long = '', short = ''] = printed({ mails }).split('\n')
  expect(long).toBe(`${'x'.repeat(5_000)}  applied`)
  expect(short).toBe(`${'Out'.padEnd(60)}  rejected`)
})

test('columns stand below each other whatever letters they have', () => {
  const mails = [
    { subject: '歯医者', outcome: 'applied' },
    { subject: 'Gru\u0308ße 👩‍👩‍👧‍👦', outcome: 'applied' },
    { subject: 'Out 2h', outcome: 'applied' },
  ]
  expect(printed({ mails }).split('\n')).toEqual([
    'subject   outcome',
    '歯医者    applied',
    'Gru\u0308ße 👩‍👩‍👧‍👦  applied',
    'Out 2h    applied',
  ])
})

test('on a terminal that is too narrow for a table each thing is told line by line', () => {
  const mails = [
    { mailId: 'a'.repeat(36), subject: 'Out', reason: null },
    { mailId: 'b'.repeat(36), subject: 'x'.repeat(70), reason: 'no_status' },
  ]
  expect(printed({ mails }, 110).split('\n')).toHaveLength(3)
  expect(printed({ mails }, 100).split('\n')).toEqual([
    `mailId: ${'a'.repeat(36)}`,
    'subject: Out',
    '',
    `mailId: ${'b'.repeat(36)}`,
    `subject: ${'x'.repeat(70)}`,
    'reason: no_status',
  ])
})

test('a hundred thousand things are a table', () => {
  const mails = Array.from({ length: 150_000 }, (_, n) => ({ n, subject: 'Out' }))
  expect(printed({ mails }).split('\n')).toHaveLength(150_001)
})

test('a value that is longer than a narrow line is cut to it', () => {
  const mails = [{ mailId: 'a'.repeat(36), subject: 'x'.repeat(70) }]
  expect(printed({ mails }, 40)).toBe(`mailId: ${'a'.repeat(31)}…\nsubject: ${'x'.repeat(30)}…`)
})

test('a mail that is shown stands there as it was written, and commands nothing', () => {
  const reply = { to: 'ben@example.com', text: 'Hello Ben,\r\n\r\n\u001b[2J  Out 1d\n' }
  expect(printAnswer({ reply }).split('\n').slice(1)).toEqual([
    '  to: ben@example.com',
    '  text:',
    '    | Hello Ben,',
    '    |',
    '    |  [2J  Out 1d',
  ])
  expect(printed({ written: 'a:\n  b: c\n', at: 1 })).toBe('written:\n  | a:\n  |   b: c\nat: 1')
})
