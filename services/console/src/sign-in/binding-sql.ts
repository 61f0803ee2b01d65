import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

const FIND: Statement = {
  name: 'binding.find',
  text: 'select person_id as person, by_address as "byAddress" from oidc_binding where issuer = $1 and subject = $2',
}
const OF_ISSUER: Statement = {
  name: 'binding.ofIssuer',
  text: 'select person_id as person from oidc_binding where issuer = $1',
}
const BIND: Statement = {
  name: 'binding.bind',
  text: `insert into oidc_binding (issuer, subject, person_id, by_address) values ($1, $2, $3, $4)
         on conflict do nothing`,
}
const ASKED: Statement = {
  name: 'binding.asked',
  text: `update oidc_binding set by_address = by_address and $4 where issuer = $1 and subject = $2 and person_id = $3`,
}
const UNBIND: Statement = { name: 'binding.unbind', text: 'delete from oidc_binding where person_id = $1' }

/** An account of a provider, and whose it is. */
export interface Bound {
  readonly person: string
  /** Nobody who was known by anything else has asked for it. */
  readonly byAddress: boolean
}

export async function boundPerson(pool: Pool, issuer: string, subject: string): Promise<Bound | undefined> {
  const [bound] = await rows<Bound>(pool, FIND, [issuer, subject])
  return bound
}

/** People who are bound to some account of this issuer. */
export async function peopleBoundAt(pool: Pool, issuer: string): Promise<ReadonlySet<string>> {
  return new Set((await rows<{ person: string }>(pool, OF_ISSUER, [issuer])).map(({ person }) => person))
}

/** Binds an account, or notes that its person asked for it. @returns false where account or person was bound meanwhile */
export async function bind(tx: Tx, issuer: string, subject: string, { person, byAddress }: Bound): Promise<boolean> {
  const values = [issuer, subject, person, byAddress]
  return (await touch(tx, BIND, values)) === 1 || (await touch(tx, ASKED, values)) === 1
}

/** @returns how many accounts the person had */
export const unbindAll = (tx: Tx, person: string): Promise<number> => touch(tx, UNBIND, [person])
