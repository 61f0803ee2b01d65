import {
  deadLetters,
  encodeEvent,
  firstEvent,
  intentStatusSet,
  mailReceived,
  mailSettled,
  replyRequested,
  type StreamName,
  type TubepostEvent,
} from '@tubepost/events'
import { expect, test } from 'vitest'
import { giveUp, giveUpUnreadable } from './dead-letter.ts'
import { toOutbox } from './outgoing.ts'

const origin = { service: 'status', now: '2026-11-22T00:00:00Z' }
const mailId = intentStatusSet.example.mailId
const intent = firstEvent(
  intentStatusSet,
  { service: 'parser', now: origin.now },
  {
    id: '11111111-1111-8111-8111-111111111111',
    correlationId: mailId,
    mailbox: 'status',
    data: intentStatusSet.example,
  },
)
const given = (stream: StreamName) => ({
  service: 'status' as const,
  settles: true,
  stream,
  error: { code: 'x/y', message: 'a\0b' },
  attempts: 8,
})
const emits = [deadLetters.status, mailSettled]

test('a service that only reads mails settles none when it gives one up', () => {
  const events = giveUp(intent, { ...given('MAIL'), service: 'console', settles: false }, origin)
  expect(events.map((event) => event.type)).toEqual([deadLetters.console.type])
})

test.each<[StreamName, string[]]>([
  ['MAIL', ['dead.status', 'mail.settled']],
  ['INTENT', ['dead.status', 'mail.settled']],
  ['FACT', ['dead.status']],
  ['OUTCOME', ['dead.status']],
  ['REPLY', ['dead.status']],
  ['DEAD', ['dead.status']],
])('giving up an event of %s emits %j', (stream, names) => {
  const events = giveUp(intent, given(stream), origin)
  expect(events.map(({ type }) => type)).toEqual(names.map((name) => `dev.tubepost.${name}.v1`))
  expect(toOutbox(events, emits)).toHaveLength(names.length)
})

test('the dead letter holds the event whole, and the settlement names its mail', () => {
  const [dead, settled] = giveUp(intent, given('INTENT'), origin)
  expect(dead?.data).toMatchObject({ consumer: 'status', event: intent, text: null, attempts: 8 })
  expect(settled?.data).toMatchObject({ mailId, mailbox: 'status', outcome: 'failed', reason: 'dead_letter' })
  expect(encodeEvent(deadLetters.status, dead as TubepostEvent)).toContain('"message":"ab"')
})

test('an event given up again after a redrive makes another dead letter', () => {
  const ids = (redrive: number) => giveUp({ ...intent, redrive }, given('INTENT'), origin).map(({ id }) => id)
  expect(ids(0)).toEqual(ids(0))
  expect(new Set([...ids(0), ...ids(1), ...ids(2)]).size).toBe(6)
})

test('an event too large for its dead letter is shown by the head of its text', () => {
  const data = { ...replyRequested.example, model: { text: '€'.repeat(320_000) } }
  const huge = firstEvent(replyRequested, origin, { id: mailId, data })
  const [dead] = giveUp(huge, given('REPLY'), origin)
  expect(dead?.data).toMatchObject({ event: null, text: JSON.stringify(huge).slice(0, 65_536) })
  expect(toOutbox([dead as TubepostEvent], emits)).toHaveLength(1)
})

test('a message that cannot be read keeps its text, cut, in one dead letter', () => {
  const text = `${'\0'.repeat(10)}${'€'.repeat(400_000)}`
  const dead = giveUpUnreadable(text, 'not JSON', given('MAIL'), origin)
  expect(giveUpUnreadable(text, 'not JSON', given('MAIL'), origin).id).toBe(dead.id)
  expect(dead).toMatchObject({
    mailbox: '-',
    data: { event: null, error: { code: 'event/invalid', message: 'not JSON' } },
  })
  expect(toOutbox([dead], emits)).toHaveLength(1)
  expect(mailReceived.stream).toBe('MAIL')
})
