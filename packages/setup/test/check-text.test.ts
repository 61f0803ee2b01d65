import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkSetupText } from '../src/reading/check-setup.ts'
import { mailbox, organisation, setupFolder } from './setup-folder.ts'

const { folder, check } = setupFolder()
const password = path.join(folder, 'password')
const maildir = path.join(folder, 'mails')
mkdirSync(maildir)

const TEXT = [
  organisation.trim(),
  'mailboxes:',
  `  - { id: a, preset: stoic, address: a@example.com, source: { kind: imap, host: h.example.com, passwordFile: ${password} } }`,
  `  - { id: b, preset: stoic, address: b@example.com, source: { kind: maildir, path: ${maildir} } }`,
  'smtp: { host: smtp.example.com, from: a@example.com, username: a, password: { env: PLANTED } }',
  `oidc: [{ id: o, name: O, issuer: "https://issuer.example.com", clientId: c, passwordFile: ${password} }]`,
  '',
].join('\n')

function traced(way: 'text' | 'file'): { traced: string[]; problems: number } {
  const file = path.join(folder, 'planted.yaml')
  writeFileSync(file, TEXT)
  const program = fileURLToPath(new URL('./traced-check.ts', import.meta.url))
  const env = { ...process.env, PLANTED: 'hunter2' }
  return JSON.parse(execFileSync(process.execPath, [program, way, file], { env, encoding: 'utf8' })) as {
    traced: string[]
    problems: number
  }
}

test('a check of a text opens no path, reads no variable and looks up no host', () => {
  expect(traced('text')).toEqual({ traced: [], problems: 0, notes: expect.any(Number) })
})

test('a check of a file looks where its passwords are said to be', () => {
  const { traced: seen, problems } = traced('file')
  expect(problems).toBe(0)
  expect(seen).toContain('variable PLANTED')
  expect(seen.some((each) => each.endsWith(password))).toBe(true)
  expect(seen.some((each) => each.endsWith(maildir))).toBe(true)
})

test('what a text says wrong is found as in a file', () => {
  const wrong = [
    mailbox('preset: stoic, source: { kind: imap, host: h.example.com }'),
    mailbox('preset: stoic, source: { kind: imap, host: h.example.com, passwordFile: password, password: { env: A } }'),
    `${organisation}people: [{ name: A, addresses: [x] }]\n`,
    'a: [',
    '',
  ]
  for (const text of wrong) expect(checkSetupText(text).problems).toEqual(check(text).problems)
})
