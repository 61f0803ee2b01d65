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
})
