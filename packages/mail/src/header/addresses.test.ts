import { describe, expect, test } from 'vitest'
import { addressKey } from './address-key.ts'
import { parseMailboxes } from './addresses.ts'
import { limits } from '../limits.ts'

const addresses = (value: string): string[] => parseMailboxes(value).mailboxes.map(({ address }) => address)

describe('parseMailboxes', () => {
  test.each([
    ['bob@Example.COM', null, 'bob@example.com'],
    ['<bob@example.com>', null, 'bob@example.com'],
    ['Bob Q. Public <bob@example.com>', 'Bob Q. Public', 'bob@example.com'],
    ['"Public, Bob (x)" <bob@example.com>', 'Public, Bob (x)', 'bob@example.com'],
    ['bob@example.com (Bob (the) Builder)', 'Bob (the) Builder', 'bob@example.com'],
    ['(odd) Bob (c) <bob (here) @ (there) example.com>', 'Bob', 'bob@example.com'],
    ['=?utf-8?Q?B=C3=B6b?= <bob@example.com>', 'Böb', 'bob@example.com'],
    ['"=?utf-8?Q?B=C3=B6b?=" <bob@example.com>', 'Böb', 'bob@example.com'],
    ['Bob <@relay.example,@other.example:bob@example.com>', 'Bob', 'bob@example.com'],
    ['bob@example.com <bob@Example.com>', 'bob@example.com', 'bob@example.com'],
    ['[Team] Bob <bob@example.com>', '[Team] Bob', 'bob@example.com'],
    ['"bob"@example.com', null, 'bob@example.com'],
    ["'bob@example.com' <bob@example.com>", "'bob@example.com'", 'bob@example.com'],
    ["Bob <'bob@example.com'>", 'Bob', 'bob@example.com'],
    ['‘bob@example.com’ <bob@example.com>', '‘bob@example.com’', 'bob@example.com'],
    ['“bob@example.com”', null, 'bob@example.com'],
    ["'bob'@example.com", null, "'bob'@example.com"],
    ['Bob @ Work <bob@example.com>', 'Bob @ Work', 'bob@example.com'],
    ['Bob @bobby <bob@example.com>', 'Bob @bobby', 'bob@example.com'],
    ['@ home <bob@example.com>', '@ home', 'bob@example.com'],
    ['bob.@docomo.example', null, '"bob."@docomo.example'],
    ['Bob <.bob..b@docomo.example>', 'Bob', '".bob..b"@docomo.example'],
    ['"bob."@docomo.example', null, '"bob."@docomo.example'],
    ['Bob <bob@example.com.>', 'Bob', 'bob@example.com'],
    ['bob@example.com.', null, 'bob@example.com'],
    ['"bob b"@example.com', null, '"bob b"@example.com'],
    ['bob@[192.0.2.1]', null, 'bob@[192.0.2.1]'],
    ['jörg@müller.example', null, 'jörg@xn--mller-kva.example'],
    ["o'neil+tag=x@sub.example.co.uk", null, "o'neil+tag=x@sub.example.co.uk"],
  ])('reads %s', (value, name, address) => {
    expect(parseMailboxes(value).mailboxes).toEqual([{ name, address }])
  })

  test('reads lists, with empty members and a semicolon for a comma', () => {
    expect(addresses('a@x.example, , "b, c" <b@x.example>; d@x.example')).toEqual([
      'a@x.example',
      'b@x.example',
      'd@x.example',
    ])
  })

  test('reads the quoted local part of "a@evil x"@internal as one local part', () => {
    expect(addresses('"a@evil x"@internal')).toEqual(['"a@evil x"@internal'])
    expect(addresses('"xclow3n@gmail.com x"@internal.domain')).toEqual(['"xclow3n@gmail.com x"@internal.domain'])
  })

  test('never makes an address of an encoded-word', () => {
    expect(addresses('=?utf-8?Q?boss=40corp.example?=')).toEqual([])
    expect(addresses('=?utf-8?Q?boss=40corp.example=3E?= <me@there.example>')).toEqual(['me@there.example'])
    expect(addresses('=?utf-8?Q?,_boss@corp.example,_?= <me@there.example>')).toEqual(['me@there.example'])
    expect(addresses('=?utf-8?Q?boss?=@corp.example')).toEqual([])
    expect(addresses('<=?utf-8?Q?boss=40corp.example=00?=@there.example>')).toEqual([])
    expect(addresses('"=?utf-8?Q?boss?="@corp.example')).toEqual([])
  })

  test('keeps the members of a group apart, open or closed', () => {
    for (const value of [
      'Team: a@x.example, b@x.example;',
      'Team: a@x.example',
      'undisclosed-recipients:;',
      'a: <b@x.example>',
    ]) {
      expect(parseMailboxes(value)).toMatchObject({ mailboxes: [], defects: ['group'] })
    }
    expect(addresses('Team: a@x.example; b@x.example')).toEqual(['b@x.example'])
  })

  test('never makes an address of a comment or a quoted name', () => {
    expect(addresses('(boss@corp.example) me@there.example')).toEqual(['me@there.example'])
    expect(addresses('"boss@corp.example" <me@there.example>')).toEqual(['me@there.example'])
    expect(addresses('"boss@corp.example"')).toEqual([])
  })

  test.each([
    ['boss@corp.example <me@there.example>', 'address-in-name'],
    ['<me@there.example> <boss@corp.example>', 'several-addresses'],
    ['me@there.example boss@corp.example', 'bad-address'],
    ['<me@there.example', 'unterminated'],
    ['"me@there.example', 'unterminated'],
    ['me@there.example (never closed', 'unterminated'],
    ['me@@there.example', 'bad-address'],
    ["'boss@corp.example' <me@there.example>", 'address-in-name'],
    ['boss@corp <me@there.example>', 'address-in-name'],
    ['me@there..example', 'bad-address'],
    ['me@there.example..', 'bad-address'],
    ['me@.', 'bad-address'],
    ['\u212aate@there.example', 'bad-address'],
    ['me@-there.example', 'bad-address'],
    ['me you@there.example', 'bad-address'],
    ['me@corp.example\u202eelpmaxe', 'bad-address'],
    ['me@cor\u00adp.example', 'bad-address'],
    ['"me\u0000"@there.example', 'bad-address'],
    [`${'x'.repeat(400)}@there.example`, 'bad-address'],
    ['nobody', 'text-without-address'],
    ['<>', 'empty-address'],
  ])('gives a defect and no address for %j', (value, defect) => {
    const { mailboxes, defects } = parseMailboxes(value)
    expect(mailboxes).toEqual([])
    expect(defects).toContain(defect)
  })

  test('bounds the number of addresses', () => {
    const { mailboxes, defects } = parseMailboxes('a@x.example,'.repeat(5_000))
    expect(mailboxes).toHaveLength(limits.addresses)
    expect(defects).toEqual(['too-many'])
  })

  test.each([
    '(',
    '"',
    '<',
    '<<a@b>',
    '=?',
    '=?a?q?',
    '\\',
    '[',
    'a@',
    'a.',
    ',',
    ':',
    ';',
    '(a)',
    '"a"',
    'a ',
    '\u0080',
  ])('is linear in a field full of %j', (piece) => {
    const start = performance.now()
    parseMailboxes(piece.repeat(Math.ceil(limits.fieldChars / piece.length)))
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('addressKey', () => {
  test('is the same for every spelling of one address', () => {
    expect(addressKey('Bob@Example.COM')).toBe(addressKey('bob@example.com'))
    expect(addressKey('x@MÜLLER.example')).toBe(addressKey('x@xn--mller-kva.example'))
    expect(addressKey('dot.@docomo.example')).toBe(addressKey('"dot."@docomo.example'))
    expect(addressKey('bob@example.com.')).toBe(addressKey('bob@example.com'))
    expect(addressKey('jo\u0308rg@x.example')).toBe(addressKey('JÖRG@x.example'))
  })

  test('keeps different addresses apart', () => {
    expect(addressKey('bob@example.com')).not.toBe(addressKey('bob@example.com.evil.example'))
    expect(addressKey('bob@127.1')).toBe('bob@127.1')
    expect(addressKey('"a@b"@c.example')).toBe('"a@b"@c.example')
    expect(addressKey('"a b"@c.example')).not.toBe(addressKey('"ab"@c.example'))
  })
})
