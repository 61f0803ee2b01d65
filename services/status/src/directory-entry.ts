import type { Organisation, Person } from '@tubepost/events'
import { addressKey, parseMailboxes } from '@tubepost/mail'
import { RefusedRequest } from '@tubepost/service'
import { isLocale, isTimeZone, type PersonEntry, slug, type StatusEntry } from '@tubepost/setup'
import { foldName } from './fold-name.ts'
import type { ListedPerson } from './people-sql.ts'
import type { KeptStatus, ListedStatus } from './statuses-sql.ts'

/** Zone and locale of people where no organisation is declared, the same as in the parser. */
export const NOWHERE = { timeZone: 'UTC', locale: 'en-US' }

// Every board, every service and every reply carries them.
const LONGEST_NAME = 200
const MOST_ADDRESSES = 100
const MOST_ALIASES = 100

/**
 * A person as asked for over HTTP, with every default filled in. Throws what is to be answered where they cannot be:
 * every problem at once.
 * @param others everybody else
 */
export function personOf(
  entry: PersonEntry,
  others: readonly ListedPerson[],
  organisation: Pick<Organisation, 'timeZone' | 'locale'> = NOWHERE,
): Person {
  const person = {
    id: entry.id ?? slug(entry.name),
    name: entry.name.trim(),
    addresses: entry.addresses,
    timeZone: entry.timeZone ?? organisation.timeZone,
    locale: entry.locale ?? organisation.locale,
    role: entry.role ?? 'user',
  }
  refuseProblems(personProblems(person))
  const owners = new Map(others.flatMap(({ id, addresses }) => addresses.map((one) => [addressKey(one), id] as const)))
  const taken = person.addresses.flatMap((address) => {
    const owner = owners.get(addressKey(address))
    return owner === undefined ? [] : [`${address} is an address of ${owner}`]
  })
  if (taken.length > 0) throw new RefusedRequest(409, 'address_taken', `${taken.join('; ')}.`)
  return person
}

/** All that is wrong with a person, whoever else there is. */
export function personProblems(person: Person): string[] {
  if (person.name.length > LONGEST_NAME || person.addresses.length > MOST_ADDRESSES)
    return [`a person has a name of at most ${LONGEST_NAME} characters and ${MOST_ADDRESSES} addresses`]
  const own = new Set<string>()
  const problems: string[] = []
  if (person.name === '') problems.push('name: is empty')
  if (!isPlain(person.name)) problems.push('name: has a control character')
  for (const [i, address] of person.addresses.entries()) {
    const { mailboxes, defects } = parseMailboxes(address)
    if (!isPlain(address)) problems.push(`addresses.${i}: has a control character`)
    else if (mailboxes[0]?.address === undefined || defects.length > 0 || mailboxes[0].name !== null)
      problems.push(`addresses.${i}: "${address}" is no address, local@domain`)
    if (own.has(addressKey(address))) problems.push(`addresses.${i}: "${address}" is given twice`)
    own.add(addressKey(address))
  }
  if (!isTimeZone(person.timeZone)) problems.push(`timeZone: "${person.timeZone}" is no IANA time zone`)
  if (!isLocale(person.locale)) problems.push(`locale: "${person.locale}" is no language tag such as en-US`)
  return problems
}

/** A status as asked for over HTTP; like `personOf`. It takes the place of the one it replaces, or comes last. */
export function statusOf(
  entry: StatusEntry,
  others: readonly ListedStatus[],
  replaced?: Pick<ListedStatus, 'position'>,
): KeptStatus {
  const status = {
    id: entry.id ?? slug(entry.name),
    name: entry.name.trim(),
    aliases: (entry.aliases ?? []).map((alias) => alias.trim()),
    type: entry.type ?? 'out',
    due: entry.due ?? 'optional',
    colour: entry.colour ?? null,
    position: replaced?.position ?? Math.max(-1, ...others.map(({ position }) => position)) + 1,
  } satisfies KeptStatus
  refuseProblems(statusProblems(status))
  const owners = new Map(others.flatMap((other) => wordsOf(other).map((word) => [foldName(word), other.id] as const)))
  const taken = wordsOf(status).flatMap((word) => {
    const owner = owners.get(foldName(word))
    return owner === undefined ? [] : [`"${word}" is a name or alias of ${owner}`]
  })
  if (taken.length > 0) throw new RefusedRequest(409, 'name_taken', `${taken.join('; ')}.`)
  return status
}

/** By which a subject may call a status. */
export const wordsOf = ({ name, aliases }: Pick<KeptStatus, 'name' | 'aliases'>): string[] => [name, ...aliases]

/** All that is wrong with a status, whichever others there are. */
export function statusProblems(status: KeptStatus): string[] {
  if (status.aliases.length > MOST_ALIASES) return [`aliases: are more than ${MOST_ALIASES}`]
  const words = wordsOf(status)
  const folded = words.map(foldName)
  return words.flatMap((word, i) => {
    const at = i === 0 ? 'name' : `aliases.${i - 1}`
    if (folded[i] === '') return [`${at}: is empty`]
    if (!isPlain(word)) return [`${at}: has a control character`]
    return folded.indexOf(folded[i] ?? '') < i ? [`${at}: "${word}" is given twice`] : []
  })
}

/** Control characters are no part of a name or an address (RFC 5322 §3.2.3), and half a surrogate pair is no text. */
const isPlain = (text: string): boolean => text.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(text)

function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new RefusedRequest(400, 'invalid', problems.join('; '))
}

/** An entry of the file is changed in the file: the next start would undo any other change. */
export function refuseDeclared(listed: { id: string; declared: boolean }): void {
  if (listed.declared)
    throw new RefusedRequest(
      409,
      'declared_in_file',
      `${listed.id} is declared in tubepost.yaml. Change it there, and apply the file: tubepost apply.`,
    )
}
