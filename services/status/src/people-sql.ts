import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Person } from '@tubepost/events'
import { noteBoardChange } from './board-change-sql.ts'

/** `declared`: tubepost.yaml says who they are, and not who edits them over HTTP. */
export interface ListedPerson extends Person {
  declared: boolean
}

const SAVE: Statement = {
  name: 'people.save',
  text: `insert into person (id, name, time_zone, locale, role, declared)
         select id, name, "timeZone", locale, role, $2
         from jsonb_to_recordset($1) as p (id text, name text, "timeZone" text, locale text, role text)
         on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone,
           locale = excluded.locale, role = excluded.role, declared = excluded.declared`,
}
const LOCK_ALL: Statement = { name: 'people.lockAll', text: 'select from person order by id for update' }
const DROP_DECLARED: Statement = {
  name: 'people.dropDeclared',
  text: 'delete from person where declared and not (id = any($1)) returning id',
}
const DROP_ADDRESSES: Statement = {
  name: 'people.dropAddresses',
  text: `delete from address where person_id = any($1) or address = any($2)`,
}
const SAVE_ADDRESSES: Statement = {
  name: 'people.saveAddresses',
  text: `insert into address (address, person_id, position)
         select * from unnest($1::text[], $2::text[], $3::int[])`,
}

/**
 * Before many people are written, in the order in which the people of mails are locked: each side would else hold somebody
 * for whom the other waits.
 */
export async function lockPeople(tx: Tx): Promise<void> {
  await rows(tx, LOCK_ALL)
}

/** Makes the declared people be exactly these. History keeps the ids of those who are gone. */
export async function declarePeople(tx: Tx, people: readonly Person[]): Promise<void> {
  await savePeople(tx, people, true)
  const dropped = await rows<{ id: string }>(tx, DROP_DECLARED, [people.map((person) => person.id)])
  await noteBoardChange(
    tx,
    dropped.map((row) => row.id),
  )
}

/** An address that was somebody else's is theirs no longer. */
export async function savePeople(tx: Tx, people: readonly Person[], declared: boolean): Promise<void> {
  const ids = people.map((person) => person.id)
  const addresses = people.flatMap((person) =>
    person.addresses.map((address, position) => ({ address, personId: person.id, position })),
  )
  await rows(tx, SAVE, [JSON.stringify(people), declared])
  await rows(tx, DROP_ADDRESSES, [ids, addresses.map((row) => row.address)])
  await rows(tx, SAVE_ADDRESSES, columns(addresses, 'address', 'personId', 'position'))
  await noteBoardChange(tx, ids)
}

const REMOVE: Statement = { name: 'people.remove', text: 'delete from person where id = $1' }

export async function removePerson(tx: Tx, id: string): Promise<void> {
  await touch(tx, REMOVE, [id])
  await noteBoardChange(tx, [id])
}

const LISTED = `
  select id, name, time_zone as "timeZone", locale, role, declared,
         array(select address from address a where a.person_id = p.id order by position) as addresses
  from person p`
const LIST: Statement = { name: 'people.list', text: `${LISTED} order by name, id` }
const SOME: Statement = { name: 'people.some', text: `${LISTED} where p.id = any($1)` }

export const listPeople = (on: Pool | Tx) => rows<ListedPerson>(on, LIST)

export async function loadPeople(on: Pool | Tx): Promise<Map<string, Person>> {
  return byId(await listPeople(on))
}

export async function loadPeopleOf(on: Pool | Tx, ids: readonly string[]): Promise<Map<string, Person>> {
  return byId(await rows<ListedPerson>(on, SOME, [ids]))
}

const byId = (listed: readonly ListedPerson[]): Map<string, Person> =>
  new Map(listed.map(({ declared: _, ...person }) => [person.id, person]))
