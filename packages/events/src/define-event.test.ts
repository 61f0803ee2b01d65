import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { allEvents } from './all-events.ts'
import { causedBy, decodeEvent, type EventOf, encodeEvent, firstEvent, isA, subjectOf } from './define-event.ts'
import { intentStatusSet } from './definitions/intent-status-set.ts'
import { mailReceived } from './definitions/mail-received.ts'
import { mailSettled } from './definitions/mail-settled.ts'
import { replyRequested } from './definitions/reply.ts'
import { deriveId } from './identity.ts'
import { allReferenceData } from './reference-data.ts'
import { wellFormed, wellFormedJson } from './well-formed.ts'

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const origin = { service: 'parser', now: '2026-11-22T00:00:00Z' }
const mail = firstEvent(
  mailReceived,
  { service: 'fetcher', now: '2026-11-22T00:00:00Z' },
  {
    id: mailReceived.example.mailId,
    mailbox: 'status',
    redrive: 2,
    data: mailReceived.example,
  },
)
const lone = '\ud800'

test('every event has a sentence for the story of a mail', () => {
  for (const { example, story } of allEvents) expect(story(example)).toMatch(/^(?!.*undefined)\S+ .+/)
})

test('isA compares the name and the version of an event', () => {
  expect(isA(mailReceived, mail)).toBe(true)
  expect(isA(mailSettled, mail)).toBe(false)
  expect(isA(mailReceived, { ...mail, type: 'dev.tubepost.mail.received.v2' })).toBe(false)
})

test('derived ids are UUIDs of version 8: one for the same parts, others for others', () => {
  const ids = [
    deriveId('a', 'b'),
    deriveId('ab'),
    deriveId('a', 'b', ''),
    deriveId('a', 1),
    deriveId('a', '1'),
    deriveId(),
  ]
  for (const id of ids) expect(id).toMatch(UUID_V8)
  expect(new Set(ids).size).toBe(ids.length)
  expect(deriveId('a', 'b')).toBe(ids[0])
  expect(deriveId('status', 'user@host/INBOX', 7, 42)).toBe('73f33983-8b20-8bc6-b5ac-e052ee8c683f') // never to change
})

test('a cause emits the same event at every try, distinguished by name and key', () => {
  const first = causedBy(mail, intentStatusSet, origin, intentStatusSet.example)
  const again = causedBy(mail, intentStatusSet, { ...origin, now: '2030-01-01T00:00:00Z' }, intentStatusSet.example)
  expect(again.id).toBe(first.id)
  const others = [
    causedBy(mail, intentStatusSet, origin, intentStatusSet.example, 'second'),
    causedBy(mail, mailSettled, origin, mailSettled.example),
    causedBy({ ...mail, id: deriveId('another') }, intentStatusSet, origin, intentStatusSet.example),
  ]
  expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(4)
  expect(causedBy({ ...mail, redrive: 3 }, intentStatusSet, origin, intentStatusSet.example)).toMatchObject({
    id: first.id,
    redrive: 3,
  })
})

test('an event names its cause, its mail and its mailbox', () => {
  const intent = causedBy(mail, intentStatusSet, origin, intentStatusSet.example)
  expect(intent).toMatchObject({
    specversion: '1.0',
    source: '/tubepost/parser',
    type: 'dev.tubepost.intent.status.set.v1',
    causationid: mail.id,
    correlationid: mail.id,
    mailbox: 'status',
    redrive: 2,
  })
  expect(mail).toMatchObject({ correlationid: mail.id })
  expect(mail).not.toHaveProperty('causationid')
  expect(subjectOf(intentStatusSet, intent.mailbox)).toBe('intent.status.set.v1.status')
  expect(subjectOf(intentStatusSet)).toBe('intent.status.set.v1.*')
})

test('every example fits its definition', () => {
  for (const event of allEvents) expect([event.name, event.problems(event.example)]).toEqual([event.name, []])
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  for (const reference of allReferenceData) {
    expect([reference.bucket, ajv.validate(reference.schema, reference.example)]).toEqual([reference.bucket, true])
  }
})

