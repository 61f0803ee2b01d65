import { expect, test } from 'vitest'
import { readPeopleCsv } from './read-people-csv.ts'

const read = (text: string | Buffer) => readPeopleCsv(Buffer.from(text as string))
const entries = (text: string | Buffer) => {
  const { rows, problems } = read(text)
  expect(problems).toEqual([])
  return rows.map(({ entry }) => entry)
}
const problemsOf = (text: string) => read(text).problems.map(({ line, text: said }) => `${line}: ${said}`)
const ANA = { name: 'Ana Example', addresses: ['ana@example.com'] }

test.each([
  ['English', 'Name,E-mail,Time zone,Language,Role,ID'],
  ['German', 'Vollständiger Name,E-Mail-Adresse,Zeitzone,Sprache,Rolle,Kennung'],
  ['French', 'Nom complet,Adresse e-mail,Fuseau horaire,Langue,Rôle,Identifiant'],
  ['Spanish', 'Nombre,Correo electrónico,Zona horaria,Idioma,Rol,Identificador'],
])('titles are read in %s, and in any order', (_, header) => {
  const values = ['Ana Example', 'ana@example.com', 'Europe/Berlin', 'de-DE', 'User', 'ana']
  const expected = [{ ...ANA, timeZone: 'Europe/Berlin', locale: 'de-DE', role: 'user', id: 'ana' }]
  expect(entries(`${header}\n${values.join(',')}\n`)).toEqual(expected)
  expect(entries(`${header.split(',').toReversed().join(',')}\n${values.toReversed().join(',')}\n`)).toEqual(expected)
})

test.each([
  ['Vorname;Nachname;E-Mail', 'Ana;Example;ana@example.com'],
  ['Vorname;Name;Mail', 'Ana;Example;ana@example.com'],
  ['Nom;Prénom;Courriel', 'Example;Ana;ana@example.com'],
  ['Nombre;Apellidos;Correo', 'Ana;Example;ana@example.com'],
  ['Last name;First name;Email', 'Example;Ana;ana@example.com'],
])('a name in the two columns of %s is put together', (header, row) => {
  expect(entries(`${header}\n${row}`)).toEqual([ANA])
})

test.each([',', ';', '\t', '|'])('the sign %j between the fields is found out', (sign) => {
  expect(entries(`"Name"${sign}"E-Mail"\r\n"Example, Ana; ""A"""${sign}ana@example.com\r\n`)).toEqual([
    { ...ANA, name: 'Example, Ana; "A"' },
  ])
})

test.each([
  [
    'Name:Mail\nAna:ana@example.com',
    'the first line is one column, "Name:Mail"; put ; , | or a tab between the titles',
  ],
  ['Ana,ana@example.com\nBen,ben@example.com', 'the first line must hold the titles of the columns'],
  ['PK\u0003\u0004\n\n', '1: is a workbook of a spreadsheet program; save it as CSV, and name that file'],
  [
    'Name,Mail\nAna,"Ana <ana@example.com>, b@example.com"',
    '2: must be the address alone, ana@example.com, not "Ana <ana@example.com>"',
  ],
  [`Name,Mail\n${'x'.repeat(1_001)},ana@example.com`, '2: name: is longer than 1000 characters'],
])('the file %.30j is told what to do', (text, said) => {
  const problems = problemsOf(text)
  expect(problems[0]).toContain(said)
  expect(new Set(problems.map((problem) => problem.replace(/.*; /, ''))).size).toBe(1)
})

test('the line in which Excel names the sign is not a header', () => {
  expect(read('sep=;\nName;Mail\nAna Example;ana@example.com\nBen;x').problems).toEqual([
    { line: 4, text: '"x" is no address, local@domain: no mail can carry it' },
  ])
})

test.each([
  ['UTF-8', Buffer.from('Name,Mail\nJürgen Groß,j@example.com\n')],
  ['UTF-8 with its mark', Buffer.from('\uFEFFName,Mail\nJürgen Groß,j@example.com\n')],
  ['UTF-16', Buffer.from('\uFEFFName\tMail\nJürgen Groß\tj@example.com\n', 'utf16le')],
  ['Windows-1252', Buffer.from('Name,Mail\nJürgen Groß,j@example.com\n', 'latin1')],
])('a name in %s keeps its letters', (_, bytes) => {
  expect(entries(bytes)[0]?.name).toBe('Jürgen Groß')
})

