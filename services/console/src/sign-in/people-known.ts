import { people, type Person } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import type { ServiceContext } from '@tubepost/service'
import { roleOf } from './role-scopes.ts'

type Known = Pick<ServiceContext, 'reference'>

export const personOf = ({ reference }: Known, id: string): Person | undefined => reference(people).records.get(id)

/** People by the keys of their addresses, and the version of the list that they were made from. */
const byAddress = new WeakMap<object, { version: number; people: ReadonlyMap<string, Person> }>()

/** The list is walked once a version, so that guesses cost no walk each. */
export function personWithAddress({ reference }: Known, address: string): Person | undefined {
  const known = reference(people)
  let index = byAddress.get(known)
  if (index?.version !== known.version) {
    const entries = [...known.records.values()].flatMap((person) =>
      person.addresses.map((own) => [addressKey(own), person] as const),
    )
    index = { version: known.version, people: new Map(entries) }
    byAddress.set(known, index)
  }
  return index.people.get(addressKey(address.trim()))
}

/** In the order of their ids. */
export function administrators({ reference }: Known): Person[] {
  return [...reference(people).records.values()]
    .filter(({ role }) => roleOf(role) === 'admin')
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
