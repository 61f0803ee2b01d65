import { people } from '@tubepost/events'
import { expect, test } from 'vitest'
import { decideBinding, type Facts } from './decide-binding.ts'

const persons = Object.fromEntries(
  [
    ['ana', 'user'],
    ['max', 'manager'],
    ['boss', 'admin'],
  ].map(([id = '', role = '']) => [id, { ...people.example, id, role, addresses: [`${id}@example.com`] }]),
)
const facts = (some: Partial<Facts>): Facts => ({
  provider: { name: 'ID', issuer: 'https://id.example.com', domains: ['example.com'] },
  claims: { email: 'ana@example.com', email_verified: true },
  bound: undefined,
  asked: undefined,
  personOf: (id) => persons[id],
  personWithAddress: (address) => persons[address.split('@')[0] ?? ''],
  hasOther: () => false,
  ...some,
})
const byAddress = (person: string) => ({ person, byAddress: true })
const itself = (person: string) => ({ person, byAddress: false })
const ENTRA = { name: 'Microsoft', issuer: 'https://login.microsoftonline.com/t/v2.0', domains: ['example.com'] }
const told = (some: Partial<Facts>) => {
  const decision = decideBinding(facts(some))
  return decision.kind === 'in' ? [decision.person, decision.binds] : decision.why
}

test('a verified address of a domain that is the provider’s binds, once', () => {
  expect(told({})).toEqual(['ana', true])
  expect(told({ bound: byAddress('ana') })).toEqual(['ana', false])
})

test.each<[what: string, some: Partial<Facts>, why: RegExp]>([
  ['no address', { claims: { email_verified: true } }, /says no address/],
  [
    'an address that is not verified',
    { claims: { email: 'ana@example.com', email_verified: false } },
    /does not vouch/,
  ],
  ['a word instead of true', { claims: { email: 'ana@example.com', email_verified: 'true' } }, /does not vouch/],
  ['nothing about verification', { claims: { email: 'ana@example.com' } }, /does not vouch/],
  ['xms_edov of another than Entra', { claims: { email: 'ana@example.com', xms_edov: true } }, /does not vouch/],
  [
    'a domain of others',
    { claims: { email: 'ana@other.example', email_verified: true } },
    /not declared to be the authority/,
  ],
  ['a domain below', { claims: { email: 'ana@x.example.com', email_verified: true } }, /not declared/],
  ['a quoted address', { claims: { email: '"ana@example.com"@evil.example', email_verified: true } }, /evil\.example/],
  ['nobody’s address', { claims: { email: 'eve@example.com', email_verified: true } }, /Nobody in the set-up/],
  [
    'an administrator',
    { claims: { email: 'boss@example.com', email_verified: true } },
    /administrator is not known by an address/,
  ],
  ['somebody who has another account', { hasOther: () => true }, /bound to another account/],
  ['a person who is gone', { bound: byAddress('gone') }, /not in the set-up any more/],
  ['Entra with a verified address alone', { provider: ENTRA }, /does not vouch/],
  [
    'Entra with xms_edov false',
    { provider: ENTRA, claims: { email: 'ana@example.com', xms_edov: false } },
    /does not vouch/,
  ],
])('%s is refused, with the reason', (_what, some, why) => {
  expect(told(some)).toMatch(why)
})

test.each([true, 1, '1', 'true'])('Entra’s xms_edov %j binds', (xms_edov) => {
  expect(told({ provider: ENTRA, claims: { email: 'ana@example.com', xms_edov } })).toEqual(['ana', true])
})

test.each([undefined, null, false, 0, '0', 'false', '', 'yes', 2, [], {}])(
  'Entra’s xms_edov %j binds nobody',
  (xms_edov) => {
    const claims = { email: 'ana@example.com', email_verified: true, xms_edov }
    expect(told({ provider: ENTRA, claims })).toMatch(/does not vouch/)
  },
)

test.each([
  'https://LOGIN.microsoftonline.com/t/v2.0',
  'https://login.microsoftonline.com:443/t/v2.0',
  'https://login.microsoftonline.us/t/v2.0',
  'https://sts.windows.net/t/',
  'https://login.microsoftonline.com./t/v2.0',
])('%s is Entra, however it is written', (issuer) => {
  expect(told({ provider: { ...ENTRA, issuer } })).toMatch(/does not vouch/)
})

test('a letter that only looks like one of ours makes nobody of the set-up', () => {
  const kate = { ...people.example, id: 'kate', role: 'user', addresses: ['kate@example.com'] }
  const as = (email: string) => told({ claims: { email, email_verified: true }, personWithAddress: () => kate })
  expect(as('Kate@Example.com')).toEqual(['kate', true])
  expect(as('\u212aate@example.com')).toMatch(/Nobody in the set-up/)
})

test('a domain in letters of its own is the one that is declared in ASCII', () => {
  const provider = { name: 'ID', issuer: 'https://id.example.com', domains: ['xn--bcher-kva.example'] }
  const jo = { ...people.example, id: 'jo', role: 'user', addresses: ['jo@bücher.example'] }
  const as = (email: string) => told({ provider, claims: { email, email_verified: true }, personWithAddress: () => jo })
  expect(as('jo@bücher.example')).toEqual(['jo', true])
  expect(as('jo@xn--bcher-kva.example')).toEqual(['jo', true])
})

test('whoever is signed in binds an account whatever its address, an administrator too', () => {
  const claims = { email: 'private@elsewhere.example' }
  const asked = itself('boss')
  expect(told({ asked, claims })).toEqual(['boss', true])
  expect(told({ asked, bound: byAddress('boss'), claims })).toEqual(['boss', true])
  expect(told({ asked, bound: byAddress('ana'), claims })).toMatch(/bound to somebody else/)
  expect(told({ asked, hasOther: () => true, claims })).toMatch(/bound to another account/)
})

test('an account that is bound stays its person’s, whatever address it has now', () => {
  const claims = { email: 'max@example.com', email_verified: true }
  expect(told({ bound: byAddress('ana'), claims })).toEqual(['ana', false])
})

test('whoever an address alone let in is not let in as the administrator they became', () => {
  expect(told({ bound: byAddress('boss') })).toMatch(/administrator is not known by an address/)
  expect(told({ bound: itself('boss') })).toEqual(['boss', false])
})

test('a binding that somebody asks for whom an address alone let in is by that address', () => {
  expect(decideBinding(facts({ asked: byAddress('ana') }))).toMatchObject({ kind: 'in', byAddress: true })
})
