import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { Status } from '@tubepost/events'
import { noteBoardChange } from './board-change-sql.ts'

/** A status as it is kept. `colour`: #rrggbb, or null for the one of its type. */
export interface KeptStatus extends Status {
  colour: string | null
}
/** `declared`: tubepost.yaml says what it is, and not who edits it over HTTP. */
export interface ListedStatus extends KeptStatus {
  declared: boolean
}

const SAVE: Statement = {
  name: 'statuses.save',
  text: `insert into status (id, name, type, due, colour, position, declared)
         select id, name, type, due, colour, position, $2
         from jsonb_to_recordset($1) as s (id text, name text, type text, due text, colour text, position int)
         on conflict (id) do update set name = excluded.name, type = excluded.type, due = excluded.due,
           colour = excluded.colour, position = excluded.position, declared = excluded.declared`,
}
const DROP_DECLARED: Statement = {
  name: 'statuses.dropDeclared',
  text: 'delete from status where declared and not (id = any($1))',
}
const DROP_ALIASES: Statement = { name: 'statuses.dropAliases', text: 'delete from alias where status_id = any($1)' }
const SAVE_ALIASES: Statement = {
  name: 'statuses.saveAliases',
  text: `insert into alias (status_id, position, alias) select * from unnest($1::text[], $2::int[], $3::text[])`,
}

// The board shows a status by the name it has now; the history keeps the one it had then.
const SHOW_RENAMED: Statement = {
  name: 'statuses.showRenamed',
  text: `update current_status c set status = s.name, type = s.type from status s
         where s.id = any($1) and c.status_id = s.id and (c.status, c.type) <> (s.name, s.type)
         returning c.person_id as "personId"`,
}

/** Makes the declared statuses be exactly these. */
export async function declareStatuses(tx: Tx, statuses: readonly KeptStatus[]): Promise<void> {
  await saveStatuses(tx, statuses, true)
  await rows(tx, DROP_DECLARED, [statuses.map((status) => status.id)])
}

export async function saveStatuses(tx: Tx, statuses: readonly KeptStatus[], declared: boolean): Promise<void> {
  const aliases = statuses.flatMap((status) =>
    status.aliases.map((alias, position) => ({ alias, statusId: status.id, position })),
  )
  await rows(tx, SAVE, [JSON.stringify(statuses), declared])
  await rows(tx, DROP_ALIASES, [statuses.map((status) => status.id)])
  await rows(tx, SAVE_ALIASES, columns(aliases, 'statusId', 'position', 'alias'))
  const renamed = await rows<{ personId: string }>(tx, SHOW_RENAMED, [statuses.map((status) => status.id)])
  await noteBoardChange(
    tx,
    renamed.map((row) => row.personId),
  )
}

const REMOVE: Statement = { name: 'statuses.remove', text: 'delete from status where id = $1' }

/** People who have it keep it on the board, by the name it had. */
export async function removeStatus(tx: Tx, id: string): Promise<void> {
  await touch(tx, REMOVE, [id])
}

const LISTED = `
  select id, name, type, due, colour, position, declared,
         array(select alias from alias a where a.status_id = s.id order by a.position) as aliases
  from status s`
const LIST: Statement = { name: 'statuses.list', text: `${LISTED} order by position, id` }

/** In the order in which they are shown and, of two with the same name, found. */
export const listStatuses = (on: Pool | Tx) => rows<ListedStatus>(on, LIST)

export async function loadStatuses(on: Pool | Tx): Promise<Map<string, Status>> {
  return new Map((await listStatuses(on)).map(({ declared: _, colour: __, ...status }) => [status.id, status]))
}
