import type { HeldReplies, People } from '@tubepost/api'

/** People whose replies are held, each with the address that the first of them goes to. Pure. */
export function heldAddresses(held: HeldReplies['held'], people: People['people']): ReadonlyMap<string, string> {
  const owners = new Map(
    people.flatMap(({ id, addresses }) => addresses.map((address) => [fold(address), id] as const)),
  )
  const found = new Map<string, string>()
  for (const { to } of held) {
    const owner = owners.get(fold(to))
    if (owner !== undefined && !found.has(owner)) found.set(owner, to)
  }
  return found
}

/** Addresses are held against each other as the services do: without regard to case. */
const fold = (address: string): string => address.toLowerCase()
