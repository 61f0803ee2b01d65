import { describe, expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'
import { parseHeaderBlock } from '../header/headers.ts'

const MAIL = 'From: a@x.example\nDate: Mon, 1 Jan 2026 10:00:00 +0000\nSubject: in\nMessage-ID: <1@x>\n'
const print = (block: string, body?: string): string => fingerprint(parseHeaderBlock(block), body)

describe('fingerprint', () => {
  test('is hex SHA-256 and the same whatever relays added or folded', () => {
    expect(print(MAIL)).toMatch(/^[0-9a-f]{64}$/)
    expect(print(`Received: by x\nX-Spam: no\n${MAIL.replace('Subject: in', 'SUBJECT:  in')}To: y@x.example\n`)).toBe(
      print(MAIL),
    )
  })

  test('differs in every field that counts, and in the body where there is one', () => {
    const changed = [
      MAIL.replace('a@x', 'b@x'),
      MAIL.replace('10:00', '10:01'),
      MAIL.replace('in', 'out'),
      MAIL.replace('<1', '<2'),
    ]
    const prints = [...changed, MAIL].map((block) => print(block)).concat(print(MAIL, 'aa'), print(MAIL, ''))
    expect(new Set(prints).size).toBe(prints.length)
  })

  test('cannot be reached by moving text from one field into the next', () => {
    expect(print('Subject: a\nSubject: b\n')).not.toBe(print('Subject: a","b\n'))
    expect(print('From: a\n')).not.toBe(print('Subject: a\n'))
    expect(print('Message-ID: x\n')).not.toBe(print('', 'x'))
  })
})
