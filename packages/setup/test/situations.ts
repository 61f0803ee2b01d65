import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkSetup, findingText, readPeopleCsv } from '../src/file.ts'
import { readMailboxBody, readPassword } from '../src/index.ts'
import { csvTexts } from '../src/lists/csv-texts.ts'
import { problemTexts } from '../src/problems/problem-texts.ts'

/** A situation in which a person meets a message, and the product made to say it. */
export interface Situation {
  readonly situation: string
  produce(): string | Promise<string>
}

interface OfText<Text extends string> extends Situation {
  /** The entry of the list of texts that is said. */
  readonly of: Text
}

const ORGANISATION = 'organisation: { name: Example, timeZone: UTC, locale: en }\n'
const IMAP = 'source: { kind: imap, host: imap.example.com, passwordFile: password }'
const mailbox = (fields: string) =>
  `${ORGANISATION}mailboxes: [{ id: a, preset: stoic, address: a@example.com, ${fields} }]`
const people = (list: string) => `${ORGANISATION}people: [${list}]`

type Prepare = string | Buffer | ((folder: string) => string)

/** Checks a file in a folder of its own, where the services run or elsewhere, and returns what is said first. */
function check(content: Prepare, servicesRunHere = true, kind: 'problems' | 'notes' = 'problems'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'situation-'))
  try {
    const file = path.join(folder, 'tubepost.yaml')
    writeFileSync(path.join(folder, 'password'), 'secret')
    if (typeof content === 'function') content(folder)
    else writeFileSync(file, content)
    const [finding] = checkSetup(file, { environment: {}, servicesRunHere })[kind]
    return finding === undefined
      ? ''
      : (findingText(file, finding).replaceAll(`${folder}/`, '').replaceAll(folder, '/etc/tubepost').split('\n')[0] ??
          '')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const wrong = (
  of: keyof typeof problemTexts,
  situation: string,
  content: Prepare,
): OfText<keyof typeof problemTexts> => ({
  of,
  situation,
  produce: () => check(content),
})
const noted = (
  of: keyof typeof problemTexts,
  situation: string,
  content: string,
): OfText<keyof typeof problemTexts> => ({
  of,
  situation,
  produce: () => check(content, false, 'notes'),
})
/** For an answer of the system that a test cannot bring about, such as a file that root may not read. */
const said = (of: keyof typeof problemTexts, situation: string, text: string): OfText<keyof typeof problemTexts> => ({
  of,
  situation,
  produce: () => `tubepost.yaml: ${text}`,
})

/** A mailbox whose password file holds `bytes`. */
const withPassword = (of: keyof typeof problemTexts, situation: string, bytes: string | Buffer) =>
  wrong(of, situation, (folder) => {
    writeFileSync(path.join(folder, 'status-password'), bytes)
    writeFileSync(
      path.join(folder, 'tubepost.yaml'),
      mailbox('source: { kind: imap, host: h, passwordFile: status-password }'),
    )
    return ''
  })
const maildirNote = (of: keyof typeof problemTexts, situation: string, root: string) =>
  noted(of, situation, mailbox(`source: { kind: maildir, path: ${root} }, policy: { leastTrust: unverified }`))

const ENABLED = 'source: { kind: smtp, port: 2525 }, enabled: true, policy: { leastTrust: unverified }'

/** Every text about a set-up. */
export const setupSituations: readonly OfText<keyof typeof problemTexts>[] = [
  wrong('fileMissing', 'the file is not there', () => ''),
  wrong('fileIsFolder', 'a folder is named', (folder) => String(mkdirSync(path.join(folder, 'tubepost.yaml')))),
  said('fileForbidden', 'the user may not read the file', problemTexts.fileForbidden()),
  said('fileFailed', 'the disk fails', problemTexts.fileFailed('EIO')),
  wrong('fileTooLong', 'the file is far too large', Buffer.alloc(16 * 1024 ** 2 + 1, '#')),
  said('fileChanging', 'the file is being saved', problemTexts.fileChanging()),
  wrong('notUtf8', 'the file has another encoding', Buffer.from('organisation: { name: J\xfcrgen }', 'latin1')),
  wrong('notFields', 'the file is empty, a list or a text', '- organisation'),
  wrong(
    'tooManyAliases',
    'aliases stand for aliases',
    [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c,*c,*c,*c]',
    ].join('\n'),
  ),
  wrong('unknownAlias', 'a text begins with a star', `${ORGANISATION}people: *all`),
  wrong(
    'unknownKey',
    'a field is misspelt, or there is none of its name',
    people('{ name: Ana, adresses: [a@example.com] }'),
  ),
  wrong('missingKey', 'a field that has to be given is missing', people('{ name: Ana }')),
  wrong('notOneOf', 'a value is not one of those there are', mailbox(`${IMAP}, policy: { ack: alway }`)),
  wrong(
    'wrongType',
    'a list is wanted, and something else is there',
    people('{ name: Ana, addresses: a@example.com }'),
  ),
  wrong(
    'quoteIt',
    'a number or a yes stands where a text is wanted',
    people('{ name: 12, addresses: [a@example.com] }'),
  ),
  wrong('unquoteIt', 'a number or a yes is in quotes', mailbox('source: { kind: smtp, port: "2525" }')),
  wrong('emptyField', 'a field has nothing after its colon', `${ORGANISATION}people:`),
  wrong('emptyText', 'a text is empty', people('{ name: "", addresses: [a@example.com] }')),
  wrong(
    'badCharacter',
    'a text holds a character that cannot be stored',
    people(String.raw`{ name: "Ana\0", addresses: [a@example.com] }`),
  ),
  wrong('tooLong', 'a name is too long', `${ORGANISATION}statuses: [{ name: ${'x'.repeat(61)} }]`),
  wrong('outOfRange', 'a number is too small or too large', mailbox('source: { kind: smtp, port: 70000 }')),
  wrong('emptyList', 'a list has no entry', people('{ name: Ana, addresses: [] }')),
  wrong(
    'longList',
    'a list has too many entries',
    `${ORGANISATION}statuses: [{ name: Out, aliases: [${'x,'.repeat(101)}] }]`,
  ),
  wrong(
    'wrongForm',
    'a value is written in another form',
    mailbox('source: { kind: imap, host: h, passwordFile: password, pollInterval: 60 }'),
  ),
  said(
    'invalid',
    'a value breaks another rule of the schema',
    problemTexts.invalid('must NOT have fewer than 1 properties'),
  ),
  wrong(
    'zone',
    'a time zone that there is not',
    'organisation: { name: Example, timeZone: Europe/Berlinn, locale: en }',
  ),
  wrong('locale', 'a language that there is not', 'organisation: { name: Example, timeZone: UTC, locale: en_US }'),
  wrong(
    'url',
    'the address of the API is none',
    'organisation: { name: Example, timeZone: UTC, locale: en, url: localhost }',
  ),
  wrong(
    'notANetwork',
    'a proxy is named that is no address',
    `${ORGANISATION}console: { trustedProxies: [proxy.example.com] }`,
  ),
  wrong(
    'notAnIssuer',
    'the issuer of a provider is no https address',
    `${ORGANISATION}oidc: [{ id: a, name: A, issuer: "http://id.example.com", clientId: a }]`,
  ),
  wrong(
    'openTenant',
    'the provider is Microsoft Entra for every tenant',
    `${ORGANISATION}oidc: [{ id: a, name: A, issuer: "https://login.microsoftonline.com/common/v2.0", clientId: a }]`,
  ),
  wrong(
    'withoutOwnHost',
    'the hosts of the console lack the one that links lead to',
    'organisation: { name: Example, timeZone: UTC, locale: en, url: "https://a.example" }\nconsole: { hosts: [b.example] }',
  ),
  wrong(
    'taken',
    'two people share an address',
    people('{ name: A, addresses: [a@example.com] }, { name: B, addresses: [A@example.com] }'),
  ),
  wrong(
    'takenId',
    'two people have one name',
    people('{ name: Ana, addresses: [a@example.com] }, { name: Ana, addresses: [b@example.com] }'),
  ),
  wrong('noAddress', 'an address that no mail can carry', people('{ name: Ana, addresses: [a..b@@example.com] }')),
  wrong(
    'nameWithAddress',
    'an address is written with a name',
    people('{ name: Ana, addresses: ["Ana <ana@example.com>"] }'),
  ),
  wrong('noFrom', 'the From of replies has no address', `${ORGANISATION}smtp: { host: h, from: Tubepost }`),
  wrong(
    'severalFrom',
    'the From of replies has two',
    `${ORGANISATION}smtp: { host: h, from: "a@example.com, b@example.com" }`,
  ),
  wrong(
    'hostWithPort',
    'a host is written with its port',
    mailbox('source: { kind: imap, host: "imap.example.com:993", passwordFile: password }'),
  ),
  wrong(
    'routeNever',
    'a route stands after the one that takes every mail',
    mailbox(`${IMAP}, routes: [{ recipient: "*", to: status }, { recipient: b@example.com, to: status }]`),
  ),
  wrong(
    'routeTwice',
    'two routes have one recipient',
    mailbox(`${IMAP}, routes: [{ recipient: b@example.com, to: status }, { recipient: b@example.com, to: status }]`),
  ),
  wrong(
    'noFolder',
    'a policy about folders, for mail over SMTP',
    mailbox('source: { kind: smtp, port: 25 }, policy: { fetchScope: all }'),
  ),
  wrong(
    'ownFolder',
    'mails would be moved to where they are',
    mailbox(`${IMAP}, policy: { afterSuccess: { move: INBOX } }`),
  ),
  wrong('replyCc', 'a policy that comes with records', mailbox(`${IMAP}, policy: { replyCc: true }`)),
  wrong('ofCases', 'a policy for cases, on a status mailbox', mailbox(`${IMAP}, policy: { unknownSender: accept }`)),
  wrong(
    'defaultsOfCases',
    'values of a case, on a route to status',
    mailbox(`${IMAP}, routes: [{ recipient: "*", to: status, defaults: { priority: high } }]`),
  ),
  wrong(
    'noConfirming',
    'strangers are to confirm',
    mailbox(`${IMAP}, routes: [{ recipient: "*", to: case }], policy: { unknownSender: confirm }`),
  ),
  wrong(
    'ofMailbox',
    'a person has the address of a mailbox',
    `${mailbox(IMAP)}\npeople: [{ name: Status, addresses: [a@example.com] }]`,
  ),
  wrong('relativePath', 'the path of a Maildir is relative', mailbox('source: { kind: maildir, path: mail/status }')),
  {
    of: 'localOverHttp',
    situation: 'a Maildir is asked for over HTTP',
    produce: () =>
      refusal(() =>
        readMailboxBody({
          id: 'a',
          preset: 'stoic',
          address: 'a@example.com',
          source: { kind: 'maildir', path: '/var/mail/a' },
        }),
      ),
  },
  wrong(
    'passwordItself',
    'a password stands in the file',
    mailbox('source: { kind: imap, host: h, password: hunter2 }'),
  ),
  wrong(
    'bothPasswords',
    'a password is named in two ways',
    mailbox('source: { kind: imap, host: h, passwordFile: password, password: { env: X } }'),
  ),
  wrong('noPassword', 'no password is named', mailbox('source: { kind: imap, host: h }')),
  wrong(
    'passwordWithoutName',
    'a password without a user name',
    `${ORGANISATION}smtp: { host: h, from: a@example.com, passwordFile: password }`,
  ),
  wrong(
    'passwordFileMissing',
    'the password file is not there',
    mailbox('source: { kind: imap, host: h, passwordFile: /run/passwords/status }'),
  ),
  wrong('passwordFileUnnamed', 'a password stands in place of its file', (folder) => {
    writeFileSync(path.join(folder, 'tubepost.yaml'), mailbox('source: { kind: imap, host: h, passwordFile: hunter2 }'))
    return ''
  }),
  said(
    'passwordFileForbidden',
    'the user may not read the password file',
    problemTexts.passwordFileForbidden('/run/passwords/status'),
  ),
  wrong(
    'passwordFileIsFolder',
    'the password file is a folder',
    mailbox('source: { kind: imap, host: h, passwordFile: /run }'),
  ),
  withPassword('passwordFileEmpty', 'the password file is empty', '\n'),
  wrong(
    'passwordFileSpecial',
    'the password file is a pipe or a device',
    mailbox('source: { kind: imap, host: h, passwordFile: /dev/null }'),
  ),
  withPassword('passwordFileTooLong', 'the password file is far too long', 'x'.repeat(65 * 1024)),
  withPassword('passwordFileLines', 'the password file has several lines', 'secret\nsecret'),
  withPassword(
    'passwordFileEncoding',
    'the password file has another encoding',
    Buffer.from('\ufeffsecret', 'utf16le'),
  ),
  said(
    'passwordFileFailed',
    'the disk of the password file fails',
    problemTexts.passwordFileFailed('/run/passwords/status', 'EIO'),
  ),
  wrong(
    'variableMissing',
    'the variable of a password is not set',
    mailbox('source: { kind: imap, host: h, password: { env: STATUS_PASSWORD } }'),
  ),
  noted(
    'passwordFileElsewhere',
    'note: a password file of the containers',
    mailbox('source: { kind: imap, host: h, passwordFile: /run/passwords/status }'),
  ),
  noted(
    'variableElsewhere',
    'note: a variable of the services',
    mailbox('source: { kind: imap, host: h, password: { env: STATUS_PASSWORD } }'),
  ),
  maildirNote('maildirMissing', 'note: the folder of a Maildir is not there', '/nowhere/status'),
  maildirNote('maildirOther', 'note: the folder of a Maildir is another', '/dev'),
  said(
    'maildirForbidden',
    'note: the user may not read the Maildir',
    problemTexts.maildirForbidden('/var/mail/status'),
  ),
  noted('nobodyVouches', 'note: a mailbox that acts on no mail', mailbox('source: { kind: smtp, port: 2525 }')),
  noted(
    'noStatuses',
    'note: a mailbox, and no status',
    `${mailbox(ENABLED)}\npeople: [{ name: A, addresses: [b@example.com] }]\nsmtp: { host: h, from: a@example.com }`,
  ),
  noted(
    'noPeople',
    'note: a mailbox, and nobody',
    `${mailbox(ENABLED)}\nstatuses: [{ name: Out }]\nsmtp: { host: h, from: a@example.com }`,
  ),
  noted(
    'noSmtp',
    'note: a mailbox, and no server for replies',
    `${mailbox(ENABLED)}\nstatuses: [{ name: Out }]\npeople: [{ name: A, addresses: [b@example.com] }]`,
  ),
]

