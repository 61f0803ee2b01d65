import { firstEvent, mailReceived, mailSettled, replyRequested, type TubepostEvent } from '@tubepost/events'
import { expect, test } from 'vitest'
import { PermanentError } from '../define/errors.ts'
import { LARGEST_EVENT_BYTES, redriven, toOutbox, toOutgoing } from './outgoing.ts'

const origin = { service: 'parser', now: '2026-11-22T00:00:00Z' }
const id = mailSettled.example.mailId
const settled = firstEvent(mailSettled, origin, { id, mailbox: 'status', data: mailSettled.example })
const request = (model: Record<string, unknown>) =>
  firstEvent(replyRequested, origin, { id, data: { ...replyRequested.example, model } })

test('an event goes to the stream and subject of its definition, under its cause', () => {
  const caused: TubepostEvent = { ...settled, causationid: id, redrive: 3 }
  expect(toOutbox([caused], [mailSettled])).toEqual([
    {
      id,
      causeId: id,
      stream: 'OUTCOME',
      subject: 'mail.settled.v1.status',
      redrive: 3,
      body: JSON.stringify(caused),
    },
  ])
})

test('an event that the service does not declare is refused', () => {
  expect(() => toOutbox([settled], [mailReceived])).toThrow('/tubepost/parser returned dev.tubepost.mail.settled.v1')
})

test('an event that the broker would never take is a permanent error', () => {
  expect(toOutbox([request({ text: 'x'.repeat(LARGEST_EVENT_BYTES - 2_000) })], [replyRequested])).toHaveLength(1)
  expect(() => toOutbox([request({ text: '€'.repeat(LARGEST_EVENT_BYTES / 3) })], [replyRequested])).toThrow(
    PermanentError,
  )
})

test('a redriven row is the same event with another redrive', () => {
  const [row] = toOutbox([request(JSON.parse('{"__proto__":1}') as Record<string, unknown>)], [replyRequested])
  if (row === undefined) throw new Error('no row')
  const again = redriven(row, 4)
  expect(again).toMatchObject({ id, redrive: 4 })
  expect(JSON.parse(again.body)).toEqual({ ...(JSON.parse(row.body) as object), redrive: 4 })
  expect(again.body).toContain('"__proto__":1')
})

test('the trace parent of the event is in the header as well', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const [row] = toOutbox([{ ...settled, traceparent }], [mailSettled])
  if (row === undefined) throw new Error('no row')
  expect(toOutgoing(row).traceparent).toBe(traceparent)
})
