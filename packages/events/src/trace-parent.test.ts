import { expect, test } from 'vitest'
import { childTraceparent, isSampled, rootTraceparent, spanIdOf } from './trace-parent.ts'

const mailId = '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'

test('the trace id is the mailId, and the parent the span that found the mail', () => {
  expect(rootTraceparent(mailId, 'event', 'fetcher', 1)).toBe(
    `00-0f1f1f644c1c8b7e9c526a8f7f0f3b11-${spanIdOf('event', 'fetcher')}-01`,
  )
})

test('the ratio decides, for one mail always alike', () => {
  expect(isSampled(rootTraceparent(mailId, 'event', 'fetcher', 0.5))).toBe(true)
  expect(isSampled(rootTraceparent(mailId, 'event', 'fetcher', 0.49))).toBe(false)
})

test('a child names the span of the service that returned it', () => {
  const root = rootTraceparent(mailId, 'event', 'fetcher', 1)
  expect(childTraceparent(root, 'event', 'parser')).toBe(
    `00-0f1f1f644c1c8b7e9c526a8f7f0f3b11-${spanIdOf('event', 'parser')}-01`,
  )
})

test('an unsampled chain stays as it is', () => {
  const root = rootTraceparent(mailId, 'event', 'fetcher', 0)
  expect(childTraceparent(root, 'event', 'parser')).toBe(root)
})
