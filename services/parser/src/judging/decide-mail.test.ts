import { ownMessageId } from '@tubepost/mail'
import { describe, expect, test } from 'vitest'
import { directory, policy, received } from '../../test/mails.ts'
import { decideMail, restsOnAbsence } from './decide-mail.ts'
import type { ReceivedMail } from './known-mail.ts'

const good = ['From: Ana <ANA@Example.com>', 'To: status@example.com', 'Subject: Out 1d 9am call my cell']

test('a known person’s subject is an intent, read in their zone at the mail’s time', () => {
  expect(decideMail(received(good), directory())).toMatchObject({
    kind: 'intent',
    person: { id: 'ana' },
    sentAt: '2014-08-15T19:00:00.000Z',
    reading: { status: { id: 'out' }, dueBack: '2014-08-16T09:00:00-04:00', comment: 'call my cell' },
  })
})

test.each([
  ['a subject with no status', 'Oot 30m', 'no_status'],
  ['an empty subject', '', 'empty'],
  ['a forward', 'Fwd: Out 30m', 'forwarded'],
  ['a missing time', 'Vacation', 'due_required'],
])('%s is misread', (_what, subject, reason) => {
  const mail = received(['From: ana@example.com', `Subject: ${subject}`])
  expect(decideMail(mail, directory())).toMatchObject({ kind: 'misread', reason })
})

test('a word of the organisation’s mail gateway comes off the subject', () => {
  const office = directory()
  const tagged = { ...office, organisation: { ...office.organisation, subjectTags: ['Achtung'] } }
  const mail = received(['From: ana@example.com', 'Subject: Achtung: Out 30m'])
  expect(decideMail(mail, tagged)).toMatchObject({ kind: 'intent', reading: { status: { id: 'out' }, comment: null } })
  expect(decideMail(mail, office)).toMatchObject({ kind: 'misread', reason: 'no_status' })
})

test.each([
  ['Auto-Submitted says so', received([...good, 'Auto-Submitted: auto-replied'])],
  ['the envelope sender is null', received(good, { envelope: { from: '', recipients: [] } })],
  ['it comes from one of our own addresses', received(['From: status@example.com', 'Subject: Out'])],
])('a machine’s mail is ignored: %s', (_what, mail) => {
  expect(decideMail(mail, directory())).toMatchObject({ kind: 'settled', outcome: 'ignored', reason: 'automatic' })
})

test.each([
  ['Out of Office: Your status was not changed', 'automatic'],
  ['I am out of the office until Monday', 'automatic'],
  ['Re: Your status was not changed', 'automatic'],
  ['Out 30m', 'intent'],
])('given an answer to our reply under %j, then it is %s', (subject, expected) => {
  const keys = [Buffer.alloc(32, 1)]
  const reply = { replyId: '6f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11', subject: 'Your status was not changed' }
  const named = `In-Reply-To: ${ownMessageId(keys, reply, 'example.com')}`
  const verdict = decideMail(received(['From: ana@example.com', `Subject: ${subject}`, named]), {
    ...directory(),
    keys,
  })
  expect(verdict.kind === 'settled' ? verdict.reason : verdict.kind).toBe(expected)
})

test('a person may write "Out of Office" without being taken for a machine', () => {
  const office = directory()
  const terms = [...office.terms, { id: 'ooo', name: 'Out of Office', aliases: [] }]
  const mail = received(['From: ana@example.com', 'Subject: Out of Office 1d'])
  expect(decideMail(mail, { ...office, terms })).toMatchObject({ kind: 'intent', reading: { status: { id: 'ooo' } } })
})

test.each([
  ['in other case', 'ANA@Example.COM', 'ana@example.com'],
  ['with quotes', "'ana@example.com' <ana@example.com>", 'ana@example.com'],
  ['with a dot of the root', '<ana@example.com.>', 'ana@example.com'],
])('given a From %s, then the answer goes to the address on file', (_what, from, address) => {
  expect(decideMail(received([`From: ${from}`, 'Subject: Out']), directory())).toMatchObject({ address })
})

test.each([
  ['a NUL', 'ana\0@example.com'],
  ['a letter that only looks like another', 'an\u0430@example.com'],
])('given a From with %s, then the sender is a stranger', (_what, from) => {
  const verdict = decideMail(received([`From: ${from}`, 'Subject: Out']), directory())
  expect(verdict).toMatchObject({ reason: 'unknown_sender' })
})