test('several addresses may share a field, or have columns of their own', () => {
  const expected = ['ana@example.com', 'a@example.net']
  for (const field of [
    '"ana@example.com; a@example.net"',
    '"ana@example.com,a@example.net"',
    'ana@example.com a@example.net',
  ])
    expect(entries(`Name,Mail\nAna Example,${field}\n`)[0]?.addresses).toEqual(expected)
  expect(entries('Name,E-Mail 1,E-Mail 2\nAna Example,ana@example.com,a@example.net\n')[0]?.addresses).toEqual(expected)
})

test('a column that means nothing is noted, with the one that was probably meant', () => {
  const { rows, notes } = read('Name,Mail,Salary,Languge\nAna Example,ana@example.com,1,de\n')
  expect(rows).toHaveLength(1)
  expect(notes).toEqual([
    { line: 1, text: 'the column "Salary" is not read' },
    { line: 1, text: 'the column "Languge" is not read; did you mean "language"?' },
  ])
})

test('every problem is listed with its line, also after a field of several lines', () => {
  const text = [
    'Id,Name,Mail,Time zone,Locale,Role',
    'ana,"Ana',
    'Example",ana@example.com,,,',
    'ben,,ben@example.com,Europe/Berlinn,not a tag,usr',
    'ana,Cleo,ANA@example.com,,,',
    'No Good,Dora,"Dora <d@example.com>",,,',
    'emil,Emil,,,,',
    'finn,Finn,f@example.com,,,,too,many',
  ].join('\n')
  expect(problemsOf(text)).toEqual([
    '4: has no name',
    '4: "Europe/Berlinn" is no IANA time zone such as Europe/Berlin; did you mean "Europe/Berlin"?',
    '4: "not a tag" is no language tag such as en-US',
    '4: role: must be one of: user, receptionist, manager, agent, admin, not "usr"; did you mean "user"?',
    '5: the id "ana" is already on line 2',
    '5: the address "ana@example.com" is already on line 2',
    '6: must be the address alone, d@example.com, not "Dora <d@example.com>"',
    '6: id: must be at most 40 of a-z, 0-9 and -, not "No Good"',
    '7: has no address',
    '8: has 8 fields, and the header has 6; is a field not in quotes?',
  ])
})

test.each([
  ['nothing', '', '1: holds no people'],
  ['a header alone', 'Name,Mail\n', '1: holds no people'],
  ['no column of names', 'Mail,X\na@example.com,1', '1: no column is called Name'],
  ['no column of addresses', 'Name,X\nAna,1', '1: no column is called E-mail; there are "Name", "X"'],
  ['two columns of one meaning', 'Name,Mail,Full name\na,b@c.d,e', '1: two columns mean the same: "Full name"'],
  ['a quote that is not closed', 'Name,Mail\n"Ana,ana@example.com\n', 'a field that begins with " has no closing "'],
  ['a quote within a field', 'Name,Mail\n"An"a,ana@example.com\n', '2: a " stands within a field'],
])('a file with %s is refused in words', (_, text, said) => {
  expect(problemsOf(text).join()).toContain(said)
})

test('a file of more than 20,000 people is refused', () => {
  const rows = Array.from({ length: 20_001 }, (_, i) => `P${i},p${i}@example.com`)
  expect(read(`Name,Mail\n${rows.join('\n')}`).problems).toEqual([
    { line: 1, text: 'holds more than 20000 people; divide it' },
  ])
})

test('a file that is wrong on every line is read until there is enough to mend', () => {
  const { problems } = read(`Name,Mail\n${'x,y\n'.repeat(15_000)}`)
  expect(problems).toHaveLength(10_001)
  expect(problems.at(-1)).toEqual({
    line: 10_002,
    text: 'is as far as the file was read: 10000 problems or more stand above; mend those first',
  })
})
