import { listen, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

/**
 * The order in which the board changes, read by the stream. A number drawn from a sequence would not do: two transactions
 * may commit in the other order, and who has seen the second would never see the first. So a change carries the id of
 * its transaction, and a reader takes only what is older than every transaction still running; after that, nothing older
 * can come. It needs no lock between replicas, and whichever of them reads, the positions mean the same.
 */
export interface Position {
  /** One life of the database cluster: a restored or promoted one counts its transactions anew. */
  readonly generation: string
  /** Every transaction before this one has been seen. */
  readonly sequence: bigint
}

/** Notes a change of each person whose `id` the rows of `from` have, all of which are read first. */
export const noteChangesOf = (from: string): string =>
  `insert into board_change as c (person_id, changed_in)
   select id, pg_current_xact_id() from ${from} order by id
   on conflict (person_id) do update set changed_in = excluded.changed_in`

const NOTE: Statement = { name: 'boardChange.note', text: noteChangesOf('unnest($1::text[]) as id') }

/** To be called in each transaction that changes what the board shows of somebody. */
export async function noteBoardChange(tx: Tx, personIds: readonly string[]): Promise<void> {
  if (personIds.length > 0) await rows(tx, NOTE, [[...new Set(personIds)]])
}

const CHANNEL = 'board_change'
const TELL: Statement = { name: 'boardChange.tell', text: `notify ${CHANNEL}` }

/** Has every replica that follows the board look at once. */
export async function tellBoardChanged(pool: Pool): Promise<void> {
  await touch(pool, TELL)
}

/** Hears of changes of all replicas until the signal is aborted; a hint, which may fail to come. */
export const listenForChanges = (pool: Pool, onTold: () => void, signal: AbortSignal): Promise<void> =>
  listen(pool, CHANNEL, onTold, signal)

const HERE = `select (select system_identifier from pg_control_system())::text
                       || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) as generation,
                     pg_snapshot_xmin(pg_current_snapshot()) as horizon`
const POSITION: Statement = {
  name: 'boardChange.position',
  text: `select generation, horizon::text as sequence from (${HERE}) as here`,
}
const CHANGES: Statement = {
  name: 'boardChange.since',
  text: `with here as materialized (${HERE})
         select here.generation, here.horizon::text as sequence, c.person_id as "personId",
                c.changed_in::text as "changedIn"
         from here left join board_change c on c.changed_in >= $1::text::xid8 and c.changed_in < here.horizon`,
}

interface PositionRow {
  generation: string
  sequence: string
}

const toPosition = (row: PositionRow | undefined): Position => ({
  generation: row?.generation ?? '',
  sequence: BigInt(row?.sequence ?? 0),
})

/** The position before which every change is contained in whatever is read after this. */
export async function readPosition(pool: Pool): Promise<Position> {
  const [row] = await rows<PositionRow>(pool, POSITION)
  return toPosition(row)
}

export interface BoardChanges {
  readonly position: Position
  readonly changed: readonly { personId: string; changedIn: bigint }[]
}

/** People that changed from the given place on, and the place up to which these are all. */
export async function readChanges(pool: Pool, since: bigint): Promise<BoardChanges> {
  const found = await rows<PositionRow & { personId: string | null; changedIn: string }>(pool, CHANGES, [String(since)])
  const changed = found.flatMap(({ personId, changedIn }) =>
    personId === null ? [] : [{ personId, changedIn: BigInt(changedIn) }],
  )
  return { position: toPosition(found[0]), changed }
}
