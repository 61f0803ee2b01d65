import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStatusesCsv } from './read-statuses-csv.ts'
import { writeStatusesCsv } from './write-statuses-csv.ts'

const written = (statuses: Parameters<typeof writeStatusesCsv>[0]) => [...writeStatusesCsv(statuses)].join('')

// Signs that a formula, a guard, a separator or a quotation begins with stand at the front often.
const sign = fc.constantFrom(...'=+-@＝＋－＠\'";,|<>( )', 'é', '漢', '🙂', 'a', 'b')
const name = fc
  .array(sign, { minLength: 1, maxLength: 12 })
  .map((signs) => signs.join('').normalize('NFC').trim())
  .filter((text) => text !== '')
const status = fc.record({
  name,
  aliases: fc.array(name, { minLength: 1, maxLength: 4 }),
  type: fc.constantFrom('in', 'out', 'unavailable'),
  due: fc.constantFrom('optional', 'required', 'forbidden'),
  colour: fc.constantFrom('#c0392b', '#1c7ed6'),
})

test('statuses that are written are read back as the same statuses', () => {
  fc.assert(
    fc.property(fc.array(status, { minLength: 1, maxLength: 4 }), (drawn) => {
      const statuses = drawn.map((each, at) => ({ id: `s${at}`, ...each }))
      const { rows, problems, notes } = readStatusesCsv(Buffer.from(written(statuses)))
      expect({ problems, notes }).toEqual({ problems: [], notes: [] })
      expect(rows.map(({ entry }) => entry)).toEqual(statuses)
    }),
    { numRuns: 2_000 },
  )
})

test('no cell of a status is a formula, and one without a colour has none', () => {
  const away = { id: 'away', name: '=1+1', aliases: ['a;b', '-5'], type: 'out', due: 'optional', colour: null }
  expect(written([away])).toBe('\uFEFFID,Name,Aliases,Type,Due,Colour\r\naway,\'=1+1,"""a;b""; -5",out,optional,\r\n')
})
