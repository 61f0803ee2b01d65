import { describe, expect, test } from 'vitest'
import { parseHeaderBlock } from './headers.ts'
import { limits } from '../limits.ts'

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('parseHeaderBlock', () => {
  test('keeps fields in their order, names in lower case, values unfolded', () => {
    const headers = parseHeaderBlock('Subject: one\r\n two\r\n\tthree\r\nX-A: 1\r\nx-a: 2\r\n\r\nBody: no')
    expect(headers.fields.map(({ name }) => name)).toEqual(['subject', 'x-a', 'x-a'])
    expect(headers.first('subject')).toBe('one two\tthree')
    expect(headers.all('x-a')).toEqual(['1', '2'])
    expect(headers.all('body')).toEqual([])
    expect(headers.complete).toBe(true)
  })

  test.each([
    ['bare LF', 'From: a@b\nTo: c@d\n\nx'],
    ['bare CR', 'From: a@b\rTo: c@d\r\rx'],
    ['CR CR LF', 'From: a@b\r\r\nTo: c@d\r\r\n\r\r\nx'],
    ['an mbox line', 'From a@b Mon Nov 22 10:00:00 2026\nFrom: a@b\nTo: c@d\n'],
    ['empty lines at the start', '\r\n\nFrom: a@b\nTo: c@d\n'],
    ['a byte order mark', '\ufeffFrom: a@b\nTo: c@d\n'],
    ['no empty line at the end', 'From: a@b\nTo: c@d'],
    ['lines that are no field', 'junk\nFrom: a@b\n: nameless\nbad name: x\n continued\nTo: c@d\n'],
    ['white space before the colon', 'From : a@b\nTo\t: c@d\n'],
  ])('reads a block with %s', (_, block) => {
    for (const input of [block, Buffer.from(block)]) {
      const headers = parseHeaderBlock(input)
      expect(headers.fields).toEqual([
        { name: 'from', value: 'a@b' },
        { name: 'to', value: 'c@d' },
      ])
    }
  })

  test('does not let a CR inside a line begin a field of its own', () => {
    const headers = parseHeaderBlock('Subject: x\rFrom: boss@corp.example\r\nFrom: me@there.example\r\n')
    expect(headers.all('from')).toEqual(['me@there.example'])
    expect(headers.first('subject')).toBe('x From: boss@corp.example')
  })

  test('treats __proto__, constructor and toString as plain names', () => {
    const headers = parseHeaderBlock('__proto__: evil\nconstructor: c\ntoString: t\n')
    expect(headers.all('__proto__')).toEqual(['evil'])
    expect(headers.first('constructor')).toBe('c')
    expect(headers.first('tostring')).toBe('t')
    expect(headers.all('hasownproperty')).toEqual([])
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined()
  })

  test('reads UTF-8 where a field is valid UTF-8, else latin1, each field for itself', () => {
    const headers = parseHeaderBlock(Buffer.concat([Buffer.from('A: Grüße à\n'), latin1('B: Gr\xfc\xdfe\n')]))
    expect(headers.first('a')).toBe('Grüße à')
    expect(headers.first('b')).toBe('Grüße')
  })

  test('is not misled about the charset by an 8-bit body', () => {
    expect(parseHeaderBlock(Buffer.concat([Buffer.from('A: ü\n\n'), latin1('\xff\xfe')])).first('a')).toBe('ü')
  })

  test('keeps the place of a NUL, but not in a name, and removes lone surrogates', () => {
    const headers = parseHeaderBlock('F\0rom: a\0@b\nSubject: \0x\ud800y 😀\n')
    expect(headers.first('from')).toBe('a\u2400@b')
    expect(headers.first('subject')).toBe('xy 😀')
  })

  test('cuts a header line of a megabyte and keeps the fields around it', () => {
    const headers = parseHeaderBlock(`From: a@b\nX-Long: ${'x'.repeat(400_000)}\nTo: c@d\n`)
    expect(headers.first('x-long')!.length).toBeLessThanOrEqual(limits.fieldChars)
    expect(headers.first('to')).toBe('c@d')
    expect(headers.complete).toBe(true)
    expect(parseHeaderBlock(`From: a@b\nX-Long: ${'x'.repeat(1_000_000)}\nFrom: c@d\n`).complete).toBe(false)
  })

  test('the beginning of a longer block is not complete', () => {
    expect(parseHeaderBlock('From: a@b\n', true)).toMatchObject({ complete: false, fields: [{ name: 'from' }] })
  })

  test('stops at the limit of lines and says so', () => {
    const headers = parseHeaderBlock('X: y\n'.repeat(5_000))
    expect(headers.fields).toHaveLength(limits.headerLines)
    expect(headers.complete).toBe(false)
  })

  test('reads a megabyte of folded lines, of colons and of noise in bounded time', () => {
    const noise = Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => (at * 7919) % 256))
    for (const block of [` x\n`.repeat(300_000), ':'.repeat(1_000_000), `A:\n${' \n'.repeat(400_000)}`, noise]) {
      const start = performance.now()
      parseHeaderBlock(block)
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
