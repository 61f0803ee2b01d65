import { expect, test } from 'vitest'
import { ownMessageId, readOwnMessageId, repeatsSubject, subjectTag } from './own-message-id.ts'

const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const reply = { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject: 'Your status was not changed' }
const id = ownMessageId([key], reply, 'example.com')

test('given the key, then a Message-ID of ours tells its reply', () => {
  expect(readOwnMessageId([key], id)).toEqual({ replyId: reply.replyId, subjectTag: subjectTag(reply.subject) })
  expect(readOwnMessageId([other, key], id.toUpperCase())).toMatchObject({ replyId: reply.replyId })
})

test.each([
  ['without its host', id.replace(/@.*/, '>')],
  ['with half of its host', id.replace(/mple.com>$/, '>')],
  ['without its end', id.replace(/@.*/, '')],
])('given a Message-ID of ours %s, then it still tells its reply', (_, cut) => {
  expect(readOwnMessageId([key], cut)).toMatchObject({ replyId: reply.replyId })
})

test.each([
  ['another key', [other], id],
  ['no key', [], id],
  ['another reply', [key], id.replace('6f1f', '7f1f')],
  ['another subject', [key], id.replace(subjectTag(reply.subject), '00000000')],
  ['a cut signature', [key], id.replace('@', '').replace(/.example/, '@example')],
  ['a stranger’s', [key], '<1@example.com>'],
  ['nothing', [key], ''],
])('given %s, then it is not ours', (_, keys, messageId) => {
  expect(readOwnMessageId(keys, messageId)).toBeUndefined()
})

test.each([
  ['Your status was not changed', true],
  ['Re: Your status  was not changed', true],
  ['Out of Office: YOUR STATUS was not changed', true],
  ['Automatische Antwort: AW: Re: Your status was not changed', true],
  ['Re: [EXT] Your status was not changed', true],
  ['***SPAM*** Your status was not changed', true],
  ['Abwesend: "Your status was not changed"', true],
  ['Your status was not changed [automatic reply]', true],
  ['Away (was: Your status was not changed)', true],
  ['Re: Your status was not changed (I am on leave)', true],
  ['Re: Your status: was not - changed', true],
  ['Out 30m', false],
  ['Out 30m [EXT]', false],
  ['[EXT] Re: Out 30m (Your status)', false],
  ['Your status was not changed, why?', false],
  [`${'a:'.repeat(100_000)}Your status was not changed`, false],
])('%j repeats the subject: %s', (subject, repeats) => {
  expect(repeatsSubject(subject, subjectTag(reply.subject))).toBe(repeats)
})
