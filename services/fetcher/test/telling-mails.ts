import type { BodyFacts } from '@tubepost/mail'

/** A mail with parts, each given by its header lines. */
export function withParts(subject: string, kind: string, parts: readonly string[]): string {
  const body = parts.map((part) => `--b\r\n${part}\r\n\r\nx\r\n`).join('')
  return `From: ann@example.org\r\nTo: status@example.com\r\nSubject: ${subject}\r\nDate: Sat, 15 Aug 2026 09:00:00 +0000\r\nMessage-ID: <${subject.replace(/\W/g, '')}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/${kind}; boundary=b\r\n\r\n${body}--b--\r\n`
}

const TEXT = 'Content-Type: text/plain; charset="utf-8"'
const INVITATION = 'Content-Type: text/calendar; charset="utf-8"; method=REQUEST'
const within = (kind: string, boundary: string, parts: readonly string[]) =>
  `Content-Type: multipart/${kind}; boundary=${boundary}\r\n\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--`

const parts = (...partTypes: string[]): BodyFacts => ({ partTypes, actions: [] })

/** Mails as programs write them, and what their events say about their bodies. */
export const TELLING_MAILS: readonly (readonly [given: string, raw: string, told: BodyFacts])[] = [
  [
    'an Outlook invitation',
    withParts('Meeting 3pm', 'alternative', [
      TEXT,
      'Content-Type: text/html; charset="utf-8"',
      'Content-Type: text/calendar; charset="utf-8"; method=REQUEST\r\nContent-Transfer-Encoding: base64',
    ]),
    parts('text/plain; charset=utf-8', 'text/html; charset=utf-8', 'text/calendar; charset=utf-8; method=REQUEST'),
  ],
  [
    'an invitation with a picture and an attachment',
    withParts('Meeting 4pm', 'mixed', [
      within('related', 'c', [within('alternative', 'd', [`${TEXT}\r\n\r\nx`, `${INVITATION}\r\n\r\nx`])]),
      'Content-Type: application/pdf',
    ]),
    parts(
      'multipart/related',
      'multipart/alternative',
      'text/plain; charset=utf-8',
      'text/calendar; charset=utf-8; method=REQUEST',
      'application/pdf',
    ),
  ],
  [
    'a reaction of Gmail',
    withParts('Re: Out 1d', 'alternative', [
      TEXT,
      'Content-Type: text/vnd.google.email-reaction+json; charset="utf-8"',
      'Content-Type: text/html; charset="utf-8"',
    ]),
    parts(
      'text/plain; charset=utf-8',
      'text/vnd.google.email-reaction+json; charset=utf-8',
      'text/html; charset=utf-8',
    ),
  ],
  [
    'a calendar file that a person attached',
    withParts('Out 2w', 'mixed', [
      TEXT,
      'Content-Type: text/calendar; charset=utf-8; method=PUBLISH; name="a holiday.ics"\r\nContent-Disposition: attachment;\r\n filename="a holiday.ics"',
    ]),
    parts('text/plain; charset=utf-8', 'text/calendar'),
  ],
  [
    'an invitation that a person forwarded as a file',
    withParts('Out 3d', 'mixed', [
      TEXT,
      'Content-Type: message/rfc822\r\n\r\nSubject: Meeting\r\nContent-Type: text/calendar; method=REQUEST',
    ]),
    parts('text/plain; charset=utf-8', 'message/rfc822'),
  ],
  [
    'a report of a delay',
    withParts('Warning: could not send', 'report; report-type=delivery-status', [
      TEXT,
      'Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: Delayed',
    ]),
    { ...parts('text/plain; charset=utf-8', 'message/delivery-status'), actions: ['delayed'] },
  ],
  [
    'an answer of a program',
    withParts('Re: Out 4d', 'alternative', [`${TEXT}\r\n\r\nThis is an automated response to your mail.`]),
    { ...parts('text/plain; charset=utf-8'), opening: 'auto-reply' },
  ],
  [
    'an answer of a program in one part',
    `From: ann@example.org\r\nTo: status@example.com\r\nSubject: Re: Out 5d\r\nMessage-ID: <5d@example.org>\r\n\r\nThis is an automatic reply.\r\n`,
    { ...parts(), opening: 'auto-reply' },
  ],
]
