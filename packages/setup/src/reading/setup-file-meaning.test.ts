import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { imap, mailbox, organisation, setupFolder } from '../../test/setup-folder.ts'
import { effectLines } from './check-setup.ts'

const { check, folder, load, problemsOf } = setupFolder()

test('a value that belongs to cases is refused when the mailbox names it', () => {
  const of = (policy: string, routes = '') => problemsOf(mailbox(`preset: stoic, policy: ${policy}, ${routes} ${imap}`))
  expect(of('{ unknownSender: accept, ack: firstMessage }')).toEqual([
    'mailboxes.0.policy.unknownSender: "accept" is for cases, but all routes of this mailbox lead to status',
    'mailboxes.0.policy.ack: "firstMessage" is for cases, but all routes of this mailbox lead to status',
  ])
  expect(of('{ unknownSender: confirm }', 'routes: [{ recipient: "*", to: status }],')).toHaveLength(1)
  expect(of('{ unknownSender: quarantine, ack: always }')).toEqual([])
})

test('an id that was given twice is not called one made of the name', () => {
  const problems = problemsOf(
    `organisation: { name: E, timeZone: UTC, locale: en }\nstatuses: [{ id: x, name: Out }, { id: x, name: In }]`,
  )
  expect(problems).toEqual(['statuses.1.id: the id "x" is already used at statuses.0.id'])
})

test.each([
  ['Berlin', 'Europe/Berlin'],
  ['new york', 'America/New_York'],
])('given the city %s as a zone, %s is proposed', (city, zone) => {
  expect(problemsOf(`organisation: { name: E, timeZone: ${city}, locale: en }`)).toEqual([
    expect.stringContaining(`did you mean "${zone}"?`),
  ])
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
    'organisation.timeZone: "Europe/Berlinn" is no IANA time zone such as Europe/Berlin; did you mean "Europe/Berlin"?',
    'organisation.locale: "not a tag" is no language tag such as en-US',
    'people.0.addresses.1: the address "ana@example.com" is already used at people.0.addresses.0',
    'people.1: the id "ana", made of the name, is already used at people.0; give one of them an "id" of its own',
    'people.1.timeZone: "Mars/Olympus" is no IANA time zone such as Europe/Berlin',
    'statuses.1.name: the name or alias "away" is already used at statuses.0.aliases.0',
    `mailboxes.0.source.passwordFile: there is no such file; the name of a file in ${folder} is wanted here, not the password`,
    'mailboxes.1.id: the id "a" is already used at mailboxes.0.id',
    'mailboxes.1.address: the address "x@example.com" is already used at mailboxes.0.address',
    'mailboxes.1.source.password.env: no environment variable of this name is set; the name of a variable is wanted here, not the password',
    'mailboxes.2.source: passwordFile or password is missing',
    'mailboxes.3.policy.fetchScope: an smtp mailbox has no folder to which this could apply; leave it out',
    'smtp: give passwordFile or password, not both',
  ])
})

test('a From of replies needs one address', () => {
  const of = (from: string) => problemsOf(`${organisation}smtp: { host: h, from: "${from}" }`)
  for (const good of ['a@example.com', 'Tubepost <a@example.com>']) expect(of(good)).toEqual([])
  for (const bad of ['Tubepost', 'Tubepost <>', 'a@example.com, b@example.com', 'Tubepost <a@example.com']) {
    expect(of(bad)).toEqual([expect.stringMatching(/^smtp\.from: /)])
  }
})

test('a route that can never match is refused', () => {
  const routes =
    '[{ recipient: "a@b.c", to: status }, { recipient: "A@b.c", to: status }, { recipient: "*", to: status }, { recipient: "d@b.c", to: status }]'
  expect(problemsOf(mailbox(`preset: stoic, routes: ${routes}, ${imap}`))).toEqual([
    'mailboxes.0.routes.1.recipient: never matches: routes.0 has the same recipient before it',
    'mailboxes.0.routes.3.recipient: never matches: routes.2 takes every mail before it',
  ])
})

test('mails are not moved to the folder that they are read from', () => {
  expect(problemsOf(mailbox(`preset: stoic, policy: { afterSuccess: { move: INBOX } }, ${imap}`))).toEqual([
    'mailboxes.0.policy.afterSuccess: must be another folder than INBOX, which the mails are read from',
  ])
})

