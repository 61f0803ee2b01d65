import { expect, test } from 'vitest'
import { bareId } from './add-why.ts'

test.each([
  '<A.b-1@Example.com>',
  'A.b-1@Example.com',
  '  <A.b-1@Example.com>  ',
  '< A.b-1@Example.com >',
  'A.b-1@Example.com>',
  '<A.b-1@Example.com',
  'Message-ID: <A.b-1@Example.com>',
  'message-id:\r\n <A.b-1@Example.com>',
])('"%s" is a Message-ID as somebody copied it', (given) => {
  expect(bareId(given)).toBe('A.b-1@Example.com')
})

test.each(['', ' ', '<>', 'Message-ID:'])('"%s" is none', (given) => {
  expect(bareId(given)).toBe('')
})
