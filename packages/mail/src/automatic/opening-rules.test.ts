import { describe, expect, test } from 'vitest'
import { judgeBlock } from '../../test/judged.ts'

describe('a program’s phrase at the beginning of the text', () => {
  const opened = (from: string, subject: string, body: string, more = '') =>
    judgeBlock(`From: ${from}\nSubject: ${subject}\n${more}`, { body }).class

  const PHRASE = 'This is an automated response to a message'
  const BASE64 = Buffer.from(`${PHRASE} that you have sent to us.\n`).toString('base64').replace(/.{20}/g, '$&\r\n')
  const QUOTED = 'This=20is=20an auto=\nmated resp=6Fnse to a message'
  const part = (encoding: string, text: string) =>
    `--b\nContent-Type: text/plain\nContent-Transfer-Encoding: ${encoding}\n\n${text}\n--b--\n`
  const alternative = `--o\nContent-Type: multipart/alternative;\n boundary="b"\n\n${part('base64', BASE64)}--o--\n`

  test.each([
    ['base64', 'Content-Transfer-Encoding: BASE64\n', BASE64],
    ['quoted-printable', 'Content-Transfer-Encoding: quoted-printable (yes)\n', QUOTED],
    ['base64 in a part', 'Content-Type: multipart/mixed; boundary=b\n', part('base64', BASE64)],
    ['quoted-printable in a part', 'Content-Type: multipart/mixed; boundary=b\n', part('quoted-printable', QUOTED)],
    ['base64 in a part of a part', 'Content-Type: multipart/mixed; boundary=o\n', alternative],
    ['no encoding that is known', 'Content-Transfer-Encoding: x-none\n', PHRASE],
  ])('given the phrase as %s, then it is read', (_, more, body) => {
    expect(opened('a@x.example', 'Re: Hello', body, more)).toBe('auto-reply')
  })

  test('a quotation in base64 is no phrase', () => {
    const body = Buffer.from(`> ${PHRASE}\n`).toString('base64')
    expect(opened('a@x.example', 'Re: Hello', body, 'Content-Transfer-Encoding: base64\n')).not.toBe('auto-reply')
  })

  test.each([
    [
      'list-admin@x.example',
      'Loop Alert: Duplicated Message-ID',
      'Duplicated.\n\nOriginal mail as follows:\n',
      'bounce',
    ],
    ['sysadmin@x.example', 'x', '------- Failure Reasons  --------\nnot listed in the directory', 'bounce'],
    ['a@x.example', 'Undeliverable message', '   ----- Transcript of session follows -----', 'bounce'],
    ['a@x.example', 'Re: Hello', 'This is an automated response to a message you have sent', 'auto-reply'],
    ['a@x.example', 'Re: Hello', 'I apologize for this automatic reply to your email.\n', 'challenge-response'],
    [
      'a@x.example',
      'Re: Hello (verification)',
      'I am protecting myself from receiving junk mail.',
      'challenge-response',
    ],
    [
      'a@x.example',
      'Re: Hello',
      'Your email is being held, as you are not one of my known senders',
      'challenge-response',
    ],
    ['a@x.example', 'Re: Hello', 'Please prove that you are a person and not a program', 'challenge-response'],
    ['a@x.example', 'Re: Hello', 'This is a one-time request to verify your email address', 'challenge-response'],
    ['a@x.example', 'Your email is pending', 'To protect my mailbox, I use Mailinblack.', 'challenge-response'],
    ['ml-admin@x.example', 'Your mail cannot be posted', 'Hi, I am the fml ML manager for <ml@x>.', 'bounce'],
    ['ccmail_admin@x.example', 'Message not deliverable', '', 'bounce'],
    ['"cc:Mail Link to SMTP" <po@x.example>', 'Unknown user: bob', '', 'bounce'],
    ['gwia@x.example', 'Mail failure', '', 'bounce'],
    ['Mailer@x.example', 'Message status - undeliverable', '', 'bounce'],
    ['"Electronic Postmaster" <MAISER@x.example>', 'Postmaster notify: delivery failure', '', 'bounce'],
    ['"PMDF e-Mail Interconnect" <po@x.example>', 'Delivery Notification: Delivery has failed', '', 'bounce'],
    ['auto.reply@compuserve.example', 'Undeliverable message: hello', '', 'bounce'],
    ['bob@x.example', 'DELIVERY FAILURE: User bob not listed in Domino Directory', '', 'bounce'],
  ])('given the sender %s and the subject %j, then it counts', (from, subject, body, mailClass) => {
    expect(opened(from, subject, body)).toBe(mailClass)
  })

  test.each([
    ['a person’s subject', 'a@x.example', 'Printer on fire', 'This is an automated response to my mail?'],
    ['a person’s forward', 'a@x.example', 'Fwd: Returned mail', '   ----- Transcript of session follows -----'],
    ['a person’s request', 'a@x.example', 'Re: Hello', 'Can you verify your email address before we go on?'],
    ['a person’s shipment', 'a@x.example', 'Re: Hello', 'The shipment is held until you confirm the order.'],
    ['a person’s parcel', 'a@x.example', 'Undeliverable parcel', 'It could not be delivered.'],
    ['a mailer’s order', 'Mailerson <mailerson@x.example>', 'Mail failure', ''],
    ['a quotation', 'a@x.example', 'Re: Hello', '> This is an automated response to a message'],
    ['a person’s words before it', 'a@x.example', 'Re: Hello', `${'word '.repeat(300)}\nThis is an automated reply`],
  ])('given %s, then the mail stays a person’s', (_, from, subject, body) => {
    expect(opened(from, subject, body)).toBe('normal')
  })

  test('given a list, then its mail stays the list’s', () => {
    expect(opened('a@x.example', 'Re: x', 'This is an automated reply', 'List-Id: <x.example>\n')).toBe('bulk')
  })
})
