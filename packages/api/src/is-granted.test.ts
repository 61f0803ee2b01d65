import { expect, test } from 'vitest'
import { isGranted } from './is-granted.ts'

test.each([
  ['status:read', ['status:read'], true],
  ['status:read', ['status:set'], true],
  ['status:read', ['status:write'], true],
  ['status:set', ['status:write'], true],
  ['status:set', ['status:read'], false],
  ['status:write', ['status:set', 'status:read', 'fetcher:write'], false],
  ['fetcher:read', ['fetcher:write'], true],
  ['case:read', ['case:write'], true],
  ['case:write', ['case:read', 'status:write'], false],
  ['fetcher:write', ['fetcher:read', 'status:write'], false],
  ['fetcher:write', ['admin'], true],
  ['admin', ['console:write', 'status:write'], false],
  ['notifier:write', ['admin'], true],
  ['console:read', [], false],
  ['status:board', ['status:board'], true],
  ['status:board', ['status:comments'], true],
  ['status:board', ['status:set'], true],
  ['status:comments', ['status:write'], true],
  ['status:comments', ['status:board'], false],
  ['status:read', ['status:comments', 'status:board'], false],
  ['status:board', ['console:read', 'constructor'], false],
])('what needs %s is granted to who holds %j: %s', (needed, held, granted) => {
  expect(isGranted(needed, held)).toBe(granted)
})
