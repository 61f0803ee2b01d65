import { describe, expect, test } from 'vitest'
import { readDateHeader } from './date-header.ts'
import { mailTime } from './mail-time.ts'

describe('mailTime', () => {
  const arrival = '2026-11-22T10:00:00Z'
  test.each([
    ['Sun, 22 Nov 2026 10:59:00 +0100', '2026-11-22T09:59:00.000Z'],
    ['Sun, 15 Nov 2026 10:00:00 +0000', '2026-11-15T10:00:00.000Z'],
    ['Sun, 15 Nov 2026 09:59:59 +0000', '2026-11-22T10:00:00.000Z'],
    ['Sun, 22 Nov 2026 10:00:01 +0000', '2026-11-22T10:00:00.000Z'],
    ['Sun, 22 Nov 2099 10:00:01 +0000', '2026-11-22T10:00:00.000Z'],
    ['yesterday', '2026-11-22T10:00:00.000Z'],
    [undefined, '2026-11-22T10:00:00.000Z'],
  ])('with Date %s is %s', (date, time) => {
    expect(mailTime(date, arrival)).toBe(time)
  })

  test('gives arrival in UTC', () => {
    expect(mailTime(undefined, '2026-11-22T10:00:00.5+02:00')).toBe('2026-11-22T08:00:00.500Z')
  })
})

describe('readDateHeader', () => {
  test.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
    ['21 Nov 97 09:55 GMT', '1997-11-21T09:55:00.000Z'],
    ['Thu, 13 (day) Feb\t1969 23:32:54 -0330 (Newfoundland Time)', '1969-02-14T03:02:54.000Z'],
    ['1 jan 26 0:5:9 EST', '2026-01-01T05:05:09.000Z'],
    ['Tue, 31 Dec 2024 23:59:60 +0000', '2025-01-01T00:00:00.000Z'],
    ['Thursday, 29 February 2024 12:00:00 UTC', '2024-02-29T12:00:00.000Z'],
    ['Mon, 01-Jan-2026 10:00:00 -0000', '2026-01-01T10:00:00.000Z'],
    ['1 Jan 102 10:00:00 Z', '2002-01-01T10:00:00.000Z'],
  ])('reads %s', (value, time) => {
    expect(new Date(readDateHeader(value)!).toISOString()).toBe(time)
  })

  test.each([
    '',
    '30 Feb 2026 10:00:00 +0000',
    '1 Foo 2026 10:00:00 +0000',
    '1 Jan 2026 24:00:00 +0000',
    '1 Jan 2026 10:00:00 JST',
    '1 Jan 2026 10:00:00',
    '1 Jan 2026 10:00:00 +9900',
    '2026-01-01T10:00:00Z',
    `1 Jan 2026${' '.repeat(500)}`,
  ])('refuses %j', (value) => {
    expect(readDateHeader(value)).toBeUndefined()
  })
})
