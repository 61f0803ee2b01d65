import { expect, test } from 'vitest'
import { compareUids } from './reconcile.ts'

const state = (uid: number, changes: object = {}) => ({
  uid,
  alarm: null,
  settled: false,
  finalAction: null,
  ...changes,
})

test('each UID on the server is settled, waiting, or an alarm', () => {
  const ledger = [
    state(1, { settled: true, finalAction: 'kept' }),
    state(2, { settled: true }),
    state(3),
    state(4, { alarm: 'older than the last look' }),
    state(5, { settled: true, finalAction: 'moved' }),
    state(6, { settled: true, finalAction: 'flagged' }),
    state(99, { settled: true, finalAction: 'moved' }),
  ]
  expect(compareUids([1, 2, 3, 4, 5, 6, 7], ledger)).toEqual({
    onServer: 7,
    settled: 3,
    waiting: 1,
    alarms: 3,
    alarmed: [
      { uid: 4, problem: 'older than the last look' },
      { uid: 5, problem: 'was moved, yet is there' },
      { uid: 7, problem: 'not in the ledger' },
    ],
  })
})

test('an alarm that an operator has settled is no alarm', () => {
  expect(compareUids([1], [state(1, { alarm: 'old', settled: true })])).toMatchObject({ alarms: 0, settled: 1 })
})

test('all alarms are counted, and the first hundred shown', () => {
  const uids = Array.from({ length: 150 }, (_, i) => i + 1)
  const { alarms, alarmed } = compareUids(uids, [])
  expect([alarms, alarmed.length]).toEqual([150, 100])
})