test('every event travels and comes back as it was', () => {
  for (const definition of allEvents) {
    const event = firstEvent(definition, origin, { id: deriveId(definition.name), data: definition.example })
    expect(decodeEvent(encodeEvent(definition, event), allEvents)).toEqual({ event, definition })
  }
})

test('NUL and lone surrogates are removed from every string', () => {
  expect(wellFormed(`a\0b${lone}c😀`)).toBe('ab\ufffdc😀')
  const nested = { [`k\0`]: [`v\0`, { deep: lone }], emoji: '😀', number: 1, no: null, yes: true }
  expect(JSON.parse(wellFormedJson(nested))).toEqual({
    k: ['v', { deep: '\ufffd' }],
    emoji: '😀',
    number: 1,
    no: null,
    yes: true,
  })
  expect(wellFormedJson({ text: 'it says \\u0000 and \\ud800' })).toBe(
    JSON.stringify({ text: 'it says \\u0000 and \\ud800' }),
  )
})

test('a key named __proto__ is data, with and without something to clean', () => {
  for (const value of ['plain', 'with\0nul']) {
    const model = JSON.parse(`{"__proto__":{"polluted":${JSON.stringify(value)}}}`) as Record<string, unknown>
    const request = causedBy(mail, replyRequested, origin, { ...replyRequested.example, model })
    const decoded = decodeEvent(encodeEvent(replyRequested, request), [replyRequested])
    const back = ('event' in decoded ? decoded.event : undefined) as EventOf<typeof replyRequested>
    expect(Object.hasOwn(back.data.model, '__proto__')).toBe(true)
    expect(JSON.stringify(back.data.model)).toBe(JSON.stringify({ ['__proto__']: { polluted: wellFormed(value) } }))
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  }
})

test('data that do not fit are not sent', () => {
  const event = firstEvent(mailReceived, origin, {
    id: mail.id,
    data: { ...mailReceived.example, mailId: 'x', size: -1 },
  })
  expect(() => encodeEvent(mailReceived, event)).toThrow(/mail\.received\.v1 .*data\/mailId .*data\/size /)
})

const changed = (change: object) => JSON.stringify({ ...mail, ...change })

test.each([
  ['nothing', '', 'not JSON'],
  ['a torn event', '{"specversion":', 'not JSON'],
  ['null', 'null', 'no CloudEvents envelope'],
  ['a list', '[]', 'no CloudEvents envelope'],
  ['a text', '"text"', 'no CloudEvents envelope'],
  ['an older CloudEvent', changed({ specversion: '0.3' }), 'data/specversion'],
  ['an id that is no UUID', changed({ id: 'x' }), 'data/id'],
  ['an id in upper case, which no inbox would find again', changed({ id: mail.id.toUpperCase() }), 'data/id'],
  ['an id as URN', changed({ id: `urn:uuid:${mail.id}` }), 'data/id'],
  ['a correlation that is no UUID', changed({ correlationid: 'x' }), 'data/correlationid'],
  ['a cause that is no UUID', changed({ causationid: 'x' }), 'data/causationid'],
  ['a time that is none', changed({ time: 'yesterday' }), 'data/time'],
  ['a mailbox of two subject tokens', changed({ mailbox: 'a.b' }), 'data/mailbox'],
  ['a negative redrive', changed({ redrive: -1 }), 'data/redrive'],
  [
    'another version',
    changed({ type: 'dev.tubepost.mail.received.v2' }),
    'unknown event type dev.tubepost.mail.received.v2',
  ],
  ['missing data', changed({ data: { mailId: mail.id } }), "must have required property 'mailbox'"],
  ['wrong data', changed({ data: { ...mail.data, size: 1.5 } }), 'data/size must be integer'],
])('a text that is no event of ours is a problem, never an error: %s', (_, text, problem) => {
  expect(decodeEvent(text, allEvents)).toEqual({ text, problem: expect.stringContaining(problem) })
})

test('unknown fields of newer versions are no problem', () => {
  const newer = { ...mail, newextension: 'x', data: { ...mail.data, newField: 1 } }
  expect(decodeEvent(JSON.stringify(newer), allEvents)).toMatchObject({ event: newer })
})
