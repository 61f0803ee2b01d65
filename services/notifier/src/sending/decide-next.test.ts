import { expect, test } from 'vitest'
import { decideNext } from './decide-next.ts'

const error = { kind: 'error', attempts: 1, ageSeconds: 10, wasLost: false }

test('a permanent refusal is final', () => {
  expect(decideNext({ kind: 'refused', permanent: true, at: 'mail', response: '550 no' }, error)).toEqual({
    kind: 'finish',
    state: 'failed',
    result: '550 no',
  })
})

test('a transient refusal is tried again, later each time, for 48 hours', () => {
  const busy = { kind: 'refused', permanent: false, at: 'mail', response: '451 busy' } as const
  expect(decideNext(busy, error)).toMatchObject({ kind: 'again', afterSeconds: 30 })
  expect(decideNext(busy, { ...error, attempts: 4 })).toMatchObject({ kind: 'again', afterSeconds: 240 })
  expect(decideNext(busy, { ...error, ageSeconds: 172_801 })).toMatchObject({ kind: 'finish', state: 'failed' })
})

test('an error mail whose answer was lost is not repeated', () => {
  expect(decideNext({ kind: 'lost', problem: 'reset' }, error)).toMatchObject({ kind: 'finish', state: 'unknown' })
})

test('an answer whose answer was lost is repeated once', () => {
  const answer = { ...error, kind: 'answer' }
  expect(decideNext({ kind: 'lost', problem: 'reset' }, answer)).toMatchObject({ kind: 'again' })
  expect(decideNext({ kind: 'lost', problem: 'reset' }, { ...answer, wasLost: true })).toMatchObject({
    state: 'unknown',
  })
})

test('a server that cannot be reached is tried again soon', () => {
  expect(decideNext({ kind: 'unreachable', code: 'smtp/unreachable', problem: 'no' }, error)).toMatchObject({
    afterSeconds: 1,
  })
})

test.each([
  ['sender', '501 Invalid MAIL FROM address provided'],
  ['mail', '504 5.5.2 <tubepost>: Helo command rejected: need fully-qualified hostname'],
] as const)('a refusal of our %s that says %j leaves the mail in the queue', (at, response) => {
  const sent = { kind: 'refused', permanent: true, at, response } as const
  expect(decideNext(sent, { kind: 'error', attempts: 1, ageSeconds: 1, wasLost: false })).toMatchObject({
    kind: 'again',
  })
})
