import { expect, test } from 'vitest'
import { imap, mailbox, organisation, setupFolder } from '../../test/setup-folder.ts'

const { problemsOf } = setupFolder()

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
  expect(problems).toEqual([
    'organisation.defaultReturn: must be a time of 24 hours in quotes, such as "09:00", not "9am"',
    'people.0.adresses: "adresses" is not known here; did you mean "addresses"?',
    'people.1.addresses.0: must be an address, local@domain, not "bob"',
    'people.1.role: must be one of: user, receptionist, manager, agent, admin, not "emperor"',
    'statuses.0.colour: must be a colour such as "#c0392b", in quotes, not "red"',
    'mailboxes.0.id: must be at most 40 of a-z, 0-9 and -, not "Status"',
    'mailboxes.0.preset: must be one of: officestatus, clientspace, agileapps, stoic, not "officestatuss"; did you mean "officestatus"?',
    'mailboxes.0.source: "host" is missing',
    'mailboxes.0.source.port: must be from 1 to 65535, not 0',
    'mailboxes.1.source.host: "host" is not known here; known are kind, port',
    'limits.repliesPerRecipientPerHour: must be from 1 to 1000000, not 0',
    'surprise: "surprise" is not known here; known are organisation, people, statuses, mailboxes, smtp, limits, console, oidc',
  ])
})

test('a value with a problem hides no problem of its neighbours', () => {
  const text = mailbox('preset: stoic, source: { kind: imap, host: "h:993", port: 0, passwordFile: password }')
  expect(problemsOf(text)).toEqual([
    'mailboxes.0.source.host: names a port; write the host alone, and the port as "port: 993"',
    'mailboxes.0.source.port: must be from 1 to 65535, not 0',
  ])
})

test.each([
  ['a name with an address', '"Ana <ana@example.com>"', /must be the address alone, ana@example\.com/],
  ['two addresses in one', '"ana@example.com, b@example.com"', /is no address/],
  ['a comment', '"ana@example.com (work)"', /must be the address alone/],
  ['two dots', 'ana..b@@example.com', /is no address/],
  ['without a domain', 'ana@', /must be an address, local@domain, not "ana@"/],
])('a person’s address that is %s is refused: no mail can carry it', (_, address, said) => {
  const [problem = ''] = problemsOf(`${organisation}people: [{ name: Ana, addresses: [${address}] }]`)
  expect(problem).toMatch(said)
})

test.each([
  ['afterSuccess: delte', 'must be one of: markRead, delete, keep, { move: … }, not "delte"; did you mean "delete"?'],
  ['afterSuccess: { moev: X }', '"moev" is not known here; did you mean "move"?'],
  ['backlog: [live]', 'must be one of: ignore, importSilent, live, not a list'],
  ['trustedAuthservId: 7', 'must be one of: a text, { microsoft365: … }, null, not 7'],
])('a policy with %s is told the values there are', (policy, said) => {
  expect(problemsOf(mailbox(`preset: stoic, policy: { ${policy} }, ${imap}`))[0]).toContain(said)
})

test.each([
  ['no kind', '{ host: h }', '"kind" is missing: one of imap, maildir, smtp'],
  ['a kind that there is none of', '{ kind: imapp, host: h }', 'not "imapp"; did you mean "imap"?'],
  ['a text', 'imap', 'must be a group of fields, such as "name: value", not "imap"'],
])('a source with %s is told the kinds', (_, source, said) => {
  expect(problemsOf(mailbox(`preset: stoic, source: ${source}`))[0]).toContain(said)
})

test.each([
  ['smtp: { host: h, from: a@b.c, user: a }', 'did you mean "username"?'],
  ['smtp: { server: h, from: a@b.c }', 'did you mean "host"?'],
  ['smtp: { host: h, from: a@b.c, username: u, pass: x }', 'did you mean "passwordFile"?'],
  ['people: [{ name: Ana, email: a@b.c }]', 'did you mean "addresses"?'],
  ['people: [{ name: Ana, addresses: [a@b.c], lang: de }]', 'did you mean "locale"?'],
  ['users: []', 'did you mean "people"?'],
  ['statuses: [{ name: Out, kind: out }]', 'did you mean "type"?'],
  ['statuses: [{ name: Out, constructor: out }]', 'known are id, name'],
])('given %s, the field that has another word here is proposed', (text, said) => {
  expect(problemsOf(organisation + text).join()).toContain(said)
})

