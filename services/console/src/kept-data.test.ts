import {
  answerRequested,
  caseOpened,
  caseReplied,
  deadLetters,
  firstEvent,
  intentCaseMessage,
  mailReceived,
  statusChanged,
} from '@tubepost/events'
import { expect, test } from 'vitest'
import { keptData } from './kept-data.ts'

const origin = { service: 'parser', now: '2014-08-15T19:00:00.000Z' }
const id = '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'

test('given a mail, then its header block is left to the ledger', () => {
  expect(keptData(firstEvent(mailReceived, origin, { id, data: mailReceived.example }))).not.toHaveProperty('headers')
})

test.each([intentCaseMessage, caseOpened, caseReplied])(
  'given $name, then no word of its text is kept',
  (definition) => {
    const kept = keptData(firstEvent(definition, origin, { id, data: definition.example }))
    expect(JSON.stringify(definition.example)).toContain('Please help.')
    expect(JSON.stringify(kept)).not.toContain('Please help.')
    expect(JSON.stringify(kept)).toMatch(/"bytes":1[23],"sha256":"[0-9a-f]{64}"/)
    expect(definition.story(kept as never)).toBe(definition.story(definition.example as never))
  },
)

test('given an answer that a person wrote, then no word of its text is kept', () => {
  const kept = keptData(firstEvent(answerRequested, origin, { id, data: answerRequested.example }))
  expect(JSON.stringify(kept)).not.toContain('burning')
  expect(kept).toMatchObject({ text: { bytes: 20 }, to: answerRequested.example.to })
})

test('given a dead letter about a case of any form, then no word of it is kept', () => {
  const event = {
    type: intentCaseMessage.type,
    data: { content: { text: 'Please help.' }, more: [{ reply: 'Please' }] },
  }
  const data = { ...deadLetters.case.example, event }
  const kept = keptData(firstEvent(deadLetters.case, origin, { id, data }))
  expect(JSON.stringify(kept)).not.toContain('Please')
  expect(kept).toMatchObject({
    error: data.error,
    event: { type: event.type, data: { content: { text: { bytes: 12 } } } },
  })
  const ofStatus = { ...data, event: { ...event, type: statusChanged.type } }
  expect(keptData(firstEvent(deadLetters.case, origin, { id, data: ofStatus }))).toEqual(ofStatus)
})

test('given any other event, then all of its data is kept', () => {
  expect(keptData(firstEvent(statusChanged, origin, { id, data: statusChanged.example }))).toEqual(
    statusChanged.example,
  )
})
