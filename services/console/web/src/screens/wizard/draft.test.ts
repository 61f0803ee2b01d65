import { expect, test } from 'vitest'
import { type Draft, draftOf, type Entry, entryOf, fillIn, FIRST_DRAFT } from './draft.ts'

/** The mailbox that a form makes. */
const entry = (draft: Draft, before?: Entry) => entryOf(fillIn(draft, []), before)
const typed = { ...FIRST_DRAFT, address: 'Status.Berlin@example.com' }

test('a form of which only the address was typed is a whole mailbox', () => {
  expect(entry(typed)).toEqual({
    id: 'status-berlin',
    preset: 'officestatus',
    address: 'Status.Berlin@example.com',
    source: { kind: 'imap', host: 'imap.example.com' },
  })
})

test('of source and policy only what differs from the defaults is sent', () => {
  const source = { tls: 'starttls', port: '143', username: 'office', tlsVerify: false } as const
  const { source: sent, policy } = entry({ ...typed, ...source, folder: ' Status ', policy: { backlog: 'live' } })
  expect(sent).toEqual({
    kind: 'imap',
    host: 'imap.example.com',
    tls: 'starttls',
    username: 'office',
    tlsVerify: false,
    folder: 'Status',
  })
  expect(policy).toEqual({ backlog: 'live' })
})

test('a port of one’s own goes as a number, and anything else as it was typed', () => {
  expect(entry({ ...typed, port: ' 1143 ' }).source.port).toBe(1143)
  expect(entry({ ...typed, port: '12x' }).source.port).toBe('12x')
})

test('an intake has a port and no policy for a folder', () => {
  const policy = { backlog: 'live', ack: 'never' } as const
  expect(entry({ ...typed, kind: 'smtp', listensOn: '2600', policy })).toMatchObject({
    source: { kind: 'smtp', port: 2600 },
    policy: { ack: 'never' },
  })
})

test.each<Entry>([
  { id: 'a', preset: 'stoic', address: 'a@gmail.com', source: { kind: 'imap', host: 'imap.gmail.com' }, enabled: true },
  {
    id: 'new-one',
    preset: 'agileapps',
    address: 'b@example.com',
    source: { kind: 'imap', host: 'h', port: 1143, tls: 'none', username: 'b', pollInterval: '5s', folder: 'X/Y' },
    policy: { afterSuccess: { move: 'Done' }, trustedAuthservId: { microsoft365: true }, trustedHops: 2 },
    routes: [{ recipient: '*', to: 'status' }],
  },
  {
    id: 'c',
    preset: 'officestatus',
    address: 'c@icloud.com',
    source: { kind: 'imap', host: 'h', allowPrivateAddress: true },
  },
  { id: 'd', preset: 'officestatus', address: 'd@example.com', source: { kind: 'smtp', port: 2600 } },
])('a mailbox that is opened and saved unchanged stays as it is: $id', (before) => {
  expect(entry(draftOf(before), before)).toEqual(before)
})

test('an id that is taken gets a number, and one that was typed does not', () => {
  expect(fillIn(typed, ['status-berlin', 'status-berlin-2']).id).toBe('status-berlin-3')
  expect(fillIn({ ...typed, id: 'mine' }, ['mine']).id).toBe('mine')
  const long = fillIn({ ...typed, address: `${'a'.repeat(64)}@example.com` }, ['a'.repeat(40)]).id
  expect(long).toMatch(/^a{36}-2$/)
})
