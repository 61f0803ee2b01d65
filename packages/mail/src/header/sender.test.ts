import { describe, expect, test } from 'vitest'
import { parseHeaderBlock } from './headers.ts'
import { readSender } from './sender.ts'

const sender = (block: string) => readSender(parseHeaderBlock(block))

describe('readSender', () => {
  test('is the one mailbox of the one From field', () => {
    expect(sender('From: Bob <bob@x.example>\nSender: eve@x.example\n')).toEqual({
      kind: 'one',
      mailbox: { name: 'Bob', address: 'bob@x.example' },
    })
  })

  test('accepts an unquoted comma in a name, which many senders write', () => {
    expect(sender('From: Public, Bob <bob@x.example>\n')).toMatchObject({
      kind: 'one',
      mailbox: { address: 'bob@x.example' },
    })
  })

  test.each([
    'To: a@x.example\n',
    'From:\n',
    'From: <>\n',
    'From: MAILER-DAEMON\n',
    'From: =?utf-8?Q?boss=40corp.example?=\n',
  ])('is missing in %j', (block) => {
    expect(sender(block)).toEqual({ kind: 'missing' })
  })

  test.each([
    ['two From fields', 'From: a@x.example\nFrom: b@x.example\n'],
    ['two equal From fields', 'From: a@x.example\nFrom: a@x.example\n'],
    ['a second From field with a NUL or a space in its name', 'From: a@x.example\nFro\0m : b@x.example\n'],
    ['two mailboxes', 'From: a@x.example, b@x.example\n'],
    ['a NUL within the address', 'From: a@x.example, a\0@x.example\n'],
    ['a group', 'From: Team: a@x.example;\n'],
    ['a group beside a mailbox', 'From: Team: a@x.example;, b@x.example\n'],
    ['another address as its name', 'From: boss@corp.example <me@there.example>\n'],
    ['a mailbox beside something broken', 'From: a@x.example, b@@x.example\n'],
    ['a CR that hides a field', 'From: a@x.example, <b@y.example\rFrom: c@z.example\n'],
    ['a From of many kilobytes', `From: ${'"x" '.repeat(5_000)}<a@x.example>\n`],
    ['a block that was cut', `From: a@x.example\nX: ${'x\n '.repeat(3_000)}\nFrom: b@x.example\n`],
  ])('is ambiguous with %s', (_, block) => {
    expect(sender(block).kind).toBe('ambiguous')
  })
})
