import { expect, test } from 'vitest'
import { listInFile } from './list-in-file.ts'
import { readStatusesCsv } from './read-statuses-csv.ts'

const read = (text: string) => readStatusesCsv(Buffer.from(text))
const entries = (text: string) => {
  const { rows, problems } = read(text)
  expect(problems).toEqual([])
  return rows.map(({ entry }) => entry)
}
const problemsOf = (text: string) => read(text).problems.map(({ line, text: said }) => `${line}: ${said}`)

test.each([
  ['English', 'Name,Aliases,Type,Due back,Colour,ID'],
  ['German', 'Bezeichnung,Weitere Namen,Art,Rückkehr,Farbe,Kennung'],
  ['French', 'Nom,Synonymes,Type,Retour,Couleur,Identifiant'],
  ['Spanish', 'Nombre,Sinónimos,Tipo,Regreso,Color,Identificador'],
])('titles of statuses are read in %s, and in any order', (_, header) => {
  const values = ['Lunch', 'L; Break', 'Out', 'REQUIRED', '#C0392B', 'lunch']
  const expected = [
    { name: 'Lunch', aliases: ['L', 'Break'], type: 'out', due: 'required', colour: '#C0392B', id: 'lunch' },
  ]
  expect(entries(`${header}\n${values.join(',')}\n`)).toEqual(expected)
  expect(entries(`${header.split(',').toReversed().join(',')}\n${values.toReversed().join(',')}\n`)).toEqual(expected)
})

test('aliases stand in one field or column after column, and an empty one is none', () => {
  expect(entries('Name;Alias 1;Alias 2;Colour\nLunch;"L | Break,Pause";"""a;b"" ; "" ""x";\nIn;;;')).toEqual([
    { name: 'Lunch', aliases: ['L', 'Break', 'Pause', 'a;b', '" "x'] },
    { name: 'In' },
  ])
})

test('everything that is wrong in a list of statuses is told with its line', () => {
  const lines = ['ID,Name,Type,Due,Colour', 'lunch,Lunch,outt,maybe,red', 'lunch,,out,,', 'No Good,In,in,,#fff']
  expect(problemsOf(lines.join('\n'))).toEqual([
    '2: type: must be one of: in, out, unavailable, not "outt"; did you mean "out"?',
    '2: due: must be one of: optional, required, forbidden, not "maybe"',
    '3: has no name',
    '3: the id "lunch" is already on line 2',
    expect.stringContaining('4: id: must be at most 40 of a-z'),
  ])
  expect(problemsOf('Name,Colour\nLunch,red')).toEqual([expect.stringContaining('a colour such as "#c0392b"')])
  expect(problemsOf(`Name,Type\n${'x'.repeat(61)},in`)).toEqual([expect.stringContaining('longer than 60')])
  expect(problemsOf('Alias,Type\nL,in')).toEqual(['1: no column is called Name; there are "Alias", "Type"'])
  expect(problemsOf('Name,Type\n')).toEqual([expect.stringContaining('1: holds no statuses: ')])
})

test.each([
  ['Name,E-mail\nAna,a@example.com', 'people'],
  ['Name,Typ,E-mail\nAna,x,a@example.com', 'people'],
  ['Name;Farbe\nLunch;#c0392b', 'statuses'],
  ['\uFEFFID,Name,Aliases,Type,Due,Colour\r\nin,In,,in,optional,', 'statuses'],
  ['Name,Telephone\nAna,1', 'people'],
  ['PK\u0003\u0004', 'people'],
])('the file %.30j is one of %s', (text, list) => {
  expect(listInFile(Buffer.from(text))).toBe(list)
})
