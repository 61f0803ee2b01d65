import { expect, test } from 'vitest'
import { Refused } from '../../api/call.ts'
import { readRefusal } from './read-refusal.ts'

const refused = (message: string, code = 'bad_mailbox') => readRefusal(new Refused(400, code, message))

test('each problem stands at its field, with what to do', () => {
  const host = 'must be a host name or an IP address, without a scheme such as imaps://, not "a b"'
  const tls = 'must be one of: implicit, starttls, none, not "ssl"; did you mean "implicit"?'
  expect(refused(`source.host: ${host}; source.tls: ${tls}; address: is empty.`)).toEqual({
    'source.host': host,
    'source.tls': tls,
    address: 'is empty.',
  })
})

test('what is missing is a problem of the field that is missing', () => {
  expect(refused('source: password is missing.')).toEqual({ 'source.password': 'password is missing.' })
  expect(refused('source: "host" is missing; it is the name of the server.')).toMatchObject({
    'source.host': expect.stringContaining('is missing'),
  })
})

test('a part of a field counts for the field', () => {
  expect(refused('policy.afterSuccess.move: is empty.')).toEqual({ 'policy.afterSuccess': 'is empty.' })
})

test('a refusal whose code names a field stands there', () => {
  expect(refused('The mailbox b has the address a@b.c already.', 'address_taken')).toHaveProperty('address')
  expect(refused('There is a mailbox b already.', 'id_taken')).toHaveProperty('id')
  expect(refused('source.allowPrivateAddress: over HTTP this needs a token.', 'private_address')).toHaveProperty([
    'source.allowPrivateAddress',
  ])
})

test('a refusal about no field stands by itself', () => {
  const message = 'The service behind does not answer now; source: unknown.'
  expect(refused('Set CREDENTIAL_KEYS first.', 'no_credential_keys')).toEqual({ '': 'Set CREDENTIAL_KEYS first.' })
  expect(readRefusal(new Error(message))).toEqual({ '': message })
})
