import { expect, test } from 'vitest'
import { decideReply } from './decide-reply.ts'

const settings = { ownAddresses: new Set(['status@example.com']), repliesPerRecipientPerHour: 2, canSend: true }

test('a reply to a stranger to the limit goes', () => {
  expect(decideReply('ana@example.com', 1, settings)).toBeNull()
})

test('a reply to one of our own addresses is held', () => {
  expect(decideReply('status@example.com', 0, settings)).toBe('own_address')
})

test('the budget of a recipient ends with the limit', () => {
  expect(decideReply('ana@example.com', 2, settings)).toBe('recipient_budget')
})

test('without a mail server replies wait, none is dropped', () => {
  expect(decideReply('ana@example.com', 0, { ...settings, canSend: false })).toBe('not_configured')
})
