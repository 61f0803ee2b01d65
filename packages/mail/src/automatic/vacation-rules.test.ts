import { describe, expect, test } from 'vitest'
import { CONTEXT, judgeBlock } from '../../test/judged.ts'

test('given Exchange’s own answer passed on by a list, then it is a vacation', () => {
  const exchange = (subject: string, topic: string) =>
    judgeBlock(`From: a@x.example\nSubject: ${subject}\nThread-Topic: ${topic}\nList-Id: <x.example>\n`, { body: '' })
      .class
  expect(exchange('Out of Office', 'Out of Office')).toBe('vacation')
  expect(exchange('Automatic reply: Offer', 'Automatic reply: Offer')).toBe('vacation')
  expect(exchange('Abwesenheitsnotiz: Offer', 'Abwesenheitsnotiz: Offer')).toBe('vacation')
  expect(exchange('[list] Automatic reply: Offer', 'Automatic reply: Offer')).toBe('vacation')
  expect(exchange('Out of office tomorrow', 'Out of office tomorrow')).toBe('bulk')
  expect(exchange('RE: Out of Office', 'Out of Office')).toBe('bulk')
})

describe('a mail that names a reply of ours', () => {
  const answer = (subject: string, field = 'In-Reply-To') =>
    judgeBlock(`From: a@x.example\nSubject: ${subject}\n${field}: <r@our.example>\n`).class

  test.each([
    ['Out of Office: Your status was not changed', 'vacation'],
    ['I am out of the office until Monday', 'vacation'],
    ['OOO: Your status was not changed', 'vacation'],
    ['Ich bin nicht da: Your status was not changed', 'auto-reply'],
    ['Re: Your status was not changed', 'auto-reply'],
    ['Out 30m', 'normal'],
    ['Re: Out 30m', 'normal'],
    ['Out of office 1d', 'normal'],
    ['Out of the office 30m dentist', 'normal'],
    ['Out of office 24 December', 'vacation'],
  ])('under the subject %j is %s', (subject, mailClass) => {
    expect(answer(subject)).toBe(mailClass)
    expect(answer(subject, 'References')).toBe(mailClass)
  })

  test.each(['<r@our.example', 'a@b <r@our.example', '=?us-ascii?q?=3Cr=40our.example=3E?='])(
    'by the broken id %s is an answer all the same',
    (broken) => {
      const ownReplyOf = (id: string) => (id.startsWith('<r@our.') ? CONTEXT.ownReplyOf?.('@our.example>') : undefined)
      const block = `From: a@x.example\nSubject: Re: Your status was not changed\nReferences: ${broken}\n`
      expect(judgeBlock(block, { ownReplyOf }).class).toBe('auto-reply')
    },
  )
})
