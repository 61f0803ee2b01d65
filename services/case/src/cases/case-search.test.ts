import { expect, test } from 'vitest'
import { readCaseSearch, writeCursor } from './case-search.ts'
import { listStatement } from './cases-sql.ts'

const LAST = { updatedAt: '2026-11-29T20:00:00.123Z', id: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11' }

test('given the cursor of a page, then the next one begins behind it', () => {
  expect(readCaseSearch({ before: writeCursor(LAST) })).toMatchObject({ before: LAST, limit: 50 })
})

test.each([
  [{ before: 'x' }],
  [{ before: `2026-99-99T00:00:00Z_${LAST.id}` }],
  [{ before: `0000-01-01T00:00:00Z_${LAST.id}` }],
  [{ limit: '0' }],
  [{ limit: '201' }],
  [{ updatedSince: 'yesterday' }],
  [{ updatedSince: '+010000-01-01T00:00:00Z' }],
  [{ q: '***' }],
  [{ q: Array.from({ length: 21 }, (_, at) => `w${at}`).join(' ') }],
])('given %j, then it is refused', (query) => {
  expect(() => readCaseSearch(query)).toThrow(expect.objectContaining({ code: 'bad_parameter' }))
})

test('given words, then each is looked for by its beginning, folded', () => {
  expect(readCaseSearch({ q: `Drücker o'clock` }).words).toBe(`'drucker':* & 'o':* & 'clock':*`)
  expect(readCaseSearch({ q: ' ' }).words).toBeUndefined()
})

test.each([
  ['CASE-1042 fire', `'1042':* & 'fire':*`],
  ['casement ca 7', `'casement':* & '7':*`],
  ['case', `'case':*`],
])('given "%s", then the word of every number is looked for only where it is all', (q, words) => {
  expect(readCaseSearch({ q }).words).toBe(words)
})

test('given filters, then the statement has those alone, and a name of its own', () => {
  const search = readCaseSearch({ status: 'open', mailbox: 'support', before: writeCursor(LAST), limit: '10' })
  const { statement, values } = listStatement(search)
  expect(statement.name).toBe('cases.list.status.mailbox.before')
  expect(statement.text).toContain(`where object = 'case' and status = $1 and mailbox = $2 and merged_into is null`)
  expect(statement.text).toContain('and (updated_at, id) < ($3::timestamptz, $4::uuid)')
  expect(values).toEqual(['open', 'support', LAST.updatedAt, LAST.id, 11])
})

test('given a number, then the case that has it is wanted, even if it was merged', () => {
  const search = readCaseSearch({ q: ' case-12 ' })
  expect([search.number, search.words]).toEqual([12, undefined])
  const { statement, values } = listStatement(search)
  expect(statement.name).toBe('cases.list.number')
  expect(statement.text).toContain(`where object = 'case' and number = $1`)
  expect(statement.text).not.toContain('merged_into is null')
  expect(values).toEqual([12, 51])
})
