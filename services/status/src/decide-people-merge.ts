import type { Organisation, Person } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { type PersonRow, type RowFinding, slug } from '@tubepost/setup'
import { NOWHERE, personProblems } from './directory-entry.ts'
import { type ListMerge, mergedRow, type MergedRow, type MergeWish } from './list-merge.ts'
import { LEAST } from './note-role.ts'
import type { ListedPerson } from './people-sql.ts'

const FIELDS = ['name', 'addresses', 'timeZone', 'locale', 'role'] as const

export type PeopleMerge = ListMerge<Person, ListedPerson>

/**
 * Finds for each row the person it is about: by its id, or by an address. Fields that a row does not have stay as they
 * are, and so do further addresses.
 */
export function decidePeopleMerge(
  rows: readonly PersonRow[],
  listed: readonly ListedPerson[],
  organisation: Pick<Organisation, 'timeZone' | 'locale'> = NOWHERE,
  { exactly = false, mayGiveRoles = true }: MergeWish = {},
): PeopleMerge {
  const byId = new Map(listed.map((person) => [person.id, person]))
  const owners = new Map(
    listed.flatMap((person) => person.addresses.map((each) => [addressKey(each), person] as const)),
  )
  const taken = new Map<string, number>()
  const problems: RowFinding[] = []
  const merged: MergedRow<Person, ListedPerson>[] = []
  for (const { line, entry } of rows) {
    const owned = new Set(entry.addresses.flatMap((address) => owners.get(addressKey(address)) ?? []))
    const before = entry.id === undefined ? [...owned][0] : byId.get(entry.id)
    const others = [...owned].filter((person) => person !== before)
    if (others.length > 0) {
      problems.push({ line, text: addressOfAnother(entry.name, others, before) })
      continue
    }
    const id = before?.id ?? entry.id ?? slug(entry.name)
    const namesake = before === undefined ? byId.get(id) : undefined
    const twin = taken.get(id)
    if (namesake !== undefined) problems.push({ line, text: idOfAnother(id, namesake) })
    else if (twin !== undefined)
      problems.push({ line, text: `the id "${id}" is that of line ${twin} already; give both rows an id of their own` })
    taken.set(id, taken.get(id) ?? line)
    if (namesake !== undefined || twin !== undefined) continue
    const person: Person = {
      id,
      name: entry.name,
      addresses: exactly ? entry.addresses : allAddresses(entry.addresses, before?.addresses ?? []),
      timeZone: entry.timeZone ?? before?.timeZone ?? organisation.timeZone,
      locale: entry.locale ?? before?.locale ?? organisation.locale,
      role: entry.role ?? before?.role ?? LEAST,
    }
    const row = mergedRow(line, before, person, FIELDS)
    const wrong = row.outcome === 'unchanged' || row.outcome === 'declared' ? [] : personProblems(person)
    const standing = before?.role ?? LEAST
    if (!mayGiveRoles && row.outcome !== 'declared' && person.role !== standing)
      wrong.push(`role: needs the scope admin to be another than ${standing}`)
    if (wrong.length === 0) merged.push(row)
    problems.push(...wrong.map((text) => ({ line, text })))
  }
  const absent = listed.filter(({ id, declared }) => !declared && !taken.has(id))
  return { rows: merged, absent, problems }
}

/** Those of the row first: the first one is for replies. */
function allAddresses(given: readonly string[], before: readonly string[]): string[] {
  const keys = new Set(given.map(addressKey))
  return [...given, ...before.filter((address) => !keys.has(addressKey(address)))]
}

function addressOfAnother(name: string, others: readonly ListedPerson[], before: ListedPerson | undefined): string {
  const whose = others.map((person) => `${person.name} (${person.id})`).join(' and ')
  return before === undefined
    ? `an address of ${name} belongs to ${whose}, and the row has another id`
    : `the addresses of ${name} belong to ${before.name} (${before.id}) and to ${whose}; one row is one person`
}

function idOfAnother(id: string, { addresses }: ListedPerson): string {
  return `the id "${id}", made of the name, is that of somebody with the address ${addresses[0] ?? ''}; give the row the id of the person it is about, or a new one`
}
