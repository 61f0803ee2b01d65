import { expect, test } from 'vitest'
import { isPublicAddress, resolveHost } from './resolve-host.ts'

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
  ...['::127.0.0.1', '64:ff9b:1::7f00:1', '2002:7f00:1::1', '2001:0:7f00:1::1', 'fe80::1%eth0'],
  ...['192.88.99.1', '::ffff:0:127.0.0.1', '100::1', 'fec0::1'],
])('%s is not', (address) => {
  expect(isPublicAddress(address, address.includes(':') ? 6 : 4)).toBe(false)
})

const codeOf = (host: string, port = 993, allowPrivateAddress = false) =>
  resolveHost({ host, port, allowPrivateAddress }).then(
    (address) => address,
    (error: unknown) => (error as { code: string }).code,
  )

test.each([
  ...['127.0.0.1', '10.0.0.1', '127.1', '2130706433', '0177.0.0.1', '0x7f.0.0.1', '0', 'localhost'],
  ...['::1', '[::1]', '::ffff:127.0.0.1', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', 'fd00::1'],
])('%s is refused, however it is written, unless private addresses are allowed', async (host) => {
  expect(await codeOf(host)).toBe('source/private-address')
  expect(await codeOf(host, 993, true)).not.toMatch(/^source/)
})

test('a port that is not IMAP’s is refused, unless private addresses are allowed', async () => {
  for (const port of [1, 22, 25, 80, 6379, 8080]) expect(await codeOf('192.0.2.1', port)).toBe('source/port-refused')
  for (const port of [143, 993]) expect(await codeOf('192.0.2.1', port)).toBe('192.0.2.1')
  expect(await codeOf('192.0.2.1', 8143, true)).toBe('192.0.2.1')
})
