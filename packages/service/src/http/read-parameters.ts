import { RefusedRequest } from './refused-request.ts'
import { Type } from 'typebox'

export const badParameter = (message: string) => new RefusedRequest(400, 'bad_parameter', message)

/** Any parameters: `readParameters` says which there are, in words. */
export const Parameters = Type.Record(Type.String(), Type.Unknown())
export type Query = Readonly<Record<string, unknown>>

/** The parameters by name. A name that is not known would be a filter without effect, so it is refused. */
export function readParameters<Name extends string>(
  query: Query,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  for (const [name, value] of Object.entries(query)) {
    const known = names.find((one) => one === name)
    if (known === undefined) throw badParameter(`There is no parameter ${name}; there are ${names.join(', ')}.`)
    if (typeof value !== 'string') throw badParameter(`${name} is given more than once.`)
    if (/\p{Cc}/u.test(value)) throw badParameter(`${name} has a control character in it.`)
    if (value.length > LONGEST) throw badParameter(`${name} is longer than ${LONGEST} characters.`)
    if (value !== '') found[known] = value
  }
  return found
}
const LONGEST = 1_000 // as long as a header line may be, RFC 5322 §2.1.1

export function oneOf<Value extends string>(
  name: string,
  value: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined
  const found = values.find((one) => one === value)
  if (found === undefined) throw badParameter(`${name} is one of ${values.join(', ')}.`)
  return found
}

export function limitOf(value: string | undefined, fallback: number, most: number): number {
  if (value === undefined) return fallback
  const limit = /^\d{1,6}$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > most) throw badParameter(`limit is a number from 1 to ${most}.`)
  return limit
}

export function mailboxOf(value: string | undefined): string | undefined {
  if (value !== undefined && !/^[a-z0-9-]{1,40}$/.test(value))
    throw badParameter('mailbox is the id of a mailbox: at most 40 of a-z, 0-9 and -.')
  return value
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isUuid = (text: string): boolean => UUID.test(text)

// PostgreSQL has no year 0, and RFC 3339 none after 9999; an offset can lead to either.
const IN_CALENDAR = /^(?!0000)\d{4}-/
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

/** A time in UTC. A plus sign that was not percent-encoded in a query string comes as a space. */
export function timeOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const time = value.replace(/ (?=\d\d:\d\d$)/, '+')
  if (!RFC_3339.test(time) || Number.isNaN(Date.parse(time)))
    throw badParameter(`${name} is a time such as 2026-01-31T09:00:00Z (RFC 3339).`)
  const instant = new Date(time).toISOString()
  if (!IN_CALENDAR.test(instant)) throw badParameter(`${name} is a time in the years 0001 to 9999, in UTC.`)
  return instant
}
