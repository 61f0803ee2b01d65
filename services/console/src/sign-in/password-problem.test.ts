import { expect, test } from 'vitest'
import { passwordProblem } from './password-problem.ts'

const own = ['Ana Example', 'ana.example@example.com']

test.each([
  ['eleven char', 'has 11 characters'],
  ['aaaaaaaaaaaabbbb', 'repeats a few characters'],
  ['Ana.Example@example.com', 'is your name or address'],
  ['x'.repeat(1_025), 'is longer than 1024'],
  ['', 'has 0 characters'],
])('the password %j is refused in words', (password, words) => {
  expect(passwordProblem(password, own)).toContain(words)
})

test.each(['correct horse', '            a b c', '日本語のパスワードです。', '😀😁😂🤣😃😄😅😆😉😊😋😎'])(
  '%j has twelve characters or more, of whatever kinds, and is taken',
  (password) => {
    expect(passwordProblem(password, own)).toBeUndefined()
  },
)
