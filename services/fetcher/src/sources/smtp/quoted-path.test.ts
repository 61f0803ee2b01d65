import { expect, test } from 'vitest'
import { readQuotedPath } from './quoted-path.ts'

test.each([
  ['RCPT TO:<"ann"@example.com>', 'RCPT TO:<quoted@example.com>', 'ann@example.com'],
  ['RCPT TO: <"a b"@example.com> NOTIFY=NEVER', 'RCPT TO: <quoted@example.com> NOTIFY=NEVER', '"a b"@example.com'],
  ['rcpt to:<"a@b"@example.com>', 'rcpt to:<quoted@example.com>', '"a@b"@example.com'],
  ['MAIL FROM:<"a\\"b"@example.com>', 'MAIL FROM:<quoted@example.com>', '"a\\"b"@example.com'],
  [
    'RCPT TO:<@relay.example.org:"a>b"@example.com>',
    'RCPT TO:<@relay.example.org:quoted@example.com>',
    '"a>b"@example.com',
  ],
])('%s is read with its local part', (command, commandWithAtom, address) => {
  const read = readQuotedPath(command)
  expect(read?.commandWithAtom).toBe(commandWithAtom)
  expect(read?.address('quoted@example.com')).toBe(address)
})

test('a local part with a control character is none', () => {
  expect(readQuotedPath('RCPT TO:<"a\x01b"@example.com>')?.address('quoted@example.com')).toBeUndefined()
})

test.each(['RCPT TO:<ann@example.com>', 'RCPT TO:<"ann@example.com>', 'RCPT TO:<a"b"@example.com>', 'NOOP "a"@b'])(
  '%s is left to be read as it is',
  (command) => {
    expect(readQuotedPath(command)).toBeUndefined()
  },
)
