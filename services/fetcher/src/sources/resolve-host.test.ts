import { expect, test } from 'vitest'
import { isPublicAddress } from './resolve-host.ts'

test.each(['192.0.2.1', '8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address, address.includes(':') ? 6 : 4)).toBe(true)
  },
)

test.each([
  ...[
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
  ],
  ...['::1', '::', 'fd00::1', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1'],
])('%s is not', (address) => {
  expect(isPublicAddress(address, address.includes(':') ? 6 : 4)).toBe(false)
})
