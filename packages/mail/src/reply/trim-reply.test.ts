import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { trimReply } from './trim-reply.ts'

const QUOTED = '> What shall we do?\n> Ben\n'

describe('trimReply', () => {
  test.each<[program: string, below: string]>([
    ['Apple Mail', `On Apr 3, 2012, at 4:19 PM, Ben wrote:\n\n${QUOTED}`],
    ['Gmail, folded', `On Tue, Apr 3, 2012 at 4:19 PM, Ben Sample <\nben@example.com> wrote:\n\n${QUOTED}`],
    ['Gmail in German', `Am 3. April 2012 um 16:19 schrieb Ben Sample <ben@example.com>:\n\n${QUOTED}`],
    ['Thunderbird in French', `Le 03/04/2012 16:19, Ben Sample a écrit :\n${QUOTED}`],
    ['Gmail in Spanish', `El mar., 3 abr. 2012 a las 16:19, Ben (<ben@example.com>) escribió:\n\n${QUOTED}`],
    ['Gmail in Italian', `Il giorno 3 aprile 2012 16:19, Ben <ben@example.com> ha scritto:\n\n${QUOTED}`],
    ['Gmail in Dutch', `Op 3 april 2012 16:19 schreef Ben <ben@example.com>:\n\n${QUOTED}`],
    ['Gmail in Polish', `W dniu 3 kwietnia 2012 16:19 użytkownik Ben <ben@example.com> napisał:\n\n${QUOTED}`],
    ['Mail.ru', `3 апреля 2012 г., 16:19 пользователь Ben <ben@example.com> написал:\n\n${QUOTED}`],
    ['Gmail in Japanese', `2012年4月3日 16:19 Ben <ben@example.com>:\n\n${QUOTED}`],
    ['Gmail in Chinese', `Ben <ben@example.com> 于2012年4月3日周二 16:19写道：\n\n${QUOTED}`],
    [
      'Outlook.com',
      '\n________________________________\nFrom: Ben <ben@example.com>\nSent: Tuesday, April 3, 2012\nTo: Ana\nSubject: Re: x\n\nWhat shall we do?',
    ],
    [
      'Outlook in German',
      '\n-----Ursprüngliche Nachricht-----\nVon: Ben\nGesendet: Dienstag, 3. April 2012 16:19\nAn: Ana\nBetreff: x\n\nWas tun?',
    ],
    ['Outlook in French', '\nDe : Ben\nEnvoyé : mardi 3 avril 2012 16:19\nÀ : Ana\nObjet : x\n\nQue faire ?'],
    [
      'Outlook, bold',
      '\n*From:* Ben [mailto:ben@example.com]\n*Sent:* Tuesday, April 3, 2012\n*To:* Ana\n*Subject:* x\n\nWhat?',
    ],
    ['AOL', '\n-----Original Message-----\nFrom: Ben\nTo: Ana\n\nWhat?'],
    ['a list', `\n_______________________________________________\nusers mailing list\nusers@lists.example.com\n`],
    ['a signature', '\n-- \nAna Example\n+49 30 123456'],
    ['a telephone', '\nSent from my iPhone\n'],
    ['a telephone in German', '\nVon meinem iPhone gesendet\n'],
  ])('takes off what %s puts below', (_program, below) => {
    expect(trimReply(`We wait.\n\nAna\n\n${below}`)).toBe('We wait.\n\nAna')
  })

  test('keeps a quotation between two answers, and drops one above a single answer', () => {
    const between = 'First:\n\n> one?\n\nyes\n\n> two?\n\nno'
    expect(trimReply(between)).toBe(between)
    expect(trimReply(`On Apr 3, 2012, at 4:19 PM, Ben wrote:\n${QUOTED}\nWe wait.`)).toBe('We wait.')
  })

  test('keeps words that only look like the beginning of a quotation', () => {
    for (const text of [
      'On Monday I wrote: nothing.\nMore.',
      'From: here on\nwe go by foot.',
      'Sent from my desk, which is easier.',
      '-----\nA list\n-----\nAnother line',
    ])
      expect(trimReply(text)).toBe(text)
  })

  test('never trims to empty', () => {
    expect(trimReply(QUOTED)).toBe(QUOTED.trimEnd())
    expect(trimReply('-- \nAna')).toBe('-- \nAna')
    expect(trimReply('Sent from my iPhone')).toBe('Sent from my iPhone')
    expect(trimReply(' \n ')).toBe('')
    const piece = fc.constantFrom(
      '> q',
      '',
      '-- ',
      'On Apr 3, 2012, at 4:19 PM, Ben wrote:',
      'From: a',
      'To: b',
      'Date: c',
      'text',
      '___',
    )
    const mail = fc.array(piece, { maxLength: 12 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(mail, (text) => {
        expect(trimReply(text) === '').toBe(text.trim() === '')
      }),
      { numRuns: 2_000, seed: 20_140_815 },
    )
  })

  test.each(['> ', 'On ', 'From: x\n', '\n', 'On 1:00 <a@b> ', '_', '-- \n', 'a', '<a@', 'Am 1.1.2012 schrieb '])(
    'a million characters of %j are trimmed like a few',
    (piece) => {
      // A quadratic step anywhere would not end within the test's time.
      expect(trimReply(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(1_000_000)
    },
  )
})
