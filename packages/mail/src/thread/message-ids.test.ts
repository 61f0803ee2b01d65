import { describe, expect, test } from 'vitest'
import { readMessageIds } from './message-ids.ts'

describe('readMessageIds', () => {
  test.each([
    ['<a@x.example>', ['<a@x.example>']],
    ['<a@x> <b@x>,<a@x>', ['<a@x>', '<b@x>']],
    ['Your message of "Monday" <a@x>', ['<a@x>']],
    ['< long-id\t@x.example >', ['<long-id@x.example>']],
    ['bare@x.example', ['<bare@x.example>']],
    ['no id here', []],
    ['<<a@x>>', ['<a@x>']],
    ['<>', []],
    ['', []],
  ])('reads %j', (value, ids) => {
    expect(readMessageIds(value)).toEqual(ids)
  })

  test('keeps the first and the latest of too many', () => {
    const ids = Array.from({ length: 5_000 }, (_, at) => `<${at}@x>`)
    expect(readMessageIds(ids.join(' '))).toEqual(['<0@x>', ...ids.slice(-999)])
    expect(readMessageIds(ids.slice(0, 1_000).join(' '))).toEqual(ids.slice(0, 1_000))
  })

  test('is bounded', () => {
    expect(readMessageIds(`<${'x'.repeat(2_000)}@x>`)).toEqual([])
    const start = performance.now()
    readMessageIds('<'.repeat(65_000))
    expect(performance.now() - start).toBeLessThan(500)
  })
})