/** Mistakes of YAML and JSON. */
export const syntaxSituations: readonly Situation[] = [
  ['a line is indented with a tab', 'organisation:\n\tname: Example'],
  ['a line is indented like none of its neighbours', 'organisation:\n  name: Example\n timeZone: UTC'],
  ['a line of an entry is not aligned with the others', 'people:\n- name: Ana\n addresses: [a@example.com]'],
  ['a bracket is not closed', 'people: [{ name: Ana, addresses: [a@example.com }]'],
  ['a bracket too many', 'people: []]'],
  ['a quote is not closed', 'name: "Example\ntimeZone: UTC\n'],
  ['a text with a colon is not in quotes', 'from: Tubepost: status'],
  ['a text begins with @ or another sign of YAML', 'name: @home'],
  ['the space after a colon is missing', 'name:Example\nlocale: en'],
  ['a line has no colon', 'name: Example\nlocale'],
  ['a field is given twice', 'name: A\nname: B'],
  ['a backslash between double quotes', String.raw`path: "C:\quota"`],
  ['a text goes on after its quote', "name: 'it's'"],
  ['a second document begins', 'name: A\n---\nname: B'],
  ['groups stand within each other too deep', `a: ${'['.repeat(20_000)}`],
].map(([situation = '', text = '']) => ({ situation, produce: () => check(text).split('\n')[0] ?? '' }))

