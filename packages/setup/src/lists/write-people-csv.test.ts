import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressProblems } from '../checking/address-problems.ts'
import { guardedCell, plainCell } from './guarded-cell.ts'
import { readPeopleCsv } from './read-people-csv.ts'
import { writePeopleCsv } from './write-people-csv.ts'

const written = (people: Parameters<typeof writePeopleCsv>[0]) => [...writePeopleCsv(people)].join('')

// Signs that a formula, a guard, a separator or a quotation begins with stand at the front often.
const sign = fc.constantFrom(...'=+-@＝＋－＠\'";,|<>( )', 'é', '漢', '🙂', 'a', 'b')
const name = fc
  .array(sign, { minLength: 1, maxLength: 12 })
  .map((signs) => signs.join('').normalize('NFC').trim())
  .filter((text) => text !== '')
const atom = fc.array(fc.constantFrom(..."abz09+-='#%"), { minLength: 1, maxLength: 8 }).map((signs) => signs.join(''))
const quotedLocal = fc
  .array(fc.constantFrom(...'a ;,|@'), { minLength: 1, maxLength: 6 })
  .map((signs) => `"${signs.join('')}"`)
// A local part in quotes that needs none is another spelling of the same address, which no list takes.
const address = fc
  .oneof(atom, quotedLocal)
  .map((local) => `${local}@example.com`)
  .filter((text) => addressProblems(text).length === 0)
const person = fc.record({
  name,
  addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 3, selector: (one) => one.toLowerCase() }),
  timeZone: fc.constantFrom('Europe/Berlin', 'UTC'),
  locale: fc.constantFrom('de-DE', 'en-US'),
  role: fc.constantFrom('user', 'receptionist', 'manager', 'agent', 'admin'),
})

test('people that are written are read back as the same people', () => {
  fc.assert(
    fc.property(fc.array(person, { minLength: 1, maxLength: 4 }), (drawn) => {
      const seen = new Set<string>()
      const people = drawn
        .filter(({ addresses }) =>
          addresses.every((one) => !seen.has(one.toLowerCase()) && seen.add(one.toLowerCase())),
        )
        .map((each, at) => ({ id: `p${at}`, ...each }))
      const { rows, problems, notes } = readPeopleCsv(Buffer.from(written(people)))
      expect({ problems, notes }).toEqual({ problems: [], notes: [] })
      expect(rows.map(({ entry }) => entry)).toEqual(people)
    }),
    { numRuns: 2_000 },
  )
})

test('no cell begins as a formula does, whatever the text, and each is read back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: sign })), (text) => {
      const cell = guardedCell(text)
      expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
      expect(plainCell(cell)).toBe(text)
    }),
    { numRuns: 5_000 },
  )
})

test('a text that no spreadsheet runs is written as it is', () => {
  expect(["O'Hara", "'t Hart", '1+1', ''].map(guardedCell)).toEqual(["O'Hara", "'t Hart", '1+1', ''])
  expect(["'t Hart", "'"].map(plainCell)).toEqual(["'t Hart", "'"])
})

test('a file begins with a byte order mark, and its lines end with CR LF', () => {
  const ana = { id: 'ana', name: '=HYPERLINK("x")', addresses: ['ana@example.com', 'a@example.net'] }
  expect(written([ana])).toBe(
    '\uFEFFID,Name,E-mail,Time zone,Language,Role\r\nana,"\'=HYPERLINK(""x"")","ana@example.com; a@example.net",,,\r\n',
  )
})
