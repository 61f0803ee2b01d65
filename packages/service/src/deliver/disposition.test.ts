import { expect, test } from 'vitest'
import { disposeOf, MAX_ATTEMPTS } from './disposition.ts'
import { PermanentError, RetryLaterError } from '../define/errors.ts'

test('a permanent error is a dead letter at once', () => {
  expect(disposeOf(new PermanentError('mail/unreadable', 'no header'), 1, 0)).toEqual({
    kind: 'dead',
    code: 'mail/unreadable',
    message: 'no header',
  })
})

test('an outage of the database never counts as an attempt', () => {
  const error = Object.assign(new Error('terminating connection'), { code: '57P01' })
  expect(disposeOf(error, MAX_ATTEMPTS + 1, 0)).toEqual({ kind: 'outage' })
})

test('a deadlock is tried again at once', () => {
  expect(disposeOf(Object.assign(new Error('deadlock'), { code: '40P01' }), 1, 0)).toEqual({ kind: 'conflict' })
})

test('RetryLaterError is tried again after the time it gives', () => {
  expect(disposeOf(new RetryLaterError('x', 'later', { afterMs: 77 }), 1, 0)).toEqual({ kind: 'later', afterMs: 77 })
})

test('any other error is tried again with growing delays, up to the eighth try', () => {
  const error = new Error('what?')
  expect(disposeOf(error, 1, 0)).toEqual({ kind: 'later', afterMs: 1_000 })
  expect(disposeOf(error, 3, 0)).toEqual({ kind: 'later', afterMs: 4_000 })
  expect(disposeOf(error, 3, 0.5)).toEqual({ kind: 'later', afterMs: 6_000 })
  expect(disposeOf(error, 8, 0)).toEqual({ kind: 'dead', code: 'handler/failed', message: 'what?' })
})
