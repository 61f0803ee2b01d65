import { expect, test } from 'vitest'
import { describeMail, fingerprintOf, type FoundData } from './describe-mail.ts'

const ORIGIN = { service: 'fetcher', now: '2026-08-15T09:00:00.000Z' } as const
const HEADERS = 'From: ann@example.org\r\nDate: Sat, 15 Aug 2026 09:00:00 +0000\r\nSubject: Out\r\n\r\n'

function described(changes: Partial<FoundData> = {}) {
  const found: FoundData = {
    mailbox: 'status',
    identity: { kind: 'imap', account: 'status@example.com:993/INBOX', life: '1', key: 1 },
    arrivedAt: ORIGIN.now,
    envelope: { from: null, recipients: [] },
    headers: Buffer.from(HEADERS),
    size: 100,
    body: null,
    backlog: false,
  }
  return describeMail({ ...found, ...changes }, ORIGIN)
}

test('the same server identity is the same mail, whatever else has changed', () => {
  expect(described({ headers: Buffer.from('Subject: other\r\n\r\n') }).id).toBe(described().id)
  const identity = { kind: 'imap', account: 'status@example.com:993/INBOX', life: '2', key: 1 } as const
  expect(described({ identity }).id).not.toBe(described().id)
  expect(described({ mailbox: 'other' }).data.mailId).not.toBe(described().data.mailId)
})

test('the same content has the same fingerprint, whatever relays wrote on top', () => {
  const relayed = Buffer.from(`Received: from a relay\r\n${HEADERS}`)
  expect(described({ headers: relayed }).data.fingerprint).toBe(described().data.fingerprint)
  expect(described({ bodyDigest: 'a' }).data.fingerprint).not.toBe(described({ bodyDigest: 'b' }).data.fingerprint)
})

test('without Date and Message-ID each mail is its own', () => {
  const headers = Buffer.from('From: ann@example.org\r\nSubject: Out\r\n\r\n')
  expect(fingerprintOf(headers, 'one')).not.toBe(fingerprintOf(headers, 'two'))
  expect(fingerprintOf(headers, 'one')).toBe(fingerprintOf(headers, 'one'))
})

test('text after the header block is no part of it', () => {
  expect(described({ headers: Buffer.from(`${HEADERS})\r\n* 2 FETCH`) }).data.headers).toBe(HEADERS)
})

test('header bytes that are no UTF-8 become one character each', () => {
  const latin = Buffer.concat([Buffer.from('Subject: caf'), Buffer.from([0xe9]), Buffer.from('\r\n\r\n')])
  expect(described({ headers: latin }).data.headers).toBe('Subject: café\r\n\r\n')
  const utf8 = 'Subject: \ufffd ü\r\n\r\n'
  expect(described({ headers: Buffer.from(utf8) }).data.headers).toBe(utf8)
})
