import { describe, expect, test } from 'vitest'
import { judgeBlock, judgeWith } from '../../test/judged.ts'

describe('mails that a calendar or a mail program writes for a person', () => {
  const invitation = 'Content-Type: text/calendar; charset=utf-8; method=REQUEST'
  test.each([
    ['an invitation alone', `${invitation}\n`, {}, 'calendar'],
    ['Exchange’s class', 'Content-Class: urn:content-classes:calendarmessage\n', {}, 'calendar'],
    [
      'an invitation beside its text',
      'Content-Type: multipart/alternative; boundary=b\n',
      { body: `--b\nContent-Type: text/plain\n\nx\n--b\n${invitation}\n\nBEGIN:VCALENDAR\n--b--` },
      'calendar',
    ],
    ['a calendar that is the whole mail', 'Content-Type: text/calendar\n', {}, 'calendar'],
    [
      'an invitation in an alternative, three multiparts deep',
      'Content-Type: multipart/mixed; boundary=a\n',
      {
        body: `--a\nContent-Type: multipart/related; boundary=c\n\n--c\nContent-Type: multipart/alternative; boundary=b\n\n--b\n${invitation}\n\nx\n--b--\n--c--\n--a--\n`,
      },
      'calendar',
    ],
    [
      'parts that the server told',
      'Content-Type: multipart/mixed; boundary=b\n',
      { partTypes: ['text/plain', 'text/calendar; method=reply'] },
      'calendar',
    ],
    [
      'a reaction',
      'Content-Type: multipart/alternative; boundary=b\n',
      { body: '--b\nContent-Type: text/vnd.google.email-reaction+json; charset=utf-8\n\n{}\n--b--' },
      'reaction',
    ],
  ])('given %s, then no person wrote it', (_, extra, context, mailClass) => {
    expect(judgeWith(extra, context)).toMatchObject({ class: mailClass, mayReply: false })
  })

  test.each([
    ['Read: Your status is Out', 'mdn'],
    ['Gelesen: Ihr Status', 'mdn'],
    ['Non lu : Votre statut', 'mdn'],
    ['Accepted: Standup', 'calendar'],
    ['Abgesagt: Besprechung', 'calendar'],
    ['Out 1d', 'normal'],
  ])('given TNEF alone under the subject %s, then it is %s', (subject, mailClass) => {
    const block = `Content-Type: application/ms-tnef; name="winmail.dat"\nFrom: a@x.example\nSubject: ${subject}\n`
    expect(judgeBlock(block).class).toBe(mailClass)
    const parted = block.replace(/^.*\n/, 'Content-Type: multipart/mixed; boundary=b\n')
    const partTypes = ['text/plain', 'application/vnd.ms-tnef']
    expect(judgeBlock(parted, { partTypes }).class).toBe(mailClass)
  })

  test('given a report that lost its parameters, then its subject tells a receipt', () => {
    const bare = 'Content-Type: multipart/report\nFrom: a@x.example\nSubject: '
    expect(judgeBlock(`${bare}Read: Out 1d\n`).class).toBe('mdn')
    expect(judgeBlock(`${bare}Out 1d\n`).class).toBe('normal')
    expect(judgeWith('Content-Class: urn:content-classes:mdn\n').class).toBe('mdn')
  })

  test('given a calendar file that a person attached, then the mail stays the person’s', () => {
    const partTypes = ['text/plain', 'text/calendar; name="holiday.ics"', 'application/ics']
    expect(judgeWith('Content-Type: multipart/mixed; boundary=b\n', { partTypes }).class).toBe('normal')
    expect(judgeBlock('From: a@x.example\nSubject: Accepted: Standup\n').class).toBe('normal')
  })

  test('given an invitation that a person attached, then the mail is the person’s', () => {
    const attached = `${invitation}\nContent-Disposition:\n attachment; filename=invite.ics`
    const body = `--b\nContent-Type: text/plain\n\nx\n--b\n${attached}\n\nBEGIN:VCALENDAR\n--b--`
    expect(judgeWith('Content-Type: multipart/mixed; boundary=b\n', { body }).class).toBe('normal')
  })
})