const csv = (of: keyof typeof csvTexts, situation: string, text: string): OfText<keyof typeof csvTexts> => ({
  of,
  situation,
  produce() {
    const { problems, notes } = readPeopleCsv(Buffer.from(text))
    const [finding] = [...problems, ...notes]
    return `people.csv:${finding?.line}: ${finding?.text}`
  },
})

/** Every text about a CSV file of people. */
export const csvSituations: readonly OfText<keyof typeof csvTexts>[] = [
  csv('empty', 'the file has no line beside its header', 'Name,E-mail'),
  csv('tooManyRows', 'the file has too many people', `Name,Mail\n${'a,b@example.com\n'.repeat(20_001)}`),
  csv('noColumn', 'no title of a column means an address', 'Name,Telephone\nAna,1'),
  csv('workbook', 'the file is a workbook, and no CSV', 'PK\u0003\u0004'),
  csv('twice', 'two columns mean the same', 'Name,Full name,Mail\nA,B,a@example.com'),
  csv('ignored', 'note: a title of a column is misspelt or means nothing', 'Name,Mail,Languge\nAna,a@example.com,de'),
  csv('quoteOpen', 'a quote is not closed', 'Name,Mail\n"Ana,a@example.com'),
  csv('quoteInside', 'a quote stands within a field', 'Name,Mail\n"An"a,a@example.com'),
  csv('tooLong', 'a line is far too long', `Name,Mail\n${'x'.repeat(20_100)},a@example.com`),
  csv('fields', 'a field with the sign between fields is not in quotes', 'Name,Mail\nExample, Ana,a@example.com'),
  csv('noName', 'a line has no name', 'Name,Mail\n,a@example.com'),
  csv('noAddress', 'a line has no address', 'Name,Mail\nAna,'),
  {
    of: 'tooManyProblems',
    situation: 'the file is wrong on thousands of lines',
    produce() {
      const last = readPeopleCsv(Buffer.from(`Name,Mail\n${'x,y\n'.repeat(15_000)}`)).problems.at(-1)
      return `people.csv:${last?.line}: ${last?.text}`
    },
  },
  csv('duplicate', 'two lines have one address', 'Name,Mail\nAna,a@example.com\nBen,A@example.com'),
  {
    of: 'unreadable',
    situation: 'the file breaks another rule of CSV',
    produce: () => `people.csv:1: ${csvTexts.unreadable('Invalid Record Length')}`,
  },
]

/** A password that cannot be read when it is needed. */
export const passwordSituations: readonly Situation[] = [
  {
    situation: 'the password file is gone',
    produce: () => refusal(() => readPassword({ file: '/run/passwords/status' })),
  },
  { situation: 'the password file is a folder', produce: () => refusal(() => readPassword({ file: '/run' })) },
  {
    situation: 'the password file is a pipe or a device',
    produce: () => refusal(() => readPassword({ file: '/dev/null' })),
  },
  {
    situation: 'the variable of the password is not set',
    produce: () => refusal(() => readPassword({ env: 'TUBEPOST_NOT_SET' })),
  },
]

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it was taken')
}
