import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

const FIND: Statement = { name: 'password.find', text: 'select hash from password where person_id = $1' }
const SET: Statement = {
  name: 'password.set',
  text: `insert into password (person_id, hash) values ($1, $2)
         on conflict (person_id) do update set hash = excluded.hash, changed_at = now()`,
}
const KNOWN: Statement = { name: 'password.known', text: 'select 1 from password where person_id = any($1) limit 1' }

export async function passwordHash(on: Pool | Tx, person: string): Promise<string | undefined> {
  const [row] = await rows<{ hash: string }>(on, FIND, [person])
  return row?.hash
}

export async function setPasswordHash(tx: Tx, person: string, hash: string): Promise<void> {
  await touch(tx, SET, [person, hash])
}

/** Whether one of these people has a password. */
export async function hasPassword(on: Pool | Tx, people: readonly string[]): Promise<boolean> {
  return (await rows(on, KNOWN, [people])).length > 0
}
