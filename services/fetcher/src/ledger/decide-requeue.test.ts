import { causedBy, type DataOf, intentStatusSet, mailReceived, mailSettled } from '@tubepost/events'
import { expect, test } from 'vitest'
import { decideRequeue, type KeptMail, type NewRound } from './decide-requeue.ts'
import { describeMail } from './describe-mail.ts'

const origin = { service: 'fetcher', now: '2026-08-15T09:00:00.000Z' }
const found: DataOf<typeof mailReceived> = mailReceived.example
const event = describeMail({ ...found, headers: Buffer.from(found.headers) }, origin)
const kept = (changes: Partial<KeptMail>): KeptMail => ({
  mailId: event.data.mailId,
  event,
  round: 0,
  outcome: 'ignored',
  reason: 'unknown_sender',
  alarm: null,
  ...changes,
})

function begun(mail: KeptMail): NewRound {
  const round = decideRequeue(mail, 'admin', origin)
  if ('refused' in round) throw new Error(round.refused)
  return round
}

test.each(['ignored', 'rejected', 'failed'])('a mail that was %s begins a round of its own', (outcome) => {
  const { round, received, requeued } = begun(kept({ outcome }))
  expect(round).toBe(1)
  expect(received).toMatchObject({ round: 1, redrive: 0, correlationid: event.data.mailId, data: event.data })
  expect(requeued).toMatchObject({ round: 1, data: { mailId: event.data.mailId, round: 1, by: 'admin' } })
})

test('every id of a round is new, and its events name the round', () => {
  const first = begun(kept({}))
  const second = begun(kept({ round: first.round, event: first.received }))
  const ids = [event, first.received, first.requeued, second.received, second.requeued].map(({ id }) => id)
  expect(new Set(ids).size).toBe(5)
  const intent = causedBy(second.received, intentStatusSet, origin, intentStatusSet.example)
  expect(causedBy(intent, mailSettled, origin, mailSettled.example).round).toBe(2)
})

test('a mail that raised an alarm is acted on', () => {
  expect(begun(kept({ outcome: null, reason: null, alarm: 'renumbered' })).round).toBe(1)
})

test.each([
  ['waits for its settlement', { outcome: null, reason: null }, 'in_hand'],
  ['was applied', { outcome: 'applied', reason: null }, 'applied'],
  ['had come before', { outcome: 'duplicate', reason: 'duplicate' }, 'duplicate'],
  ['could never be read', { outcome: 'failed', reason: 'unreadable' }, 'unreadable'],
  ['is older than the retention', { event: null }, 'removed'],
])('a mail that %s is not requeued', (_, changes, code) => {
  expect(decideRequeue(kept(changes), 'admin', origin)).toEqual({ refused: code })
})
