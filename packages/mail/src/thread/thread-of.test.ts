import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHeaderBlock } from '../header/headers.ts'
import { ownMessageId } from './own-message-id.ts'
import { threadOf } from './thread-of.ts'

const keys = [Buffer.alloc(32, 1)]
const own = { keys, domains: new Set(['example.com']) }
const reply = { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject: 'Your case' }
const ours = ownMessageId(keys, reply, 'example.com')
const read = (fields: readonly string[], recipients: readonly string[] = []) =>
  threadOf(parseHeaderBlock(`${fields.join('\r\n')}\r\n\r\n`), recipients, own)
const chain = (count: number): string[] => Array.from({ length: count }, (_, n) => `<${n}@customer.example>`)

describe('the Message-IDs that a mail names', () => {
  test.each([
    ['nothing', [], []],
    ['References alone', ['References: <a@x> <b@x>'], ['<a@x>', '<b@x>']],
    ['In-Reply-To alone', ['In-Reply-To: <b@x>'], ['<b@x>']],
    ['both, and In-Reply-To is new', ['In-Reply-To: <c@x>', 'References: <a@x> <b@x>'], ['<a@x>', '<b@x>', '<c@x>']],
    ['both, and In-Reply-To is known', ['References: <a@x> <b@x>', 'In-Reply-To: <a@x>'], ['<a@x>', '<b@x>']],
    ['an identifier without brackets', ['In-Reply-To: b@x'], ['<b@x>']],
    ['the phrase of an old program', ['In-Reply-To: Your mail of Monday <b@x>'], ['<b@x>']],
  ])('given %s, then they are listed oldest first', (_what, fields, references) => {
    expect(read(fields).references).toEqual(references)
  })

  test('given 150 of them, then the first and the latest 99 are listed', () => {
    const [first, ...others] = chain(150)
    expect(read([`References: ${chain(150).join(' ')}`]).references).toEqual([first, ...others.slice(-99)])
    expect(read([`References: ${chain(100).join(' ')}`]).references).toEqual(chain(100))
  })

  test('given more than a field may have, then the latest are listed all the same', () => {
    const [first, ...others] = chain(1_500)
    const { references, ours: answered } = read([`References: ${chain(1_500).join(' ')} ${ours}`])
    expect(references).toEqual([first, ...others.slice(-98), ours])
    expect(answered).toEqual([reply.replyId])
  })
})

describe('the replies of ours that a mail answers', () => {
  test.each([
    ['in References', [`References: <a@x> ${ours} <b@x>`]],
    ['in In-Reply-To', [`In-Reply-To: ${ours}`]],
    ['in both', [`References: ${ours}`, `In-Reply-To: ${ours}`]],
    ['in capitals', [`In-Reply-To: ${ours.toUpperCase()}`]],
    ['without its bracket and host', [`In-Reply-To: ${ours.replace(/@.*/, '')}`]],
  ])('given one %s, then its id is told once', (_what, fields) => {
    expect(read(fields).ours).toEqual([reply.replyId])
  })

  test('given one that others signed, then it is none of ours', () => {
    const others = ownMessageId([Buffer.alloc(32, 2)], reply, 'example.com')
    expect(read([`In-Reply-To: ${others}`])).toMatchObject({ references: [others], ours: [] })
  })
})

test.each([
  ['[CASE-1042] The printer', ['CASE-1042']],
  ['Re: [CASE-1042] The printer', ['CASE-1042']],
  ['AW: [case-1042] Der Drucker', ['CASE-1042']],
  ['Re: "[CASE-1042]" The printer', ['CASE-1042']],
  ['Re: ***[CASE-1042]*** The printer', ['CASE-1042']],
  ['Re: [*CASE-1042*] The printer', ['CASE-1042']],
  ['Re: "CASE-1042" The printer', ['CASE-1042']],
  ['[CASE-1] [TASK-22] [CASE-1]', ['CASE-1', 'TASK-22']],
  ['=?utf-8?q?Re=3A_=5BCASE-1042=5D_Dr=C3=BCcker?=', ['CASE-1042']],
  ['CASE-1042 without marks', []],
  ['about COVID-19', []],
  ['[CASE-0]', []],
  ['[CASE-1042', []],
  ['[ABCDEFGHIJK-1]', []],
  ['[CASE-12345678901]', []],
  ['', []],
])('given the subject %j, then its tags are %j', (subject, tags) => {
  expect(read([`Subject: ${subject}`]).tags).toEqual(tags)
})

test.each([
  ['case-1042@example.com', ['CASE-1042']],
  ['CASE-1042@Example.COM', ['CASE-1042']],
  ['case-1042+answer@example.com', ['CASE-1042']],
  ['case-1042@customer.example', []],
  ['support@example.com', []],
  ['case-@example.com', []],
  ['1042@example.com', []],
])('given the recipient %s, then its numbers are %j', (address, numbers) => {
  expect(read([], [address]).numbers).toEqual(numbers)
})

test('given any header, then every list is bounded and without doubles', () => {
  const ids = fc.array(
    fc.oneof(
      fc.constant(ours),
      fc.integer({ max: 300, min: 0 }).map((n) => `<${n}@x>`),
      fc.string(),
    ),
    {
      maxLength: 400,
    },
  )
  fc.assert(
    fc.property(
      ids,
      ids,
      fc.string({ unit: 'binary' }),
      fc.array(fc.string()),
      (first, second, subject, recipients) => {
        const fields = [`References: ${first.join(' ')}`, `In-Reply-To: ${second.join(' ')}`, `Subject: ${subject}`]
        for (const list of Object.values(read(fields, recipients))) {
          expect(list.length).toBeLessThanOrEqual(100)
          expect(new Set(list).size).toBe(list.length)
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('given a mail that answers another, then both lead to the same opener', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (length) => {
      const [opener] = chain(length)
      expect(read([`References: ${chain(length).join(' ')}`]).references[0]).toBe(opener)
    }),
  )
})

test('given brackets and dashes without end, then the header is read all the same', () => {
  const hostile = ['['.repeat(60_000), 'a-'.repeat(30_000), '[a'.repeat(30_000), '<'.repeat(60_000)]
  for (const text of hostile) {
    expect(read([`Subject: ${text}`, `References: ${text}`])).toMatchObject({ tags: [], ours: [] })
  }
})
