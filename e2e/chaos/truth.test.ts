import { describe, expect, test } from 'vitest'
import { createTruth, people, type TestMail } from './truth.ts'

const BEGIN = Date.parse('2026-11-22T10:00:00Z')

function mailsOf(seed: number, count: number): readonly TestMail[] {
  const truth = createTruth(seed, BEGIN)
  for (let i = 0; i < count; i++) truth.next()
  return truth.mails
}

const header = (mail: TestMail, name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(mail.raw)?.[1]?.trim()

describe('the truth of a run', () => {
  test('is the same for the same seed', () => {
    expect(mailsOf(3, 50)).toEqual(mailsOf(3, 50))
  })

  test('is a mixture with about 85 % good mails', () => {
    const mails = mailsOf(1, 1_000)
    const good = mails.filter(({ kind }) => kind === 'good').length
    expect(good).toBeGreaterThan(800)
    expect(good).toBeLessThan(900)
    for (const kind of ['automatic', 'stranger', 'unreadable'])
      expect(mails.filter((mail) => mail.kind === kind).length).toBeGreaterThan(20)
  })

  test('gives each person strictly increasing Dates before the arrival', () => {
    const mails = mailsOf(2, 1_000)
    for (const { id } of people) {
      const dates = mails.flatMap((mail) => (mail.person === id ? [Date.parse(header(mail, 'Date') ?? '')] : []))
      expect(dates.every((date, i) => i === 0 || date > (dates[i - 1] ?? 0))).toBe(true)
      expect(dates.every((date) => date <= BEGIN)).toBe(true)
    }
  })

  test('expects the effect that a good mail’s header describes', () => {
    const good = mailsOf(4, 200).filter(({ kind }) => kind === 'good')
    for (const mail of good) {
      expect(mail.wants?.at).toBe(Date.parse(header(mail, 'Date') ?? ''))
      expect(header(mail, 'Subject')?.startsWith(mail.wants?.status ?? '-')).toBe(true)
      expect(header(mail, 'Subject')?.endsWith(mail.wants?.comment ?? '-')).toBe(true)
    }
  })

  test('duplicates good mails only', () => {
    const doubles = mailsOf(5, 1_000).filter(({ mailboxes }) => mailboxes.length > 1)
    expect(doubles.length).toBeGreaterThan(5)
    expect(new Set(doubles.map(({ kind }) => kind))).toEqual(new Set(['good']))
  })

  test('holds no mails to cases, unless they are asked for', () => {
    expect(mailsOf(1, 300).filter(({ conversation }) => conversation !== null)).toEqual([])
  })
})

describe('the mails to cases', () => {
  const truth = createTruth(6, BEGIN, 30)
  for (let i = 0; i < 1_000; i++) truth.next()
  const { mails } = truth
  const toCases = mails.filter(({ kind }) => kind === 'case')
  const conversations = Map.groupBy(toCases, ({ conversation }) => conversation)

  test('are about as many as were asked for', () => {
    expect(toCases.length).toBeGreaterThan(250)
    expect(toCases.length).toBeLessThan(350)
  })

  test('are of conversations of one to six mails', () => {
    const lengths = [...conversations.values()].map(({ length }) => length)
    expect(new Set(lengths)).toEqual(new Set([1, 2, 3, 4, 5, 6]))
  })

  test('come before what they answer, now and then', () => {
    const places = new Map(mails.map(({ messageId }, place) => [messageId, place]))
    const isEarly = toCases.flatMap((mail) => {
      const answered = header(mail, 'In-Reply-To')
      const after = answered === undefined ? undefined : places.get(answered)
      return after === undefined ? [] : [after > (places.get(mail.messageId) ?? 0)]
    })
    expect(isEarly.filter((each) => each).length).toBeGreaterThan(50)
    expect(isEarly.filter((each) => !each).length).toBeGreaterThan(50)
  })

  test('name the first mail of their conversation, however late they answer', () => {
    for (const [name, own] of conversations) {
      const answers = own.filter(({ raw }) => raw.includes('In-Reply-To'))
      expect(answers.every(({ raw }) => raw.includes(`<${name}m0@customer.example>`))).toBe(true)
    }
  })

  test('come twice, with files, and from machines, now and then', () => {
    expect(toCases.filter(({ mailboxes }) => new Set(mailboxes).size > 1).length).toBeGreaterThan(5)
    expect(toCases.filter(({ raw }) => raw.includes('attachment; filename')).length).toBeGreaterThan(20)
    const machines = mails.filter(({ kind, raw }) => kind === 'automatic' && raw.includes('support@example.com'))
    expect(machines.some(({ raw }) => raw.includes('report-type=delivery-status'))).toBe(true)
    expect(machines.some(({ raw }) => raw.includes('Automatic reply'))).toBe(true)
  })
})
