import { expect, test } from 'vitest'
import { decideStatusesMerge } from './decide-statuses-merge.ts'

const status = (id: string, more: object = {}) => ({
  ...{ id, name: id, aliases: [] as string[], type: 'out' as const, due: 'optional' as const, colour: null },
  ...{ position: 0, declared: false },
  ...more,
})
const row = (line: number, name: string, more: object = {}) => ({ line, entry: { name, ...more } })

test('a status that nobody knows is added last on the board, in the order of the rows', () => {
  const known = [status('in', { position: 4 })]
  const { rows, absent } = decideStatusesMerge([row(2, 'Lunch Break', { due: 'required' }), row(3, 'Sick')], known)
  expect(rows.map(({ outcome, record }) => [outcome, record])).toEqual([
    [
      'added',
      {
        ...{ id: 'lunch-break', name: 'Lunch Break', aliases: [], type: 'out', due: 'required', colour: null },
        position: 5,
      },
    ],
    ['added', expect.objectContaining({ id: 'sick', position: 6 })],
  ])
  expect(absent.map(({ id }) => id)).toEqual(['in'])
})

test('a row is about the status with its name, and leaves the rest as it is', () => {
  const out = status('o1', { name: 'Out', aliases: ['O'], colour: '#c0392b', due: 'required', position: 3 })
  const [merged] = decideStatusesMerge([row(2, 'OUT', { aliases: ['Off'] })], [out]).rows
  expect(merged).toMatchObject({
    outcome: 'changed',
    fields: ['name', 'aliases'],
    record: { id: 'o1', name: 'OUT', aliases: ['Off', 'O'], colour: '#c0392b', due: 'required', position: 3 },
  })
})

test('a row with the id of a status gives it another name, which was an alias', () => {
  const [merged] = decideStatusesMerge([row(2, 'O', { id: 'out' })], [status('out', { aliases: ['o', 'Off'] })]).rows
  expect(merged).toMatchObject({ outcome: 'changed', record: { name: 'O', aliases: ['Off'] } })
})

test('asked to be exact, a status has the aliases of its row alone', () => {
  const { rows } = decideStatusesMerge([row(2, 'out')], [status('out', { aliases: ['O'] })], { exactly: true })
  expect(rows[0]?.record.aliases).toEqual([])
})

test('a status of the file is left, and a row that says the same does nothing', () => {
  const known = [status('in', { declared: true }), status('out'), status('sick', { declared: true })]
  const { rows, absent } = decideStatusesMerge([row(2, 'in', { type: 'in' }), row(3, 'out')], known)
  expect(rows.map(({ outcome, fields }) => [outcome, fields])).toEqual([
    ['declared', ['type']],
    ['unchanged', []],
  ])
  expect(absent).toEqual([])
})

test.each([
  ['a name that is an alias of another', [row(2, 'Gone')], '"Gone" is a name or alias of out (out)'],
  ['an alias that is the name of another', [row(2, 'x', { aliases: ['ＯＵＴ'] })], 'is a name or alias of out (out)'],
  [
    'a name that another row has',
    [row(2, 'x', { id: 'a' }), row(3, 'X', { id: 'b' })],
    '"X" is a name or alias of line 2',
  ],
  ['one name twice', [row(2, 'x', { aliases: ['X'] })], 'aliases.0: "X" is given twice'],
  ['the id of another by its name', [row(2, 'O-U-T'), row(3, 'o u t')], 'that of line 2 already'],
  ['the name of one and the id of none', [row(2, 'out', { id: 'new' })], '"out" is a name or alias of out (out)'],
  ['a name whose id is taken', [row(2, 'Öut')], 'the id "out", made of the name, is that of the status out'],
])('a row with %s is a problem', (_, rows, said) => {
  const { problems } = decideStatusesMerge(rows, [status('out', { aliases: ['gone'] })])
  expect(problems).toEqual([{ line: rows.at(-1)?.line, text: expect.stringContaining(said) }])
})

test('two statuses change their names with each other in one list', () => {
  const rows = [row(2, 'b', { id: 'a' }), row(3, 'a', { id: 'b' })]
  expect(decideStatusesMerge(rows, [status('a'), status('b')]).problems).toEqual([])
})
