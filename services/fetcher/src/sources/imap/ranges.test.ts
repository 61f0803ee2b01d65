import { expect, test } from 'vitest'
import { ranges } from './ranges.ts'

test.each([
  [[7], '7'],
  [[1, 2, 3, 7], '1:3,7'],
  [[7, 3, 2, 1, 3], '1:3,7'],
  [[1, 3, 5, 6], '1,3,5:6'],
  [[4_294_967_294, 4_294_967_295], '4294967294:4294967295'],
  [[], ''],
])('%j is %s', (uids, set) => {
  expect(ranges(uids)).toBe(set)
})
