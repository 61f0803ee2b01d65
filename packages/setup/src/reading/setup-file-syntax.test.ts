import { expect, test } from 'vitest'
import { organisation, setupFolder } from '../../test/setup-folder.ts'

const { linesOf } = setupFolder()

test('each problem stands at the line and column of its value, or of its field', () => {
  const text = [
    'organisation:',
    '  name: Example',
    '  timeZone: Mars/Phobos',
    '  locale: en-US',
    '  colour: red',
    'people:',
    '  - name: Ana',
    '    adresses: [ana@example.com]',
    'smtp: { host: h, from: Tubepost }',
  ].join('\n')
  expect(linesOf(text)).toEqual([
    'tubepost.yaml:3:13: organisation.timeZone: "Mars/Phobos" is no IANA time zone such as Europe/Berlin',
    'tubepost.yaml:5:3: organisation.colour: "colour" is not known here; known are name, timeZone, locale, defaultReturn, endOfDay, subjectTags, url',
    'tubepost.yaml:8:5: people.0.adresses: "adresses" is not known here; did you mean "addresses"?',
    'tubepost.yaml:9:24: smtp.from: "Tubepost" holds no address, and a reply must have one in its From: write "Name <local@domain>" or local@domain',
  ])
})

test.each([
  ['nothing', '', '1:1: must hold the fields of a set-up, such as "organisation:"; see docs/set-up.md'],
  ['a list', '- 1', '1:1: must hold the fields of a set-up'],
  ['a bracket that is not closed', 'organisation: { name: [', '1:24: a [ before this is not closed; add its ]'],
  ['a tab', 'organisation:\n\tname: X', '2:1: the line is indented with a tab; indent with spaces'],
  ['the same field twice', `${organisation}${organisation}`, '2:1: the field "organisation" is given twice'],
  ['two colons', 'a: b: c', '1:4: a second ": " on this line'],
  ['lines out of line', 'a:\n  b: 1\n c: 2', '3:1: the line is indented neither like the lines above'],
  ['a quote that is not closed', 'a: "x\nb: 3\n', 'a text that begins with " has no closing "'],
  ['a sign that needs quotes', 'a: @x', '1:4: a text that begins with @ must be in quotes'],
  ['a star without quotes', 'a: *', 'a text that begins with * must be in quotes'],
  ['a star that stands for nothing', 'a: *x', '1:4: "*x" stands for a part that is marked "&x" further up'],
  ['a bracket too many', 'a: [b]]', '1:7: ] closes nothing'],
  ['no space after a colon', 'a:1\nb: 2', '1:1: a field and its colon must stand on one line; is ": " missing'],
  ['no colon', 'a: b\nc', '2:1: this is no "field: value"; a colon and a space are missing'],
  ['two documents', '--- {}\n--- {}', '2:1: a second part begins here with "---"; a set-up is one'],
  ['a quote too many', "a: 'it's'", '1:8: "s\'" does not belong here'],
  ['a backslash', String.raw`a: "\q"`, String.raw`1:5: \q has no meaning between double quotes`],
  ['groups within groups', `a: ${'['.repeat(20_000)}`, 'groups or lists stand within each other too deep'],
  ['a part of itself', 'a: &a\n  b: *a', '2:6: repeats parts by aliases (*name) too often'],
  ['a part of a part of itself', 'a: &a [&b [*a], *b]', '1:12: repeats parts by aliases (*name) too often'],
  [
    'a bomb of aliases',
    [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c,*c,*c,*c]',
    ].join('\n'),
    'repeats parts by aliases (*name) too often',
  ],
])('a file that holds %s is refused in plain words, with its line', (_, text, expected) => {
  expect(linesOf(text)[0]).toContain(expected)
})

test('a mistake of YAML is shown with its line', () => {
  expect(linesOf('organisation:\n  name: @x\n')).toEqual([
    'tubepost.yaml:2:9: a text that begins with @ must be in quotes\n      name: @x\n            ^',
  ])
})
