import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlOf, PASSWORD_VARIABLE } from './curl-of.ts'

test('a call becomes a line that leaves the token to the shell', () => {
  expect(curlOf('http://127.0.0.1:8080/api/status/board')).toBe(
    `curl -s -H "Authorization: Bearer $TUBEPOST_TOKEN" 'http://127.0.0.1:8080/api/status/board'`,
  )
})

test('a quote in the address does not end the word of the shell', () => {
  expect(curlOf("http://h/?q='$(id)'")).toContain(`'http://h/?q='\\''$(id)'\\'''`)
})

test('a body goes with it', () => {
  expect(curlOf('http://h/x', { subject: "it's" })).toBe(
    `curl -s -H "Authorization: Bearer $TUBEPOST_TOKEN" -H 'Content-Type: application/json' -d '{"subject":"it'\\''s"}' 'http://h/x'`,
  )
})

/** The body that a shell would send. */
function sentBy(line: string, password = 'a b'): unknown {
  const shown = execFileSync('sh', ['-c', line.replace('curl', String.raw`printf '%s\n'`)], {
    env: { PATH: process.env['PATH'], MAILBOX_PASSWORD: password, TUBEPOST_TOKEN: 't' },
    encoding: 'utf8',
  })
  return JSON.parse(shown.split('\n').find((word) => word.startsWith('{')) ?? '')
}

test.each(['a b', `it's "quoted"`, String.raw`back\slash\n`, '$(id) `id` $HOME !!', "'; rm -rf / #"])(
  'the shell puts the password %s in at its place alone',
  (password) => {
    const id = `it's ${PASSWORD_VARIABLE}`
    const line = curlOf('http://h/x', { password: PASSWORD_VARIABLE, id }, 'PUT')
    expect(line).toMatch(/^curl -s -X PUT /)
    expect(sentBy(line, password)).toEqual({ password, id })
  },
)

test.each([
  `'; id; '`,
  '$(id) `id` "x"',
  'two\nlines\r',
  '\u001b[31m\u009b\u202egnp.exe\u2066',
  '@/etc/passwd',
  '!! 😀 \0',
])('the value %j is sent as it is, and nothing of it acts on the terminal', (subject) => {
  const line = curlOf('http://h/x', { subject })
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(sentBy(line)).toEqual({ subject })
})
