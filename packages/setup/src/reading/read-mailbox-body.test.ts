import { expect, test } from 'vitest'
import type { RefusedRequest } from '@tubepost/service'
import { readMailboxBody } from './read-mailbox-body.ts'

const source = { kind: 'imap', host: 'imap.example.com', password: 'hunter2' }
const body = { id: 'status', preset: 'stoic', address: 'status@example.com', source }

function refusalOf(value: unknown): RefusedRequest {
  try {
    readMailboxBody(value)
  } catch (error) {
    return error as RefusedRequest
  }
  throw new Error('it was taken')
}

test('a mailbox over HTTP is filled in like one of the file, and is disabled', () => {
  const { mailbox, password } = readMailboxBody(body)
  expect(password).toBe('hunter2')
  expect(mailbox).toMatchObject({
    enabled: false,
    kind: 'imap',
    policy: { fetchScope: 'newUids', unknownSender: 'ignore' },
    source: { port: 993, tls: 'implicit', username: 'status@example.com', password: undefined },
  })
  expect(JSON.stringify(mailbox)).not.toContain('hunter2')
})

test('an entry that is answered can be sent again', () => {
  const { mailbox } = readMailboxBody(body)
  expect(readMailboxBody(mailbox.entry).mailbox).toEqual(mailbox)
})

test('every problem is listed at once, by its path in the mailbox', () => {
  const bad = {
    id: 'Status',
    preset: 'stoic',
    address: 'a@b',
    policy: { fetchScope: 'all', maxMailBytes: 1 },
    source: { kind: 'smtp', port: 0, passwordFile: '/etc/passwd' },
    colour: 'red',
  }
  const { statusCode, code, message } = refusalOf(bad)
  expect([statusCode, code]).toEqual([400, 'bad_mailbox'])
  for (const path of [
    'colour: "colour"',
    'id: ',
    'policy.maxMailBytes: ',
    'source.port: ',
    'source.passwordFile: "passwordFile"',
  ])
    expect(message).toContain(path)
})

test('the meaning of the fields is checked as in the file', () => {
  const { message } = refusalOf({
    ...body,
    policy: { ack: 'firstMessage' },
    routes: [{ recipient: 'x', to: 'status' }],
  })
  expect(message).toContain('routes.0.recipient: must be an address')
})

test.each([
  ['nothing', undefined],
  ['a text', 'status'],
  ['a list', []],
  ['a password from the environment of the fetcher', { ...body, source: { ...source, password: { env: 'HOME' } } }],
  ['a password from a file of the fetcher', { ...body, source: { ...source, passwordFile: '/etc/passwd' } }],
])('%s is refused', (_, value) => {
  expect(refusalOf(value).statusCode).toBe(400)
})

test('a policy value that nothing acts on yet is refused, and no preset has it', () => {
  expect(refusalOf({ ...body, policy: { replyCc: true } }).message).toContain('policy.replyCc: true comes with records')
  expect(readMailboxBody({ ...body, policy: { replyCc: false } }).mailbox.policy.replyCc).toBe(false)
  expect(readMailboxBody(body).mailbox.policy.replyCc).toBe(false)
})

test('an unknown kind of source is answered with the kinds there are', () => {
  const { message } = refusalOf({ ...body, source: { kind: 'pigeon', host: 'h' } })
  expect(message).toBe('source.kind: must be one of: imap, maildir, smtp, not "pigeon".')
})

test('a folder of the fetcher’s own machine is refused', () => {
  const { message } = refusalOf({ ...body, source: { kind: 'maildir', path: '/var/mail/ann' } })
  expect(message).toContain('source.kind: maildir')
})

test('a relative path of a Maildir is a problem', () => {
  expect(refusalOf({ ...body, source: { kind: 'maildir', path: 'mail' } }).message).toContain(
    'source.path: must be absolute',
  )
})
