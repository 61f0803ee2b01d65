import { addressKey } from '@tubepost/mail'
import { addressProblems } from '../checking/address-problems.ts'
import { closestLocale, closestTimeZone, isLocale, isTimeZone } from '../checking/zone-and-locale.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { PersonEntry, ROLES } from '../schema/setup-schema.ts'
import { csvTexts } from './csv-texts.ts'
import type { ListFile, ListKind, ListRow, ValuesOf, Wrong } from './list-kind.ts'
import { PEOPLE_TITLES, type PeopleColumn, peopleColumns } from './people-columns.ts'
import { readList } from './read-list.ts'

// More are no office.
const MOST_PEOPLE = 20_000
// A quoted local part may hold what else stands between two addresses (RFC 5321 §4.1.2).
const ONE_ADDRESS = /(?:"(?:[^"\\]|\\.)*"|[^;,|\s])+/g
// Ana Example <ana@example.com> is one, whatever stands between its words.
const ONE_NAMED = /(?:"(?:[^"\\]|\\.)*"|[^;,|])+/g

export type PersonRow = ListRow<PersonEntry>
export type PeopleFile = ListFile<PersonEntry>

const kind: ListKind<PeopleColumn, PersonEntry> = {
  words: { one: 'person', many: 'people' },
  schema: PersonEntry,
  most: MOST_PEOPLE,
  titles: PEOPLE_TITLES,
  columnsOf: peopleColumns,
  wanted: [
    { anyOf: ['name', 'firstName', 'lastName'], called: 'Name, or First name and Last name' },
    { anyOf: ['addresses'], called: 'E-mail' },
  ],
  repeats: ['addresses'],
  entryOf,
  keysOf: ({ addresses }) => addresses.map((address) => ['address', addressKey(address)]),
}

/** Reads people from CSV: several addresses in one field or column after column, a name in one column or two. */
export const readPeopleCsv = (bytes: Buffer): PeopleFile => readList(bytes, kind)

function entryOf(valuesOf: ValuesOf<PeopleColumn>, wrong: Wrong): PersonEntry {
  const [id] = valuesOf('id')
  const [timeZone] = valuesOf('timeZone')
  const [locale] = valuesOf('locale')
  const [role] = valuesOf('role')
  const name = valuesOf('name')[0] ?? [...valuesOf('firstName'), ...valuesOf('lastName')].join(' ')
  const addresses = valuesOf('addresses')
    .flatMap((value) => value.match(value.includes('<') ? ONE_NAMED : ONE_ADDRESS) ?? [])
    .map((value) => value.trim())
    .filter(Boolean)
  if (name === '') wrong(csvTexts.noName())
  if (addresses.length === 0) wrong(csvTexts.noAddress())
  for (const address of addresses) for (const { text } of addressProblems(address)) wrong(text)
  if (timeZone !== undefined && !isTimeZone(timeZone)) wrong(problemTexts.zone(timeZone, closestTimeZone(timeZone)))
  if (locale !== undefined && !isLocale(locale)) wrong(problemTexts.locale(locale, closestLocale(locale)))
  const known = ROLES.find((each) => each === role?.toLowerCase())
  if (role !== undefined && known === undefined) wrong(`role: ${problemTexts.notOneOf(ROLES, role)}`)
  return {
    name,
    addresses,
    ...(id !== undefined && { id }),
    ...(timeZone !== undefined && { timeZone }),
    ...(locale !== undefined && { locale }),
    ...(known !== undefined && { role: known }),
  }
}
