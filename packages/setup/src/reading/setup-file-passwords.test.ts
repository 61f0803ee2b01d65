import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mailbox, setupFolder } from '../../test/setup-folder.ts'
import { readPassword } from '../login/read-password.ts'

const { check, folder, linesOf, problemsOf } = setupFolder()

test('where the services do not run, a password out of sight is noted', () => {
  const [far, near] = ['/run/of-containers/status', 'nowhere']
  const named = (file: string) =>
    `${mailbox(`preset: officestatus, source: { kind: imap, host: h, passwordFile: ${file} }`)}smtp: { host: h, from: a@b, username: u, password: { env: NOT_SET } }\n`
  const elsewhere = (file: string) => check(named(file), { servicesRunHere: false })
  expect(elsewhere(far).problems).toEqual([])
  expect(elsewhere(far).notes.map(({ path: at }) => at)).toEqual([
    'mailboxes.0.source.passwordFile',
    'smtp.password.env',
  ])
  expect(elsewhere(near).problems.map(({ path: at }) => at)).toEqual(['mailboxes.0.source.passwordFile'])
  expect(check(named(far)).problems).toHaveLength(2)
})

test('a password that stands in the file itself is repeated nowhere', () => {
  const texts = [
    mailbox('preset: stoic, source: { kind: imap, host: h, password: hunter2 }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, password: 40020 }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, passwordFile: 40020 }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, passwordFile: hunter2 }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, passwordFile: hunter2/hunter2== }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, password: { env: hunter2 } }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, password: { env: "hunter2!" } }'),
    mailbox('preset: stoic, source: { kind: imap, host: h, password: { env: 40020 } }'),
    "password: 'x'hunter2",
    'password: *hunter2',
    `${mailbox('preset: stoic, source: { kind: smtp, port: 25 }')}smtp: { host: h, from: a@b.c, password: hunter2: x }`,
  ]
  for (const text of texts) {
    const { problems, notes } = check(text, { servicesRunHere: false })
    expect(linesOf(text).join()).not.toMatch(/hunter2|40020/)
    expect([...problems, ...notes].map(({ text: said }) => said).join()).not.toMatch(/hunter2|40020/)
  }
  expect(() => readPassword({ env: 'hunter2' })).toThrow(/^(?!.*hunter2)/)
})

test.each([
  ['an end of line', 'hunter2\r\n'],
  ['a byte order mark', '\ufeffhunter2'],
])('a password file with %s gives the password alone', (_, text) => {
  const file = path.join(folder, 'password-as-saved')
  writeFileSync(file, text)
  expect(readPassword({ file })).toBe('hunter2')
})

test.each([
  ['is empty', ' \n', 'is empty'],
  ['has two lines', 'hunter2\nhunter2\n', 'has several lines'],
  ['is UTF-16', Buffer.from('hunter2', 'utf16le'), 'is not UTF-8 text'],
  ['is Latin-1', Buffer.from('hünter2', 'latin1'), 'is not UTF-8 text'],
  ['is huge', Buffer.alloc(65 * 1024, 'x'), 'is too long'],
])('a password file that %s is refused at the check and when it is needed', (_, bytes, said) => {
  const file = path.join(folder, 'bad-password')
  writeFileSync(file, bytes)
  const [problem] = problemsOf(mailbox('preset: stoic, source: { kind: imap, host: h, passwordFile: ./bad-password }'))
  expect(problem).toContain(said)
  expect(() => readPassword({ file })).toThrow(said.replace('has', 'it has').replace('is', 'it is'))
})

test('a device in place of a password file is refused, and not read to its end', () => {
  const [problem] = problemsOf(mailbox('preset: stoic, source: { kind: imap, host: h, passwordFile: /dev/zero }'))
  expect(problem).toContain('is a pipe or a device')
  expect(() => readPassword({ file: '/dev/zero' })).toThrow('it is a pipe or a device')
})
