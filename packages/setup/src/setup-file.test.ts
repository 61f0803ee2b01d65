import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPassword } from './read-password.ts'
import { loadSetup, SetupError } from './setup-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'setup-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(path.join(folder, 'password'), 'hunter2\n')

function load(text: string, environment: Record<string, string> = {}) {
  const file = path.join(folder, 'tubepost.yaml')
  writeFileSync(file, text)
  return loadSetup(file, environment)
}

function problemsOf(text: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    load(text, environment)
  } catch (error) {
    if (error instanceof SetupError) return error.problems
    throw error
  }
  return []
}

const organisation = `organisation: { name: Example, timeZone: Europe/Berlin, locale: de-DE }\n`
const mailbox = (fields: string) =>
  `${organisation}mailboxes:\n  - { id: status, address: status@example.com, ${fields} }\n`
const imap = `source: { kind: imap, host: imap.example.com, passwordFile: password }`

test('a small file is filled in with every default', () => {
  const setup = load(`${organisation}
people:
  - { name: Jürgen Groß, addresses: [Juergen@Example.com] }
  - { id: bob, name: Bob, addresses: [bob@example.com], timeZone: America/New_York, role: admin }
statuses:
  - { name: In, type: in, due: forbidden }
  - { name: Out of Office, aliases: [ooo] }
`)
  expect(setup.organisation).toEqual({
    name: 'Example',
    timeZone: 'Europe/Berlin',
    locale: 'de-DE',
    defaultReturn: '09:00',
    endOfDay: '17:00',
    url: 'http://127.0.0.1:8080',
  })
  expect(setup.people).toMatchObject([
    { id: 'jurgen-gro', timeZone: 'Europe/Berlin', locale: 'de-DE', role: 'user' },
    { id: 'bob', timeZone: 'America/New_York', role: 'admin' },
  ])
  expect(setup.statuses).toEqual([
    { id: 'in', name: 'In', aliases: [], type: 'in', due: 'forbidden', colour: null, position: 0 },
    {
      id: 'out-of-office',
      name: 'Out of Office',
      aliases: ['ooo'],
      type: 'out',
      due: 'optional',
      colour: null,
      position: 1,
    },
  ])
  expect(setup).toMatchObject({
    mailboxes: [],
    smtp: undefined,
    limits: { repliesPerRecipientPerHour: 20, repliesPerHour: 2_000 },
  })
})

test('a mailbox gets its preset under its own policy, and the usual ports and folders', () => {
  const [found] = load(mailbox(`preset: agileapps, policy: { ack: never, maxMailBytes: 2048 }, ${imap}`)).mailboxes
  expect(found).toMatchObject({
    enabled: false,
    kind: 'imap',
    routes: [{ recipient: '*', to: 'status' }],
    policy: {
      fetchScope: 'all',
      backlog: 'importSilent',
      afterSuccess: 'delete',
      afterFailure: { move: 'Failed' },
      ack: 'never',
      maxMailBytes: 2048,
      leastTrust: 'unverified',
      pastDate: 'shift',
    },
    source: {
      host: 'imap.example.com',
      port: 993,
      tls: 'implicit',
      username: 'status@example.com',
      folder: 'INBOX',
      pollIntervalMs: 60_000,
      tlsVerify: true,
      allowPrivateAddress: false,
    },
  })
  const source = found?.source
  expect(source?.kind === 'imap' ? readPassword(source.password) : '').toBe('hunter2')
})

test('an officestatus mailbox handles failures as it handles success', () => {
  const policyOf = (policy: string) =>
    load(mailbox(`preset: officestatus, policy: ${policy}, ${imap}`)).mailboxes[0]?.policy
  expect(policyOf('{ afterSuccess: delete }')).toMatchObject({ afterSuccess: 'delete', afterFailure: 'delete' })
  expect(policyOf('{ afterSuccess: delete, afterFailure: keep }')).toMatchObject({ afterFailure: 'keep' })
})

test.each(['officestatus', 'clientspace', 'agileapps', 'stoic'])(
  'on a mailbox that leads to status alone the preset %s opens no cases',
  (preset) => {
    const policy = load(mailbox(`preset: ${preset}, ${imap}`)).mailboxes[0]?.policy
    expect(policy).toMatchObject({ unknownSender: 'ignore', ack: preset === 'stoic' ? 'always' : 'errorsOnly' })
  },
)

test('a value that belongs to cases is refused when the mailbox names it', () => {
  const of = (policy: string, routes = '') => problemsOf(mailbox(`preset: stoic, policy: ${policy}, ${routes} ${imap}`))
  expect(of('{ unknownSender: accept, ack: firstMessage }')).toEqual([
    'mailboxes.0.policy.unknownSender: "accept" is for cases, but all routes of this mailbox lead to status',
    'mailboxes.0.policy.ack: "firstMessage" is for cases, but all routes of this mailbox lead to status',
  ])
  expect(of('{ unknownSender: confirm }', 'routes: [{ recipient: "*", to: status }],')).toHaveLength(1)
  expect(of('{ unknownSender: quarantine, ack: always }')).toEqual([])
})

test('a route takes an exact address, with a detail or without one, or every mail', () => {
  const of = (recipient: string) =>
    problemsOf(mailbox(`preset: stoic, routes: [{ recipient: "${recipient}", to: status }], ${imap}`))
  for (const good of ['*', 'status@example.com', 'status+ooo@example.com']) expect(of(good)).toEqual([])
  for (const bad of ['status', '', 'a b@example.com'])
    expect(of(bad)).toEqual([expect.stringMatching(/^mailboxes\.0\.routes\.0\.recipient: /)])
})

