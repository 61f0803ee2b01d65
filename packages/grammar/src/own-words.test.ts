import { expect, test } from 'vitest'
import { ownWords } from './own-words.ts'

test.each([
  ['Your status was not changed', false],
  ['YOUR  STATUS was not changed ', false],
  ['[EXTERNAL] Your status was not changed', false],
  ['"Your status was not changed"', false],
  ['Re: Your status was not changed', true],
  ['AW: Re[2]: [EXTERNAL] Your status was not changed', true],
  ['Fwd: WG: Your status was not changed', true],
  ['[Fwd: Your status was not changed]', true],
])('%j says the same; an answer: %j', (subject, isAnswer) => {
  expect(ownWords(subject, 'en')).toEqual({ words: 'your status was not changed', isAnswer })
})

test('a subject of prefixes alone says nothing, and takes no time', () => {
  expect(ownWords('Fwd: '.repeat(5_000), 'en')).toEqual({ words: '', isAnswer: true })
})
