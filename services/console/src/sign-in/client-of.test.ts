import { expect, test } from 'vitest'
import { clientOf } from './client-of.ts'
import { inOneOf } from './settings.ts'

const isTrustedProxy = inOneOf(['10.0.0.0/8', '192.0.2.7', 'fd00::/8'])
const client = (ip: string, headers: Record<string, string>) => clientOf({ ip, headers }, { isTrustedProxy })

const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', host: 'status.example.com' }

test('a trusted proxy is believed about the caller and HTTPS', () => {
  expect(client('10.1.2.3', forwarded)).toEqual({
    address: '203.0.113.9',
    network: '203.0.113.9',
    host: 'status.example.com',
    origin: 'https://status.example.com',
    isHttps: true,
    isLoopback: false,
  })
})

test('anybody else is not', () => {
  expect(client('198.51.100.1', forwarded)).toMatchObject({ address: '198.51.100.1', isHttps: false })
})

test.each([
  ['a caller who writes the header before the proxy', '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  ['two proxies', '203.0.113.9, 10.9.9.9', '203.0.113.9'],
  ['a name', '203.0.113.9, unknown', '10.1.2.3'],
  ['a port', '203.0.113.9:4711', '203.0.113.9'],
  ['IPv6 in brackets with a port', '[2001:db8::1]:4711', '2001:db8::1'],
  ['proxies alone', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
  ['nothing', '', '10.1.2.3'],
])('from %s, X-Forwarded-For "%s" means %s', (_what, value, address) => {
  expect(client('10.1.2.3', { ...forwarded, 'x-forwarded-for': value }).address).toBe(address)
})

test('an IPv4 address in its IPv6 form is the same proxy', () => {
  expect(client('::ffff:10.1.2.3', forwarded)).toMatchObject({ address: '203.0.113.9', isHttps: true })
})

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['192.0.2.200', '192.0.2.200'],
])('%s is counted as %s', (address, network) => {
  expect(client(address, {}).network).toBe(network)
})

test.each([
  ['localhost:8080', 'localhost', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['[::1]:8080', '[::1]', true],
  ['LOCALHOST', 'localhost', true],
  ['127.0.0.1.evil.example', '127.0.0.1.evil.example', false],
  ['localhost@evil.example', undefined, false],
  ['evil.example/x', undefined, false],
  ['', undefined, false],
])('the header Host "%s" names %s; on this machine: %s', (host, name, isLoopback) => {
  expect(client('127.0.0.1', { host })).toMatchObject({ host: name, isLoopback })
})