test.each([
  ['maxMailBytes: 1000', 'mailboxes.0.policy.maxMailBytes: must be from 1024 to 536870912, not 1000'],
  ['maxMailBytes: 1e30', 'mailboxes.0.policy.maxMailBytes: must be from 1024 to 536870912, not 1e+30'],
  ['maxMailBytes: .inf', 'mailboxes.0.policy.maxMailBytes: must be from 1024 to 536870912, not Infinity'],
  ['trustedHops: 99', 'mailboxes.0.policy.trustedHops: must be from 0 to 20, not 99'],
  ['trustedAuthservId: ""', 'mailboxes.0.policy.trustedAuthservId: must be one of'],
])('a policy with %s is out of its range', (policy, said) => {
  expect(problemsOf(mailbox(`preset: stoic, policy: { ${policy} }, ${imap}`))).toEqual([expect.stringContaining(said)])
})

test.each([
  ['limits: { repliesPerHour: 1e300 }', 'limits.repliesPerHour: must be from 1 to 1000000, not 1e+300'],
  [`people: [{ name: ${'x'.repeat(1_001)}, addresses: [a@b.c] }]`, 'people.0.name: is longer than 1000 characters'],
  [`people: [{ name: A, addresses: [${'x'.repeat(320)}@b.c] }]`, 'people.0.addresses.0: is longer than 320 characters'],
  [`statuses: [{ name: A, aliases: [${'a,'.repeat(101)}] }]`, 'statuses.0.aliases: must hold 100 entries at most'],
])('a value or a list without measure is refused: %.40s', (text, said) => {
  expect(problemsOf(organisation + text)).toContain(said)
})

test('problems of form and of meaning are listed together', () => {
  const text = `
organisation: { name: X, timeZone: Mars/Phobos, locale: en-US, colour: red }
people:
  - { name: A, addresses: [no-address] }
  - { name: B, addresses: [b@example.com], timeZone: Nowhere }
`
  expect(problemsOf(text)).toEqual([
    'organisation.timeZone: "Mars/Phobos" is no IANA time zone such as Europe/Berlin',
    'organisation.colour: "colour" is not known here; known are name, timeZone, locale, defaultReturn, endOfDay, subjectTags, url',
    'people.0.addresses.0: must be an address, local@domain, not "no-address"',
    'people.1.timeZone: "Nowhere" is no IANA time zone such as Europe/Berlin',
  ])
})

test('a key named __proto__ is an unknown field, not a way in', () => {
  expect(problemsOf(`${organisation}__proto__: { limits: 1 }\n`)).toEqual([
    '__proto__: "__proto__" is not known here; known are organisation, people, statuses, mailboxes, smtp, limits, console, oidc',
  ])
})

test.each([
  ['console: { hosts: ["https://a.example"] }', 'console.hosts.0: must be a host without scheme and port'],
  ['console: { hosts: ["a.example:8080"] }', 'console.hosts.0: must be a host without scheme and port'],
  ['console: { hosts: ["*"] }', 'console.hosts.0: must be a host without scheme and port'],
  ['console: { hosts: [] }', 'console.hosts: must hold at least one entry'],
  ...['10.0.0.0/33', '10.0.0.0/0', 'fd00::/129', '10.0.0', '10.0.0.1/', '10.0.0.1/8/8', ' 10.0.0.1'].map(
    (text): [string, string] => [
      `console: { trustedProxies: ["${text}"] }`,
      'console.trustedProxies.0: must be an IP address or a network',
    ],
  ),
])('%s is told to be wrong', (text, words) => {
  expect(problemsOf(`${organisation}${text}`).join()).toContain(words)
})
