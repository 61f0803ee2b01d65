import type { SignInRefusal } from '@tubepost/api'
import type { Person } from '@tubepost/events'
import { isEntra, type OidcProvider } from '@tubepost/setup'
import { addressKey } from '@tubepost/mail'
import type { Bound } from './binding-sql.ts'
import { roleOf } from './role-scopes.ts'

/** Claims of an ID token, of which nothing but issuer and subject is sure to stay (OpenID Connect Core 1.0, 5.7). */
export interface Claims {
  readonly email?: unknown
  readonly email_verified?: unknown
  /** Microsoft Entra, optional: the address is in a domain whose owner the tenant has shown itself to be. */
  readonly xms_edov?: unknown
}

export interface Facts {
  readonly provider: Pick<OidcProvider, 'issuer' | 'domains' | 'name'>
  readonly claims: Claims
  /** The person to whom (issuer, subject) is bound already. */
  readonly bound: Bound | undefined
  /** The person who was signed in, and asked that this account be bound to them, and whether an address alone let them in. */
  readonly asked: Bound | undefined
  readonly personOf: (id: string) => Person | undefined
  readonly personWithAddress: (address: string) => Person | undefined
  /** Whether a person is bound to another account of this issuer. */
  readonly hasOther: (person: string) => boolean
}

export type Decision = (Bound & { readonly kind: 'in'; readonly binds: boolean }) | Refused

interface Refused {
  readonly kind: 'refused'
  readonly code: SignInRefusal
  readonly why: string
}

const refused = (code: SignInRefusal, why: string): Refused => ({ kind: 'refused', code, why })

/** Tells the person of an account at a provider. */
export function decideBinding(facts: Facts): Decision {
  const { provider, bound, asked, hasOther } = facts
  if (bound !== undefined) {
    if (asked !== undefined && asked.person !== bound.person)
      return refused('account_of_another', 'This account is bound to somebody else.')
    const person = facts.personOf(bound.person)
    if (person === undefined) return refused('person_gone', 'The person of this account is not in the set-up any more.')
    if (asked !== undefined) return { kind: 'in', ...asked, binds: true }
    return bound.byAddress && isAdministrator(person) ? knownByAddress() : { kind: 'in', ...bound, binds: false }
  }
  if (asked !== undefined)
    return hasOther(asked.person)
      ? refused('other_account', `You are bound to another account of ${provider.name}.`)
      : { kind: 'in', ...asked, binds: true }
  const person = byAddress(facts)
  if ('kind' in person) return person
  if (isAdministrator(person)) return knownByAddress()
  if (hasOther(person.id))
    return refused(
      'other_account',
      `This person is bound to another account of ${provider.name}; an address that changed changes nothing.`,
    )
  return { kind: 'in', person: person.id, byAddress: true, binds: true }
}

const isAdministrator = ({ role }: Person): boolean => roleOf(role) === 'admin'
const knownByAddress = (): Refused =>
  refused(
    'administrator',
    'An administrator is not known by an address alone: sign in by password first, and bind the account then.',
  )

function byAddress({ provider, claims, personWithAddress }: Facts): Person | Refused {
  const { email } = claims
  if (typeof email !== 'string' || email === '')
    return refused('no_address', `${provider.name} says no address of this account.`)
  const domain = addressKey(email.trim()).split('@').at(-1) ?? ''
  if (!provider.domains.includes(domain))
    return refused('foreign_domain', `${provider.name} is not declared to be the authority for addresses of ${domain}.`)
  if (!isProven(provider, claims))
    return refused('unproven_address', `${provider.name} does not vouch for the address of this account.`)
  const person = personWithAddress(email)
  return person !== undefined && hasTheLetters(person, email)
    ? person
    : refused('unknown_address', 'Nobody in the set-up has the address of this account.')
}

/** Folding takes letters beyond ASCII for those of ASCII, such as the Kelvin sign for k; a provider may not. */
const hasTheLetters = ({ addresses }: Person, email: string): boolean =>
  addresses.some((own) => addressKey(own) === addressKey(email.trim()) && isAsciiName(own) === isAsciiName(email))
// oxlint-disable-next-line no-control-regex -- all of ASCII is meant
const isAsciiName = (address: string): boolean => /^[\0-\x7f]*@[^@]*$/.test(address)

/** Entra writes any text as `email`, so there the domain's owner counts; elsewhere the provider's word about the address. */
function isProven(
  { issuer }: Pick<OidcProvider, 'issuer'>,
  { email_verified: verified, xms_edov: edov }: Claims,
): boolean {
  if (isEntra(issuer)) return edov === true || edov === 1 || edov === '1' || edov === 'true'
  return verified === true
}
