import { PermanentError } from '@tubepost/service'
import { expect, test } from 'vitest'
import { serverText, smtpProblem } from './smtp-errors.ts'

test.each([
  ['smtp/unreachable', { code: 'ESOCKET', originalCode: 'ECONNREFUSED' }],
  ['smtp/unreachable', { code: 'EDNS', originalCode: 'ENOTFOUND' }],
  ['smtp/timeout', { code: 'ETIMEDOUT', originalCode: 'GREETING_TIMEOUT' }],
  ['smtp/tls-untrusted', { code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ['smtp/tls-missing', { code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }],
  ['smtp/starttls-refused', { code: 'ETLS', responseCode: 502, response: '502 no' }],
  ['smtp/refused', { code: 'EPROTOCOL', responseCode: 554, response: '554 no service here' }],
  ['smtp/failed', new Error('what')],
  ['setup/password-unreadable', new PermanentError('setup/password-unreadable', 'no')],
])('%s has a text that an administrator can act on', (code, error) => {
  const problem = smtpProblem(error)
  expect(problem.code).toBe(code)
  expect(problem.text.length).toBeGreaterThan(1)
})

test('a server’s answer to a login is not repeated', () => {
  const { code, text } = smtpProblem({ code: 'EAUTH', responseCode: 535, response: '535 no such AHNlY3JldA==' })
  expect(code).toBe('smtp/auth-failed')
  expect(text).not.toContain('AHNlY3JldA')
})

test('an answer is one line of bounded length, whatever a server sends', () => {
  expect(serverText('550-no\r\n550 really\0 no')).toBe('550-no 550 really no')
  expect(serverText('\ud83d\ude00'.repeat(1_000)).isWellFormed()).toBe(true)
  expect(serverText('x'.repeat(100_000))).toHaveLength(500)
})
