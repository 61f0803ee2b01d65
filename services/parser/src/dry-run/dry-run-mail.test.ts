import { describe, expect, test } from 'vitest'
import { directory, policy, support } from '../../test/mails.ts'
import { LIMIT_MESSAGES } from '../content/content-limits.ts'
import type { Directory } from '../judging/known-mail.ts'
import { dryRunMail } from './dry-run-mail.ts'

const NOW = '2014-08-15T19:00:00.000Z'
const TEXT = 'Back soon.\n\n-- \nAna\n'
const READ = {
  content: { text: TEXT, textCut: false, reply: 'Back soon.', hasHtml: false, files: [], bodyDigest: 'd' },
}
const held = (mail: string, encoding: BufferEncoding = 'utf8') => {
  const head = Buffer.from(mail, encoding)
  return { head, size: head.length }
}
const run = (lines: readonly string[], mailbox: string | undefined = 'status', known: Directory = directory()) =>
  dryRunMail(held(`${lines.join('\r\n')}\r\n\r\nBack soon.\r\n`), READ, { mailbox, directory: known, now: NOW })

const good = ['From: Ana <ANA@example.com>', 'To: status@example.com', 'Subject: =?utf-8?q?Out_1d_9am_caf=C3=A9?=']

describe('a dry run of a whole mail', () => {
  test('without a mailbox answers with the content of the mail', () => {
    expect(
      dryRunMail(held(`${good.join('\r\n')}\r\n\r\n`), READ, {
        mailbox: undefined,
        directory: directory(),
        now: NOW,
      }),
    ).toEqual({
      class: 'normal',
      mayReply: true,
      evidence: [],
      subject: 'Out 1d 9am café',
      from: [{ name: 'Ana', address: 'ANA@example.com' }],
      text: 'Back soon.\n\n-- \nAna\n',
      reply: 'Back soon.',
      attachments: [],
      unread: null,
      decisions: [
        { step: 'class', verdict: 'normal', reason: 'No field of the mail says that a machine or a list sent it.' },
      ],
    })
  })

  test.each(['text/calendar; method=REPLY', 'text/vnd.google.email-reaction+json'])(
    'given a part of type %s, then the mail is a program’s',
    (type) => {
      const mail = [
        ...good,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        `Content-Type: ${type}`,
        '',
        '{}',
        '--b--',
      ]
      expect(run(mail)).toMatchObject({ intent: null, settlement: { outcome: 'ignored', reason: 'automatic' } })
    },
  )

  test('a header beyond 256 KiB is cut, and the answer says why nothing is acted on', () => {
    const answer = run([...good, ...Array.from({ length: 300 }, () => `X-A: ${'x'.repeat(990)}`)])
    expect(answer).toMatchObject({ class: 'unknown', mayReply: false, intent: null })
    expect(answer.decisions[0]?.reason).toBe('The header is too long to be read whole. It gets no automatic reply.')
    expect(run([...good, ...Array.from({ length: 200 }, () => `X-A: ${'x'.repeat(990)}`)]).class).toBe('normal')
  })

  test('answers with the mail’s way in a mailbox, and the reason of each step', () => {
    const answer = run(good)
    expect(answer).toMatchObject({
      sender: { person: 'ana', trust: { level: 'unverified' } },
      route: 'status',
      intent: { name: 'intent.status.set', status: 'Out', dueBack: '2014-08-16T09:00:00-04:00', comment: 'café' },
      settlement: null,
    })
    expect(answer.decisions.map(({ step, verdict }) => `${step}: ${verdict}`)).toEqual([
      'class: normal',
      'route: status',
      'sender: ana',
      'trust: unverified',
      'reading: Out',
    ])
    expect(answer.decisions.at(-1)?.reason).toBe(
      'The subject means "Out: 2014-08-16T09:00:00-04:00 café", read as of 2014-08-15T19:00:00.000Z in America/New_York (en-US).',
    )
  })

  test.each([
    [
      ['From: ana@example.com', 'Subject: Oot'],
      'rejected',
      'no_status',
      ['class', 'route', 'sender', 'trust', 'reading', 'settlement'],
    ],
    [['From: x@example.org', 'Subject: Out'], 'ignored', 'quarantined', ['class', 'route', 'settlement']],
    [
      ['From: ana@example.com', 'Subject: Out', 'Auto-Submitted: auto-replied'],
      'ignored',
      'automatic',
      ['class', 'settlement'],
    ],
    [['Subject: Out'], 'rejected', 'from_missing', ['class', 'settlement']],
  ])('%j ends as %s, %s', (lines, outcome, reason, steps) => {
    const answer = run(lines, 'status', directory(policy({ unknownSender: 'quarantine' })))
    expect(answer).toMatchObject({ intent: null, settlement: { outcome, reason, text: expect.stringMatching(/\.$/) } })
    expect(answer.decisions.map(({ step }) => step)).toEqual(steps)
  })

  test('a mail whose content was not read still has its class, subject and way', () => {
    const unread = { limit: 'nesting', message: LIMIT_MESSAGES.nesting } as const
    const raw = held(`${good.join('\r\n')}\r\n\r\n`)
    expect(dryRunMail(raw, { unread }, { mailbox: 'status', directory: directory(), now: NOW })).toMatchObject({
      class: 'normal',
      subject: 'Out 1d 9am café',
      text: null,
      reply: null,
      attachments: [],
      unread,
      intent: { status: 'Out' },
    })
  })

  test('bytes that are no mail get an answer too', () => {
    for (const raw of ['', '\0\0', '\xff\xfe', '\r\n\r\n', 'x'.repeat(200_000)]) {
      const answer = dryRunMail(held(raw, 'latin1'), READ, {
        mailbox: 'status',
        directory: directory(),
        now: NOW,
      })
      expect(answer).toMatchObject({ class: 'normal', settlement: { reason: 'from_missing' } })
    }
  })

  const question = ['From: Carla <carla@customer.example>', 'To: status@example.com', 'Subject: Re: [CASE-1042] Fire']

  test('given a mailbox for cases, then it answers with the case service’s intent', () => {
    const routes = [{ recipient: '*', to: 'case' as const, defaults: { priority: 'high' as const } }]
    const answer = run(['References: <1@x> <2@x>', ...question], 'status', directory(support({}, routes)))
    expect(answer).toMatchObject({
      text: TEXT,
      sender: null,
      route: 'case',
      intent: {
        name: 'intent.case.message',
        object: 'case',
        defaults: { priority: 'high' },
        from: 'carla@customer.example',
        subject: 'Re: [CASE-1042] Fire',
        thread: { references: ['<1@x>', '<2@x>'], ours: [], tags: ['CASE-1042'], numbers: [] },
      },
      settlement: null,
      reading: null,
    })
    expect(answer.decisions.map(({ step, verdict }) => `${step}: ${verdict}`)).toEqual([
      'class: normal',
      'route: case',
      'sender: stranger',
      'trust: unverified',
      'reading: answer',
    ])
    expect(answer.decisions.at(-1)?.reason).toBe(
      'The mail names Message-IDs in References and In-Reply-To (2), numbers in the subject (CASE-1042). It belongs to the case that one of them leads to; else it opens one where the mailbox allows that.',
    )
  })

  test('given a mail that names no other, then it opens a case', () => {
    const answer = run(['From: ana@example.com', 'Subject: Fire'], 'status', directory(support()))
    expect(answer.decisions.slice(-3).map(({ step, verdict }) => `${step}: ${verdict}`)).toEqual([
      'sender: ana',
      'trust: unverified',
      'reading: new',
    ])
  })

  test('given strangers who are not taken, then the mailbox for cases settles it', () => {
    expect(run(question, 'status', directory(support({ unknownSender: 'confirm' })))).toMatchObject({
      intent: null,
      settlement: { outcome: 'ignored', reason: 'quarantined' },
    })
  })

  test('given a child that came to an end, then the answer says that there is no text', () => {
    const raw = held(`${good.join('\r\n')}\r\n\r\n`)
    const answer = dryRunMail(raw, { lost: 'It ended.' }, { mailbox: 'status', directory: directory(), now: NOW })
    expect(answer).toMatchObject({
      text: null,
      unread: { limit: null, message: 'It ended.' },
      intent: { status: 'Out' },
    })
  })
})
