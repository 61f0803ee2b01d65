import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { imap, mailbox, organisation, setupFolder } from '../../test/setup-folder.ts'
import { readPassword } from '../login/read-password.ts'
import { effectLines } from './check-setup.ts'
import { loadSetup, SetupError } from './setup-file.ts'

const { check, folder, load } = setupFolder()

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
  const tagged = load(organisation.replace(' }', ', subjectTags: [extern, Achtung] }'))
  expect(tagged.organisation.subjectTags).toEqual(['extern', 'Achtung'])
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
    limits: { repliesPerRecipientPerHour: 20, repliesPerHour: 2_000, answersPerHour: 1_000 },
    console: { hosts: ['127.0.0.1', 'localhost', '[::1]'], trustedProxies: [] },
    oidc: [],
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

test('a set-up without an end is refused', () => {
  expect(() => loadSetup('/dev/zero', { environment: {}, servicesRunHere: true })).toThrow('is larger than 16 MiB')
})

test('what each mailbox will do is said before it is applied', () => {
  const { setup } = check(mailbox(`preset: agileapps, ${imap}`))
  expect(setup && effectLines(setup)).toEqual([
    'mailbox status (not enabled): A mail that was applied, or is a duplicate or automatic, is deleted from the mailbox. Any other mail is moved to the folder Failed. All mails are taken in; those from before the set-up are handled like new ones, but not answered. A mail that cannot be understood is answered with help; no other mail is answered. Mails of strangers set nothing and are not answered.',
  ])
})

test('JSON is taken like YAML, indented with tabs or not', () => {
  const value = { organisation: { name: 'Example', timeZone: 'UTC', locale: 'en' } }
  for (const indent of [undefined, 2, '\t'])
    expect(check(JSON.stringify(value, undefined, indent)).setup?.organisation.name).toBe('Example')
})

test('a file that cannot be read is refused in words', () => {
  const said = (file: string) => {
    try {
      loadSetup(file, { environment: {}, servicesRunHere: true })
    } catch (error) {
      if (error instanceof SetupError) return error.problems
      throw error
    }
    return []
  }
  const missing = path.join(folder, 'missing.yaml')
  expect(said(missing)).toEqual([`${missing}: there is no such file`])
  expect(said(folder)).toEqual([`${folder}: is a folder; name the file in it`])
  const latin = path.join(folder, 'latin.yaml')
  writeFileSync(latin, Buffer.from('organisation: { name: J\xfcrgen }', 'latin1'))
  expect(said(latin)).toEqual([`${latin}: is not UTF-8 text; save it with that encoding`])
})

test('the console is called by the host of its address, and on the machine itself', () => {
  const setup = load(
    'organisation: { name: Example, timeZone: UTC, locale: en, url: "https://Status.Example.com:8443/x" }',
  )
  expect(setup.organisation.url).toBe('https://Status.Example.com:8443/x')
  expect(setup.console.hosts).toEqual(['status.example.com', 'localhost', '127.0.0.1', '[::1]'])
})

test.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '192.0.2.7/32'])('%s can be a trusted proxy', (text) => {
  expect(load(`${organisation}console: { trustedProxies: ["${text}"] }`).console.trustedProxies).toEqual([text])
})
