import { expect, test } from 'vitest'
import { readProblems } from './read-problems.ts'

test('each problem of a refusal is read with its part and line', () => {
  expect(readProblems('subject, line 1: there is no x\ntext, line 12: tag: unknown\ntext: is empty')).toEqual([
    { part: 'subject', line: 1, sentence: 'there is no x' },
    { part: 'text', line: 12, sentence: 'tag: unknown' },
    { part: 'text', line: undefined, sentence: 'is empty' },
  ])
})

test('a sentence of another kind is shown whole', () => {
  expect(readProblems('there is no such mailbox')).toEqual([
    { part: 'text', line: undefined, sentence: 'there is no such mailbox' },
  ])
})
