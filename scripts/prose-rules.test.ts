import { expect, test } from 'vitest'
import { commentProblem, lineComments, subjectProblem, testNameProblem } from './prose-rules.ts'

test.each([
  'What the gate knows of a reply.',
  'who may call',
  'Of each mailbox the last one.',
  'That nothing is lost.',
  'Emits an event for each mail that is over.',
  'The service is told of it.',
  'The database is away.',
])('a comment is refused: %s', (text) => {
  expect(commentProblem(text)).toBeDefined()
})

test.each(['Whoever calls it.', 'Offers of the server.', 'A reply request as the gate sees it.', 'It is overdue.'])(
  'a comment is taken: %s',
  (text) => {
    expect(commentProblem(text)).toBeUndefined()
  },
)

test('the name of a test is too long from 81 characters on', () => {
  expect([testNameProblem('x'.repeat(80)), testNameProblem('x'.repeat(81))]).toEqual([undefined, expect.any(String)])
})

test.each([
  'testing: give each test file a database of one server',
  'deploy/nats: drop a port',
  'e2e: wait',
  '.ci: run the tests once',
  `area: ${'verb '.repeat(13)}x`,
])('a subject is taken: %s', (subject) => {
  expect(subjectProblem({ parents: 1, subject })).toBeUndefined()
})

test.each([
  'A claim is one statement with one name',
  'testing: the tests are quicker',
  'Testing: give each file a database',
  'testing:give each file a database',
  'Merge branch',
  `area: ${'verb '.repeat(13)}xx`,
])('a subject is refused: %s', (subject) => {
  expect(subjectProblem({ parents: 1, subject })).toBeDefined()
})

test('a merge may have the subject that git gives it, and no other', () => {
  const problems = ["Merge branch 'tools'", 'All of it'].map((subject) => subjectProblem({ parents: 2, subject }))
  expect(problems).toEqual([undefined, expect.any(String)])
})

test('lines of comments that follow each other are one comment', () => {
  const text = '#!/bin/sh\n# One\n# comment\nrun # another\n# a third\nrun "$#"\n  # a fourth'
  expect(lineComments(text, '#').map(({ line, text: said }) => `${line} ${said}`)).toEqual([
    '2 One\ncomment',
    '4 another',
    '5 a third',
    '7 a fourth',
  ])
})

test('a comment of SQL begins with two dashes', () => {
  expect(lineComments('select 1 -- the one\n--\n', '--').map(({ text }) => text)).toEqual(['the one', ''])
})
