import { expect, test } from 'vitest'
import { writeSize } from './write-size.ts'

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_000, '1 kB'],
  [1_550, '1.6 kB'],
  [48_211, '48 kB'],
  [25_000_000, '25 MB'],
  [5_000_000_000_000, '5,000 GB'],
])('%d bytes are written as %s', (bytes, written) => {
  expect(writeSize(bytes, 'en')).toBe(written)
})
