import { expect, test } from 'vitest'
import { clock, nodeVersion } from './add-doctor.ts'

test.each([
  ['25.9.9', 'wrong'],
  ['26.0.0', 'right'],
  ['30.1.0', 'right'],
])('Node %s is %s', (version, is) => {
  expect(nodeVersion(version)).toMatchObject({ is })
})

test.each([
  [0, 5_000, 'right'],
  [0, 5_001, 'wrong'],
  [60_000, 0, 'wrong'],
  [Number.NaN, 0, 'note'],
])('a clock at %d seen at %d is %s', (theirs, ours, is) => {
  expect(clock(theirs, ours)).toMatchObject({ is })
})