test('mails of two senders, no sender or strangers change nothing', () => {
  const reasonOf = (headers: string[]) => {
    const verdict = decideMail(received(headers), directory())
    return verdict.kind === 'settled' ? verdict.reason : verdict.kind
  }
  expect(reasonOf([...good, 'From: ben@example.com'])).toBe('from_ambiguous')
  expect(reasonOf(['Subject: Out'])).toBe('from_missing')
  expect(reasonOf(['From: ana@example.com.evil.example', 'Subject: Out'])).toBe('unknown_sender')
})

test('a header that was cut acts on nothing, and the reason says that it is too long', () => {
  const tooLong = {
    outcome: 'rejected',
    reason: 'from_ambiguous',
    text: expect.stringMatching(/^The header .* longer/),
  }
  expect(decideMail(received(good, { headersCut: true }), directory())).toMatchObject(tooLong)
  expect(decideMail(received(['X-A: b'], { headersCut: true }), directory())).toMatchObject(tooLong)
  const manyLines = Array.from({ length: 5_000 }, (_, n) => `X-${n}: b`)
  expect(decideMail(received([...manyLines, ...good]), directory())).toMatchObject(tooLong)
  const machine = received([...good, 'Auto-Submitted: auto-replied'], { headersCut: true })
  expect(decideMail(machine, directory())).toMatchObject({ outcome: 'ignored', reason: 'automatic' })
})

test('a person’s address with a program’s phrase in an answer is a program’s', () => {
  const fields = ['From: ana@example.com', 'To: status@example.com', 'Subject: Re: Out 1d']
  const opening = (bodyFacts?: ReceivedMail['bodyFacts']) =>
    decideMail(received(fields, bodyFacts && { bodyFacts }), directory())
  expect(opening({ partTypes: [], actions: [], opening: 'auto-reply' })).toMatchObject({ reason: 'automatic' })
  expect(opening()).toMatchObject({ kind: 'intent' })
})

test('90 kB of ARC sets above From hide nobody', () => {
  const arc = Array.from({ length: 900 }, (_, n) => `ARC-Seal: i=${n}; ${'b'.repeat(90)}`)
  expect(decideMail(received([...arc, ...good]), directory())).toMatchObject({ kind: 'intent', person: { id: 'ana' } })
})

test('a sender whom the trusted server has refused never acts', () => {
  const mail = received(['Authentication-Results: mx.example.com; dmarc=fail header.from=example.com', ...good])
  expect(decideMail(mail, directory())).toMatchObject({ outcome: 'rejected', reason: 'trust_too_low' })
})

test('a mail to a recipient that no route names has no route', () => {
  const routes = [{ recipient: 'board@example.com', to: 'status' as const }]
  expect(decideMail(received(good), directory({ routes }))).toMatchObject({ reason: 'no_route' })
  const mail = received(good, { envelope: { from: null, recipients: ['Board@example.com'] } })
  expect(decideMail(mail, directory({ routes }))).toMatchObject({ kind: 'intent' })
})

test('only verdicts that rest on absence wait for the reference data', () => {
  const of = (headers: string[]) => restsOnAbsence(decideMail(received(headers), directory()))
  expect(of(good)).toBe(false)
  expect(of(['From: nobody@example.org', 'Subject: Out'])).toBe(true)
  expect(of(['From: ana@example.com', 'Subject: Oot'])).toBe(true)
  expect(of([...good, 'Auto-Submitted: auto-replied'])).toBe(false)
})

describe('people who write like machines', () => {
  const office = directory()
  const withOffice = { ...office, terms: [...office.terms, { id: 'ooo', name: 'Out of Office', aliases: ['OOO'] }] }

  test.each([
    ['Out of Office 1d'],
    ['OOO: 1d'],
    ['Re: Out of Office 1d'],
    ['AW: Out of Office until Monday'],
    ['OOO - back Monday'],
  ])('%s sets a status, also as an answer', (subject) => {
    const mail = received(['From: ana@example.com', `Subject: ${subject}`, 'In-Reply-To: <1@board.example.com>'])
    expect(decideMail(mail, withOffice)).toMatchObject({ kind: 'intent', reading: { status: { id: 'ooo' } } })
  })

  test('headers decide: a machine’s mail with the same subject does not', () => {
    for (const field of ['Auto-Submitted: auto-replied', 'X-Autoreply: yes', 'Return-Path: <>']) {
      const mail = received([field, 'From: ana@example.com', 'Subject: Out of Office 1d'], {
        envelope: { from: null, recipients: [] },
      })
      expect(decideMail(mail, withOffice)).toMatchObject({ outcome: 'ignored', reason: 'automatic' })
    }
  })
})

