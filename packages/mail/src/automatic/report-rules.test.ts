import { describe, expect, test } from 'vitest'
import { judgeBlock, judgeWith } from '../../test/judged.ts'
import { limits } from '../limits.ts'

const report = (type: string, ...parts: string[]): { extra: string; body: string } => ({
  extra: `Content-Type: multipart/report; report-type=${type};\n boundary="b(1)"\n`,
  body: parts.map((part) => `--b(1)\r\n${part}\r\n`).join('') + '--b(1)--\r\n',
})
const status = (...actions: string[]): string =>
  `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n${actions.map((action) => `\r\nAction: ${action}\r\n`).join('')}`

describe('delivery reports', () => {
  test.each([
    [['failed'], 'bounce'],
    [['Delayed', 'delayed'], 'dsn-delayed'],
    [['delivered', 'relayed', 'expanded'], 'dsn-success'],
    [['delayed', 'failed'], 'bounce'],
    [['delivered', 'delayed'], 'dsn-delayed'],
    [['exploded'], 'bounce'],
    [[], 'bounce'],
  ])('with the actions %j are %s', (actions, mailClass) => {
    const { extra, body } = report('delivery-status', 'Content-Type: text/plain\r\n\r\nSorry', status(...actions))
    expect(judgeWith(extra, { body }).class).toBe(mailClass)
  })

  test('are found where a list wraps them, and where report-type is missing', () => {
    const { extra, body } = report(
      'x',
      'Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n' + status('failed') + '\r\n--i--',
    )
    expect(judgeWith(extra, { body }).class).toBe('bounce')
  })

  test('in a mail that a person forwards leave it the person’s mail', () => {
    const { extra, body } = report(
      'x',
      `Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/report; boundary=i\r\n\r\n--i\r\n${status('failed')}`,
    )
    expect(judgeWith(extra.replace('report;', 'mixed;'), { body })).toMatchObject({ class: 'normal', mayReply: true })
  })

  test('older than RFC 3464 are known by a null sender with the mail given back', () => {
    const { extra, body } = report('x', 'Content-Type: message/rfc822\r\n\r\nSubject: returned')
    expect(judgeWith(`Return-Path: <>\n${extra}`, { body }).class).toBe('bounce')
    expect(judgeWith(extra, { body }).class).toBe('normal')
  })

  test('of a no-reply address are known by subject and returned mail together', () => {
    const { extra, body } = report('x', 'Content-Type: message/rfc822\r\n\r\nSubject: returned')
    const robot = (subject: string, ...more: string[]) =>
      judgeBlock(['From: no-reply@carrier.example', `Subject: ${subject}`, ...more].join('\n'), { body })
    expect(robot('メールエラー通知', extra).class).toBe('bounce')
    expect(robot('Your parcel: delivery status').class).toBe('normal')
    expect(robot('Your invoice', extra).class).toBe('normal')
  })

  test('made of 100,000 parts are read in bounded time', () => {
    const { extra, body } = report(
      'delivery-status',
      ...Array.from({ length: 100_000 }, () => 'Content-Type: multipart/mixed; boundary=i\r\n\r\n--i'),
    )
    const start = performance.now()
    judgeWith(extra, { body })
    judgeWith(extra, { body: `\n--b(1)\n`.repeat(limits.bodyHeadChars) })
    expect(performance.now() - start).toBeLessThan(500)
  })
})
