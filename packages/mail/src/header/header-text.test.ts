import { describe, expect, test } from 'vitest'
import { decodeHeaderText } from './header-text.ts'

describe('decodeHeaderText', () => {
  test.each([
    ['plain text', 'plain text'],
    ['=?UTF-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=', 'Grüße an alle'],
    ['=?utf-8?B?R3LDvMOfZQ==?= =?utf-8?q?_dort?=', 'Grüße dort'],
    ['=?iso-8859-1*de?Q?Gr=FC=DFe?=', 'Grüße'],
    ['=?windows-1251?B?z/Do4uXy?=', 'Привет'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['Re: =?utf-8?q?a?= b =?utf-8?q?c?=', 'Re: a b c'],
    ['=?utf-8?q?with a space?=', 'with a space'],
    ['=?iso-8859-1?Q?Fr=F6sche_und_Frösche?=', 'Frösche und Frösche'],
  ])('reads %s', (value, text) => {
    expect(decodeHeaderText(value)).toBe(text)
  })

  test('joins a character that was cut between two words', () => {
    expect(decodeHeaderText('=?utf-8?B?w7w=?= =?utf-8?Q?=C3?=  =?utf-8?Q?=BC?=')).toBe('üü')
  })

  test('leaves text that only looks like an encoded-word', () => {
    expect(decodeHeaderText('=?utf-8?X?abc?= =?utf-8?Q?open')).toBe('=?utf-8?X?abc?= =?utf-8?Q?open')
  })

  test('keeps broken escapes and survives unknown charsets', () => {
    expect(decodeHeaderText('=?utf-8?Q?100=_=G1?=')).toBe('100= =G1')
    expect(decodeHeaderText('=?x-nonsense?Q?abc?=')).toBe('abc')
  })

  test('gives one well-formed line, whatever the word hides', () => {
    expect(decodeHeaderText('=?utf-8?Q?a=0D=0ABcc:_v@x=00?=')).toBe('a Bcc: v@x')
    expect(decodeHeaderText('=?utf-16le?B?ANg=?=x').isWellFormed()).toBe(true)
    expect(decodeHeaderText('=?utf-8?Q?=FF=FE?=').isWellFormed()).toBe(true)
  })

  test('is linear in hostile input', () => {
    for (const value of [
      '=?'.repeat(30_000),
      '=?a?q?'.repeat(10_000),
      '=?utf-8?q?x?= '.repeat(5_000),
      ' '.repeat(60_000) + '=?',
    ]) {
      const start = performance.now()
      decodeHeaderText(value)
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
