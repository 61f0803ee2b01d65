/** The mails of the benchmark: the same every time, so that two runs can be compared. */

import type { Load } from './spine/drain.ts'

export const PEOPLE = 400

/** Word of the mailbox's own server on the sender: error mails to others would be held after the second. */
export const VOUCHED_FOR =
  'mx1.example.com; spf=pass smtp.mailfrom=example.com;\r\n\tdkim=pass header.d=example.com header.s=s1; dmarc=pass header.from=example.com'

export const personAddress = (n: number): string => `person${n}@example.com`

// Numbers out of a hundred mails; the rest are good ones.
const AUTOMATIC = 5
const STRANGERS = 5
const UNREADABLE = 3

// Those that are moved to another folder; what is ignored stays where it is.
const TAKEN_OF_A_HUNDRED = 100 - AUTOMATIC - STRANGERS
const SUBJECTS = [
  'Out 30m',
  'Out 1d 9am call my cell',
  'In',
  'Lunch 1h',
  'O until 5pm dentist',
  'Meeting 2h with the auditors, back at 4pm',
  'Out tomorrow at 9am',
  'Vacation 3 days',
]

export interface BenchMail {
  raw: string
  from: string
  id: string
}

const EPOCH = Date.now() - 3_600_000 * 3

export function benchMail(n: number, subject = subjectOf(n), tag = 'b'): BenchMail {
  const kind = n % 100
  const isStranger = kind >= AUTOMATIC && kind < AUTOMATIC + STRANGERS
  const from = isStranger ? `stranger${n}@example.org` : personAddress(n % PEOPLE)
  const id = `${tag}${n}.${Date.now()}@mail.example.com`
  const raw = [
    // Fields that a mail collects on its way; header blocks of real mails are about this long.
    `Return-Path: <${from}>`,
    'Delivered-To: status@example.com',
    `Received: from mx1.example.com (mx1.example.com [192.0.2.10])\r\n\tby imap.example.com (Postfix) with ESMTPS id 4XyZ${n}\r\n\tfor <status@example.com>; ${new Date().toUTCString()}`,
    `Received: from phone.example.com (phone.example.com [192.0.2.77])\r\n\tby mx1.example.com (Postfix) with ESMTPSA id 5AbC${n}; ${new Date().toUTCString()}`,
    `Authentication-Results: ${VOUCHED_FOR}`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;\r\n\th=from:to:subject:date:message-id; bh=${'A'.repeat(43)}=; b=${'B'.repeat(340)}=`,
    'MIME-Version: 1.0',
    'X-Mailer: Phone Mail (20G75)',
    'Content-Type: text/plain; charset=utf-8',
    `From: Person ${n % PEOPLE} <${from}>`,
    'To: Status <status@example.com>',
    `Subject: ${subject}`,
    `Date: ${new Date(tag === 'b' ? EPOCH + n * 1_000 : Date.now()).toUTCString()}`,
    `Message-ID: <${id}>`,
    ...(kind < AUTOMATIC ? ['Auto-Submitted: auto-replied'] : []),
    '',
    'Sent from my phone',
    '',
  ].join('\r\n')
  return { raw, from, id }
}

/** So many mails about statuses, from number `first` on. */
export function statusLoad(first: number, count: number): Load {
  function* raws() {
    for (let n = first; n < first + count; n++) yield benchMail(n).raw
  }
  const mails = first + count
  const all = { mails, moved: (mails * TAKEN_OF_A_HUNDRED) / 100, replies: (mails * UNREADABLE) / 100 }
  return { user: 'status', count, raws: raws(), all }
}

function subjectOf(n: number): string {
  const kind = n % 100
  const isUnreadable = kind >= AUTOMATIC + STRANGERS && kind < AUTOMATIC + STRANGERS + UNREADABLE
  return isUnreadable ? 'Oot 30m' : (SUBJECTS[n % SUBJECTS.length] ?? 'In')
}

export function benchSetup(ports: { http: number; imap: number; smtp: number; intake: number }): string {
  const people = Array.from({ length: PEOPLE }, (_, n) => `  - { name: Person ${n}, addresses: [${personAddress(n)}] }`)
  return `
organisation: { name: Bench Ltd, timeZone: America/New_York, locale: en-US }
people:
${people.join('\n')}
statuses:
  - { name: In, aliases: [I], type: in }
  - { name: Out, aliases: [O], type: out }
  - { name: Out of Office, aliases: [OOO], type: out }
  - { name: Lunch, aliases: [L], type: out }
  - { name: Meeting, aliases: [M], type: unavailable }
  - { name: Vacation, type: unavailable }
mailboxes:
  - id: status
    preset: officestatus
    address: status@example.com
    enabled: true
    source:
      kind: imap
      host: 127.0.0.1
      port: ${ports.imap}
      tls: none
      username: status
      password: { env: BENCH_PASSWORD }
      allowPrivateAddress: true
    policy: { trustedAuthservId: mx1.example.com, trustedHops: 2, fetchScope: newUids, backlog: live, afterSuccess: { move: "[IMAP]/Trash" }, afterFailure: { move: Failed } }
  - id: intake
    preset: officestatus
    address: intake@example.com
    enabled: true
    source: { kind: smtp, port: ${ports.intake} }
    policy: { trustedAuthservId: mx1.example.com, trustedHops: 2 }
smtp: { host: 127.0.0.1, port: ${ports.smtp}, tls: none, from: "Tubepost <status@example.com>" }
limits: { repliesPerRecipientPerHour: 100000, repliesPerHour: 100000 }
`
}
