import type { Policy } from '@tubepost/events'
import { expect, test } from 'vitest'
import { countToHandle } from './count-to-handle.ts'

const uids = [1, 2, 3, 4]
const unseen = new Set([2, 4])
const policy = (fetchScope: Policy['fetchScope'], backlog: Policy['backlog']) => ({ fetchScope, backlog })

test.each([
  ['unseen', 'ignore', 0],
  ['unseen', 'live', 2],
  ['unseen', 'importSilent', 2],
  ['newUids', 'live', 4],
  ['all', 'ignore', 0],
  ['all', 'importSilent', 4],
] as const)('a mailbox that was never read, %s and backlog %s: %i of four', (fetchScope, backlog, count) => {
  const folder = { uids, unseen, known: new Set<number>(), backlogUid: null }
  expect(countToHandle(folder, policy(fetchScope, backlog))).toBe(count)
})

test('a mailbox that was read counts the mails since its last look', () => {
  const folder = { uids, unseen, known: new Set([1, 2]), backlogUid: 2 }
  expect(countToHandle(folder, policy('all', 'ignore'))).toBe(2)
  expect(countToHandle(folder, policy('unseen', 'ignore'))).toBe(1)
})
