import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { Organisation, Person, Status } from '@tubepost/events'
import { noteBoardChange } from './board-change-sql.ts'

const SAVE_ORGANISATION: Statement = {
  name: 'setup.organisation',
  text: `insert into organisation (settings) values ($1) on conflict (id) do update set settings = excluded.settings`,
}

export async function saveOrganisation(tx: Tx, organisation: Organisation): Promise<void> {
  await rows(tx, SAVE_ORGANISATION, [JSON.stringify(organisation)])
}

const SAVE_PEOPLE: Statement = {
  name: 'setup.people',
  text: `insert into person (id, name, time_zone, locale, role, declared)
         select id, name, "timeZone", locale, role, true
         from jsonb_to_recordset($1) as p (id text, name text, "timeZone" text, locale text, role text)
         on conflict (id) do update set name = excluded.name, time_zone = excluded.time_zone,
           locale = excluded.locale, role = excluded.role, declared = true`,
}
const DROP_PEOPLE: Statement = {
  name: 'setup.dropPeople',
  text: 'delete from person where declared and not (id = any($1)) returning id',
}
const DROP_ADDRESSES: Statement = {
  name: 'setup.dropAddresses',
  text: `delete from address where person_id = any($1) or address = any($2)`,
}
const SAVE_ADDRESSES: Statement = {
  name: 'setup.addresses',
  text: `insert into address (address, person_id, position)
         select * from unnest($1::text[], $2::text[], $3::int[])`,
}

/** Makes the declared people be exactly these. History keeps the ids of those who are gone. */
export async function savePeople(tx: Tx, people: readonly Person[]): Promise<void> {
  const ids = people.map((person) => person.id)
  const addresses = people.flatMap((person) =>
    person.addresses.map((address, position) => ({ address, personId: person.id, position })),
  )
  await rows(tx, SAVE_PEOPLE, [JSON.stringify(people)])
  await rows(tx, DROP_ADDRESSES, [ids, addresses.map((row) => row.address)])
  await rows(tx, SAVE_ADDRESSES, [
    addresses.map((row) => row.address),
    addresses.map((row) => row.personId),
    addresses.map((row) => row.position),
  ])
  const dropped = await rows<{ id: string }>(tx, DROP_PEOPLE, [ids])
  await noteBoardChange(tx, [...ids, ...dropped.map((row) => row.id)])
}

const SAVE_STATUSES: Statement = {
  name: 'setup.statuses',
  text: `insert into status (id, name, type, due, position, declared)
         select id, name, type, due, position, true
         from jsonb_to_recordset($1) as s (id text, name text, type text, due text, position int)
         on conflict (id) do update set name = excluded.name, type = excluded.type, due = excluded.due,
           position = excluded.position, declared = true`,
}
const DROP_STATUSES: Statement = {
  name: 'setup.dropStatuses',
  text: 'delete from status where declared and not (id = any($1))',
}
const DROP_ALIASES: Statement = { name: 'setup.dropAliases', text: 'delete from alias where status_id = any($1)' }
const SAVE_ALIASES: Statement = {
  name: 'setup.aliases',
  text: `insert into alias (status_id, position, alias) select * from unnest($1::text[], $2::int[], $3::text[])`,
}

/** Makes the declared statuses be exactly these. */
export async function saveStatuses(tx: Tx, statuses: readonly Status[]): Promise<void> {
  const ids = statuses.map((status) => status.id)
  const aliases = statuses.flatMap((status) =>
    status.aliases.map((alias, position) => ({ alias, statusId: status.id, position })),
  )
  await rows(tx, SAVE_STATUSES, [JSON.stringify(statuses)])
  await rows(tx, DROP_ALIASES, [ids])
  await rows(tx, SAVE_ALIASES, [
    aliases.map((row) => row.statusId),
    aliases.map((row) => row.position),
    aliases.map((row) => row.alias),
  ])
  await rows(tx, DROP_STATUSES, [ids])
}

const PEOPLE: Statement = {
  name: 'people.all',
  text: `select id, name, time_zone as "timeZone", locale, role,
                array(select address from address a where a.person_id = p.id order by position) as addresses
         from person p`,
}
const STATUSES: Statement = {
  name: 'statuses.all',
  text: `select id, name, type, due, position,
                array(select alias from alias a where a.status_id = s.id order by a.position) as aliases
         from status s`,
}
const ORGANISATION: Statement = { name: 'organisation.all', text: 'select settings from organisation' }

const byId = <Row extends { id: string }>(list: readonly Row[]): Map<string, Row> =>
  new Map(list.map((row) => [row.id, row]))

const PEOPLE_OF: Statement = { name: 'people.some', text: `${PEOPLE.text} where p.id = any($1)` }

export const loadPeople = async (on: Pool | Tx) => byId(await rows<Person>(on, PEOPLE))

export const loadPeopleOf = async (on: Pool | Tx, ids: readonly string[]) =>
  byId(await rows<Person>(on, PEOPLE_OF, [ids]))

export const loadStatuses = async (on: Pool | Tx) => byId(await rows<Status>(on, STATUSES))

export async function loadOrganisation(on: Pool | Tx): Promise<Map<string, Organisation>> {
  const [row] = await rows<{ settings: Organisation }>(on, ORGANISATION)
  return new Map(row === undefined ? [] : [['organisation', row.settings]])
}
