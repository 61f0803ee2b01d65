import { expect, test } from 'vitest'
import { ownMessageId, readOwnMessageId } from '../thread/own-message-id.ts'
import { readBounce, replyIdIn } from './read-bounce.ts'

const keys = [Buffer.alloc(32, 1)]
const replyId = '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'
const messageId = ownMessageId(keys, { replyId, subject: 'Re: The printer' }, 'example.com')
const read = (text: string) => readBounce(text, (id) => readOwnMessageId(keys, id))
const DSN = [
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example.com',
  '',
  'Final-Recipient: rfc822; carla@customer.example',
  'Action: failed',
  'Diagnostic-Code: smtp; 550 5.1.1 <carla@customer.example>:',
  '    no such user',
  'Status: 5.1.1',
  '',
  '--b',
  'Content-Type: text/rfc822-headers',
  '',
  'Subject: Re: The printer',
]

test('given a report that returns our header, then it names the mail and the reason', () => {
  expect(read([...DSN, `Message-ID: ${messageId}`, '--b--'].join('\r\n'))).toEqual({
    replyIds: [replyId],
    recipient: 'carla@customer.example',
    reason: '550 5.1.1 <carla@customer.example>: no such user',
  })
})

test.each([
  ['a text that quotes it', `--- Below this line is a copy of the message.\n\nMessage-ID: ${messageId}\n`],
  ['capital letters', `Message-Id: ${messageId.toUpperCase()}`],
  ['In-Reply-To of the report', `In-Reply-To: ${messageId}\n\nmailbox full`],
])('given %s, then it names the mail', (_, text) => {
  expect(read(text)).toEqual({ replyIds: [replyId], recipient: null, reason: null })
})

test('given our header with References to earlier ones, then it names it alone', () => {
  const earlier = ownMessageId(keys, { replyId: '1f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject: 'x' }, 'example.com')
  const header = [`In-Reply-To: ${earlier}`, `References: ${earlier}`, 'Message-ID:', ` ${messageId}`]
  expect(read([...DSN, ...header, '--b--'].join('\r\n')).replyIds).toEqual([replyId])
})

test('a Message-ID that somebody else made is none of ours', () => {
  const forged = messageId.replace(/[0-9a-f]{4}@/, '0000@')
  expect(read(`Message-ID: ${forged}`).replyIds).toEqual([])
  expect(read(`${`${forged} `.repeat(200)}${messageId}`).replyIds).toEqual([])
})

test('hostile fields are one short line of ASCII', () => {
  const { reason, recipient } = read(
    `Final-Recipient: rfc822; \u0000\u202e${'x'.repeat(10_000)}\nDiagnostic-Code: smtp;\n \u001b[2J\n  and on\nX: y`,
  )
  expect(recipient).toMatch(/^x{1,300}$/)
  expect(reason).toBe('[2J and on')
  expect(read(`Diagnostic-Code: smtp;${'\n '.repeat(500_000)}`).reason).toBeNull()
})

test.each([
  ['bounce+0f1f1f644c1c8b7e9c526a8f7f0f3b11@example.com', replyId],
  ['BOUNCE+0F1F1F644C1C8B7E9C526A8F7F0F3B11@example.com', replyId],
  ['bounce+news@example.com', undefined],
  ['0f1f1f644c1c8b7e9c526a8f7f0f3b11@example.com', undefined],
])('given the address %s, then its detail is the id %s', (address, id) => {
  expect(replyIdIn(address)).toBe(id)
})