describe('the policy of a mailbox', () => {
  const stranger = received(['From: nobody@example.org', 'Subject: Out'])

  test('unknownSender: ignore and quarantine both change nothing', () => {
    expect(decideMail(stranger, directory())).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown_sender',
      text: expect.stringContaining('add it to the person and requeue the mail'),
    })
    const kept = decideMail(stranger, directory(policy({ unknownSender: 'quarantine' })))
    expect(kept).toMatchObject({
      outcome: 'ignored',
      reason: 'quarantined',
      text: expect.stringMatching(/quarantine\. To release it, add the address to a person, then requeue the mail\.$/),
    })
    expect(restsOnAbsence(kept)).toBe(true)
  })

  const field = (results: string) => `Authentication-Results: mx.example.com; ${results}`
  const AUTHENTICATED = field('dmarc=pass header.from=example.com')
  const PLAUSIBLE = field('arc=pass')
  const FAILED = field('dmarc=fail header.from=example.com')
  test.each([
    ['unverified', [AUTHENTICATED, PLAUSIBLE, undefined]],
    ['plausible', [AUTHENTICATED, PLAUSIBLE]],
    ['authenticated', [AUTHENTICATED]],
  ] as const)('leastTrust: %s accepts exactly the trusts from that level up', (leastTrust, enough) => {
    for (const results of [AUTHENTICATED, PLAUSIBLE, undefined, FAILED]) {
      const mail = received(results === undefined ? good : [results, ...good])
      const wanted = enough.some((one) => one === results) ? { kind: 'intent' } : { reason: 'trust_too_low' }
      expect(decideMail(mail, directory(policy({ leastTrust })))).toMatchObject(wanted)
    }
  })

  test('a refusal for want of trust names the trust found and the trust required', () => {
    expect(decideMail(received(good), directory(policy({ leastTrust: 'authenticated' })))).toMatchObject({
      text: expect.stringMatching(/^The sender is unverified .*, and this mailbox asks for authenticated\.$/),
    })
    expect(decideMail(received([FAILED, ...good]), directory())).toMatchObject({
      text: expect.stringMatching(/not from its sender’s domain .*dmarc=fail.* Such mail never acts\.$/),
    })
  })

  const past = ['From: ana@example.com', 'Subject: Out 8/14/2014 9:00am call my cell']
  test('pastDate: shift, comment and error', () => {
    expect(decideMail(received(past), directory())).toMatchObject({
      reading: { dueBack: '2014-08-16T09:00:00-04:00', warnings: ['shifted_to_tomorrow'] },
    })
    expect(decideMail(received(past), directory(policy({ pastDate: 'comment' })))).toMatchObject({
      kind: 'intent',
      reading: { dueBack: null, comment: '8/14/2014 9:00am call my cell' },
    })
    expect(decideMail(received(past), directory(policy({ pastDate: 'error' })))).toMatchObject({
      kind: 'misread',
      reason: 'past_date',
    })
  })

  test('caseSensitive: names are taken as they are written', () => {
    const mail = received(['From: ana@example.com', 'Subject: oUT 1d'])
    expect(decideMail(mail, directory())).toMatchObject({ kind: 'intent' })
    expect(decideMail(mail, directory(policy({ caseSensitive: true })))).toMatchObject({ reason: 'no_status' })
  })
})

test('every text about a settlement for a person is a sentence', () => {
  const mails = [
    received(['Subject: Out']),
    received([...good, 'From: ben@example.com']),
    received(['From: nobody@example.org', 'Subject: Out']),
    received([...good, 'Auto-Submitted: auto-replied']),
    received(good, { mailbox: 'gone' }),
  ]
  for (const mail of mails) {
    expect(decideMail(mail, directory())).toMatchObject({ text: expect.stringMatching(/^[A-Z].{20,}\.$/) })
  }
})