test('a person with the address of a mailbox is refused: mails from it are our own', () => {
  const people = 'people: [{ name: S, addresses: [s@example.com, Status@Example.com] }]\n'
  expect(problemsOf(`${mailbox(`preset: stoic, ${imap}`)}${people}`)).toEqual([
    'people.0.addresses.1: is the address of the mailbox at mailboxes.0: mails from it count as our own, and set nothing; leave it out',
  ])
})

test('a folder is looked at once a day at least', () => {
  const of = (interval: string) =>
    problemsOf(mailbox(`preset: stoic, ${imap.replace(' }', `, pollInterval: ${interval} }`)}`))
  expect(of('24h')).toEqual([])
  expect(of('999999h')).toEqual(['mailboxes.0.source.pollInterval: must be at most 24h, not "999999h"'])
})

test.each(['authenticated', 'plausible'])('%s without a server that vouches is noted: nothing acts', (leastTrust) => {
  const notesOf = (policy: string, preset = 'officestatus') => {
    const { notes, setup } = check(mailbox(`preset: ${preset}, policy: { ${policy} }, ${imap}`))
    return [notes.map(({ path: at }) => at), setup && effectLines(setup).join('\n')]
  }
  const refusing = expect.stringContaining(`Mails set nothing: leastTrust is ${leastTrust}`)
  expect(notesOf(`leastTrust: ${leastTrust}`)).toEqual([['mailboxes.0.policy.leastTrust'], refusing])
  expect(notesOf(`leastTrust: ${leastTrust}, trustedAuthservId: mx.example.com`)).toEqual([
    [],
    expect.stringContaining('A mail sets something only where mx.example.com vouches for its sender.'),
  ])
  expect(notesOf('ack: never', 'stoic')[0]).toEqual(['mailboxes.0.preset'])
  expect(notesOf('ack: never')[0]).toEqual([])
})

test('a Maildir that is not there, or is none, is noted', () => {
  const root = path.join(folder, 'maildir')
  const notesOf = (fields = '') =>
    check(mailbox(`preset: officestatus, source: { kind: maildir, path: ${root}${fields} }`)).notes.map(
      ({ path: at, text }) => `${at}: ${text}`,
    )
  expect(notesOf()).toEqual([
    `mailboxes.0.source.path: there is no folder ${root} here; on the fetcher's machine it has to be there, with cur and new in it`,
  ])
  mkdirSync(root)
  expect(notesOf()).toEqual([`mailboxes.0.source.path: ${root} has no folders cur and new in it, so it is no Maildir`])
  for (const part of ['cur', 'new']) mkdirSync(path.join(root, part))
  expect(notesOf()).toEqual([])
  expect(notesOf(', folder: A/B')).toEqual([
    expect.stringContaining(`mailboxes.0.source.folder: there is no folder ${path.join(root, '.A.B')} here`),
  ])
})

const provider = (issuer: string) =>
  `${organisation}oidc: [{ id: id, name: ID, issuer: "${issuer}", clientId: tubepost }]`
const TENANT = '11111111-2222-3333-4444-555555555555'

test.each([
  'https://id.example.com',
  'https://id.example.com/realms/office',
  'http://127.0.0.1:8090',
  'http://localhost:8090/x',
  `https://login.microsoftonline.com/${TENANT}/v2.0`,
])('%s can be an issuer', (issuer) => {
  expect(load(provider(issuer)).oidc).toMatchObject([{ issuer, secret: undefined, domains: [] }])
})

test.each([
  ['http://id.example.com', 'must be the https address of an issuer'],
  ['id.example.com', 'must be the https address of an issuer'],
  ['https://id.example.com/?x=1', 'must be the https address of an issuer'],
  ...['common', 'organizations', 'consumers', 'Common', ''].map((tenant): [string, string] => [
    `https://login.microsoftonline.com/${tenant}/v2.0`,
    'is for every tenant of Microsoft',
  ]),
  ['https://login.microsoftonline.us/common/v2.0', 'is for every tenant of Microsoft'],
  ['https://login.microsoftonline.com/9188040D-6c67-4c5b-b112-36a304b66dad/v2.0', 'is for every tenant of Microsoft'],
  ['https://sts.windows.net/common/', 'is for every tenant of Microsoft'],
  ['https://id.example.com/.well-known/openid-configuration', 'must be the https address of an issuer'],
])('the issuer %s is told to be wrong', (issuer, words) => {
  expect(problemsOf(provider(issuer)).join()).toContain(words)
})