test('every problem of the shape is listed by its path', () => {
  const problems = problemsOf(`
organisation: { name: Example, timeZone: Europe/Berlin, defaultReturn: 9am, locale: de }
people:
  - { name: Ana, adresses: [ana@example.com] }
  - { name: Bob, addresses: [bob], role: emperor }
statuses:
  - { name: Out, colour: red }
mailboxes:
  - { id: Status, preset: officestatuss, address: a@b, source: { kind: imap, port: 0 } }
  - { id: b, preset: stoic, address: b@b, source: { kind: smtp, port: 25, host: x } }
limits: { repliesPerRecipientPerHour: 0 }
surprise: true
`)
  expect(problems.map((problem) => problem.split(':')[0] ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
    '(the whole file)',
    'limits.repliesPerRecipientPerHour',
    'mailboxes.0.id',
    'mailboxes.0.preset',
    'mailboxes.0.source',
    'mailboxes.0.source.port',
    'mailboxes.1.source',
    'organisation.defaultReturn',
    'people.0',
    'people.1.addresses.0',
    'people.1.role',
    'statuses.0.colour',
  ])
  expect(problems).toContain('people.0: "addresses" is missing; "adresses" is not known here')
  expect(problems).toContain('mailboxes.0.source: "host" is missing')
  expect(problems).toContain('mailboxes.1.source: "host" is not known here')
  expect(problems).toContain('(the whole file): "surprise" is not known here')
})

test('every problem of the meaning is listed by its path', () => {
  const problems = problemsOf(`
organisation: { name: Example, timeZone: Europe/Berlinn, locale: "not a tag" }
people:
  - { name: Ana, addresses: [ana@example.com, ANA@example.com] }
  - { name: ana, addresses: [other@example.com], timeZone: Mars/Olympus }
statuses:
  - { name: Out, aliases: [away] }
  - { name: Away }
mailboxes:
  - { id: a, preset: stoic, address: x@example.com, source: { kind: imap, host: h, passwordFile: nowhere } }
  - { id: a, preset: stoic, address: X@example.com, source: { kind: imap, host: h, password: { env: NOT_SET } } }
  - { id: c, preset: stoic, address: c@example.com, source: { kind: imap, host: h } }
  - { id: d, preset: stoic, address: d@example.com, policy: { fetchScope: all }, source: { kind: smtp, port: 2525 } }
smtp: { host: h, from: a@b, username: u, passwordFile: password, password: { env: SET } }
`)
  expect(problems).toEqual([
    'organisation.timeZone: "Europe/Berlinn" is no IANA time zone',
    'organisation.locale: "not a tag" is no language tag such as en-US',
    'people.0.addresses.1: the address "ana@example.com" is already used at people.0.addresses.0',
    'people.1: the id "ana" is already used at people.0',
    'people.1.timeZone: "Mars/Olympus" is no IANA time zone',
    'statuses.1: the name or alias "away" is already used at statuses.0',
    'mailboxes.0.source.passwordFile: there is no such file',
    'mailboxes.1: the id "a" is already used at mailboxes.0',
    'mailboxes.1: the address "x@example.com" is already used at mailboxes.0',
    'mailboxes.1.source.password.env: the environment has no NOT_SET',
    'mailboxes.2.source: passwordFile or password is missing',
    'mailboxes.3.policy.fetchScope: an smtp mailbox has no folder to which this could apply',
    'smtp: give passwordFile or password, not both',
  ])
})

test('a service that reads no password of a part need not have it', () => {
  const file = path.join(folder, 'elsewhere.yaml')
  const named = `source: { kind: imap, host: h, passwordFile: nowhere }, preset: stoic`
  writeFileSync(file, `${mailbox(named)}smtp: { host: h, from: a@b, username: u, password: { env: NOT_SET } }\n`)
  expect(() => loadSetup(file, {}, [])).not.toThrow()
  expect(() => loadSetup(file, {}, ['mailboxes'])).toThrow('mailboxes.0.source.passwordFile: there is no such file')
  expect(() => loadSetup(file, {}, ['smtp'])).toThrow('smtp.password.env: the environment has no NOT_SET')
})

test('problems of form and of meaning are listed together', () => {
  const text = `
organisation: { name: X, timeZone: Mars/Phobos, locale: en-US, colour: red }
people:
  - { name: A, addresses: [no-address] }
  - { name: B, addresses: [b@example.com], timeZone: Nowhere }
`
  expect(problemsOf(text)).toEqual([
    'organisation: "colour" is not known here',
    'people.0.addresses.0: must be an address, local@domain',
    'organisation.timeZone: "Mars/Phobos" is no IANA time zone',
    'people.1.timeZone: "Nowhere" is no IANA time zone',
  ])
})

test.each([
  ['nothing', '', /\(the whole file\)/],
  ['a list', '- 1', /\(the whole file\)/],
  ['broken YAML', 'organisation: { name: [', /./],
  ['the same key twice', `${organisation}${organisation}`, /unique/i],
])('a file that holds %s is refused in words', (_, text, expected) => {
  expect(problemsOf(text).join('\n')).toMatch(expected)
})

test('a file that is not there is refused in words', () => {
  expect(() => loadSetup(path.join(folder, 'missing.yaml'), {})).toThrow('cannot be read: ENOENT')
})

test('a key named __proto__ is an unknown field, not a way in', () => {
  expect(problemsOf(`${organisation}__proto__: { limits: 1 }\n`)).toEqual([
    '(the whole file): "__proto__" is not known here',
  ])
})
