import { expect, test } from 'vitest'
import { neighboursOf } from './intake-server.ts'

test.each([
  ['192.0.2.1', '192.0.2.1', true],
  ['::ffff:192.0.2.1', '192.0.2.1', true],
  ['192.0.2.1', '192.0.2.2', false],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ['fe80::1%eth0', 'fe80::2', true],
  ['2001:db8::1', '192.0.2.1', false],
])('%s and %s are one client: %s', (one, other, isSame) => {
  expect(neighboursOf(one)(other)).toBe(isSame)
})
