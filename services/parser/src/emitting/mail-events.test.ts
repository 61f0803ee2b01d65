import { firstEvent, mailReceived } from '@tubepost/events'
import { describe, expect, test } from 'vitest'
import { directory, policy, received } from '../../test/mails.ts'
import { decideMail } from '../judging/decide-mail.ts'
import type { Directory, ReceivedMail } from '../judging/known-mail.ts'
import { mailEvents } from './mail-events.ts'

const origin = { service: 'parser', now: '2014-08-15T19:00:01.000Z' } as const

function eventsOf(mail: ReceivedMail, known: Directory = directory()) {
  const event = firstEvent(mailReceived, origin, {
    id: '0f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11',
    correlationId: mail.mailId,
    mailbox: mail.mailbox,
    data: mail,
  })
  const verdict = decideMail(mail, known)
  if (verdict.kind === 'message') throw new Error('the mailbox is for cases')
  return mailEvents(event, verdict, known, origin).map(({ type, data }) => ({
    name: type.replace(/^dev\.tubepost\.|\.v1$/g, ''),
    data,
  }))
}
const namesOf = (...args: Parameters<typeof eventsOf>): string[] => eventsOf(...args).map(({ name }) => name)

const readable = ['From: ana@example.com', 'Message-ID: <1@example.com>', 'Subject: Out 1d']
const unreadable = ['From: ana@example.com', 'Message-ID: <1@example.com>', 'Subject: Oot 1d']

describe('the events of a verdict', () => {
  test('a readable subject is one intent', () => {
    expect(namesOf(received(readable))).toEqual(['intent.status.set'])
  })

  test.each([
    [
      'another language and clock',
      ['Content-Language: de-DE', 'Date: Fri, 15 Aug 2014 21:00:00 +0200'],
      { language: 'de-DE', utcOffset: '+02:00' },
    ],
    ['the person’s own', ['Content-Language: en-GB', 'Date: Fri, 15 Aug 2014 15:00:00 -0400'], undefined],
    ['nothing', [], undefined],
  ])('given a program that tells %s, then the intent hints at what differs', (_what, fields, hints) => {
    const [data] = eventsOf(received([...fields, ...readable])).map((event) => event.data as { hints?: object })
    expect(data?.hints).toEqual(hints)
  })

  test('a misread one is settled, and its sender gets one error mail', () => {
    expect(eventsOf(received(unreadable))).toMatchObject([
      { name: 'mail.settled', data: { outcome: 'rejected', reason: 'no_status', replyRequested: true } },
      { name: 'reply.requested', data: { kind: 'error', to: 'ana@example.com', inReplyTo: '<1@example.com>' } },
    ])
  })

  test.each([
    ['ack: never', received(unreadable), directory(policy({ ack: 'never' }))],
    ['a mail from before the set-up', received(unreadable, { backlog: true }), directory()],
    ['a mail to a list', received(['Precedence: bulk', ...unreadable]), directory()],
    ['a robot’s address', received(['X-Auto-Response-Suppress: All', ...unreadable]), directory()],
  ])('%s gets no error mail, and is settled all the same', (_what, mail, known) => {
    expect(eventsOf(mail, known)).toMatchObject([{ name: 'mail.settled', data: { replyRequested: false } }])
  })

  test('importSilent: a mail from before the set-up acts without a reply', () => {
    const mail = received(readable, { backlog: true })
    expect(eventsOf(mail, directory(policy({ backlog: 'importSilent', ack: 'always' })))).toMatchObject([
      { name: 'intent.status.set', data: { reply: { ack: 'never' } } },
    ])
  })

  test('strangers, machines and forgers get no mail', () => {
    const mails = [
      received(['From: nobody@example.org', 'Subject: Oot']),
      received(['Auto-Submitted: auto-replied', ...unreadable]),
      received(['Authentication-Results: mx.example.com; dmarc=fail header.from=example.com', ...unreadable]),
      received(['From: ben@example.com', ...unreadable]),
    ]
    for (const mail of mails) expect(namesOf(mail)).toEqual(['mail.settled'])
  })

  test('where several routes match, the story names them', () => {
    const routes = ['status+x@example.com', 'status@example.com', '*'].map((recipient) => ({
      recipient,
      to: 'status' as const,
    }))
    const to = { envelope: { from: null, recipients: ['status+x@example.com'] } }
    expect(eventsOf(received(readable, to), directory({ routes }))).toMatchObject([
      { data: { routes: { taken: 'status+x@example.com', alsoMatched: ['status@example.com', '*'] } } },
    ])
    expect(eventsOf(received(unreadable, to), directory({ routes }))[0]?.data).toMatchObject({
      text: expect.stringContaining('others that match: status@example.com (status), * (status).'),
    })
  })

  test('a mail whose body was not kept acts by its header, with a warning', () => {
    const body = { sha256: 'a'.repeat(64), size: 812, mediaType: 'message/rfc822' }
    const smtp = { identity: { kind: 'smtp', session: 's' } } as const
    const warningsOf = (mail: Partial<ReceivedMail>) => eventsOf(received(readable, mail))[0]?.data
    expect(warningsOf({ ...smtp, body: null })).toMatchObject({ warnings: ['body_not_kept'] })
    expect(warningsOf({ ...smtp, body })).toMatchObject({ warnings: [] })
  })

  test('a mailbox that is read by its headers alone loses no body', () => {
    const identity = { kind: 'imap', account: 'status@imap.example.com/INBOX', life: '1', key: 1 } as const
    expect(eventsOf(received(readable, { identity, body: null }))[0]?.data).toMatchObject({ warnings: [] })
  })

  test.each([
    [
      'References, oldest first',
      ['References: <a@x> <b@x>', 'In-Reply-To: <b@x>'],
      ['<a@x>', '<b@x>', '<1@example.com>'],
    ],
    ['In-Reply-To where there are no References', ['In-Reply-To: <b@x>'], ['<b@x>', '<1@example.com>']],
    ['its own Message-ID alone', [], ['<1@example.com>']],
  ])('a reply follows %s in the thread', (_what, thread, references) => {
    expect(eventsOf(received([...thread, ...unreadable]))[1]?.data).toMatchObject({ references })
  })
})
