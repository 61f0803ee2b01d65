import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import { noteBoardChange } from './board-change-sql.ts'
import { type Known, seenKey, type Standing, type StatusRequest, type Verdict } from './decide-statuses.ts'

// Locked in the order of their ids, so that two replicas never wait for each other in a circle.
const PEOPLE: Statement = {
  name: 'board.lockPeople',
  text: `select id, name, time_zone as "timeZone" from person where id = any($1) order by id for no key update`,
}
const STATUSES: Statement = { name: 'board.statuses', text: 'select id, name, type from status where id = any($1)' }
const STANDINGS: Statement = {
  name: 'board.standings',
  text: `select person_id as "personId", status_id as "statusId", status, type, due_back as "dueBack", comment, since,
                ordered_at as "orderedAt", ordered_by as "orderedBy"
         from current_status where person_id = any($1)`,
}
const SEEN: Statement = {
  name: 'board.seen',
  text: `select h.person_id as "personId", h.fingerprint from history h
         join unnest($1::text[], $2::text[]) as asked (person_id, fingerprint) using (person_id, fingerprint)`,
}

/** All that wishes are judged by. The people in it are locked until the end of the transaction. */
export async function loadKnown(
  tx: Tx,
  asked: readonly Pick<StatusRequest, 'personId' | 'statusId' | 'fingerprint'>[],
): Promise<Known> {
  const personIds = [...new Set(asked.map((one) => one.personId))].toSorted()
  const people = await rows<{ id: string; name: string; timeZone: string }>(tx, PEOPLE, [personIds])
  const statuses = await rows<{ id: string; name: string; type: string }>(tx, STATUSES, [
    [...new Set(asked.map((one) => one.statusId))],
  ])
  const standings = await rows<StandingRow & { personId: string }>(tx, STANDINGS, [personIds])
  const content = columns(asked, 'personId', 'fingerprint')
  const seen = await rows<{ personId: string; fingerprint: string }>(tx, SEEN, content)
  return {
    people: new Map(people.map((person) => [person.id, person])),
    statuses: new Map(statuses.map((status) => [status.id, status])),
    standings: new Map(standings.map(({ personId, ...row }) => [personId, toStanding(row)])),
    seen: new Set(seen.map((row) => seenKey(row.personId, row.fingerprint))),
  }
}

type StandingRow = Omit<Standing, 'dueBack' | 'since' | 'orderedAt'> & {
  dueBack: Date | null
  since: Date
  orderedAt: Date
}

function toStanding(row: StandingRow): Standing {
  return {
    ...row,
    dueBack: row.dueBack?.toISOString() ?? null,
    since: row.since.toISOString(),
    orderedAt: row.orderedAt.toISOString(),
  }
}

const HISTORY: Statement = {
  name: 'board.history',
  text: `insert into history (event_id, person_id, status, due_back, comment, at, mail_id, superseded, fingerprint)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[],
                              $7::uuid[], $8::bool[], $9::text[])`,
}
const IN_HISTORY: Statement = {
  name: 'board.inHistory',
  text: 'select event_id as "eventId" from history where event_id = any($1)',
}

/** Which of these wishes stand in the history. */
export async function knownInHistory(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return (await rows<{ eventId: string }>(tx, IN_HISTORY, [ids])).map(({ eventId }) => eventId)
}

const CURRENT: Statement = {
  name: 'board.current',
  text: `insert into current_status as c
           (person_id, status_id, status, type, due_back, comment, since, ordered_at, ordered_by)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[],
                              $7::timestamptz[], $8::timestamptz[], $9::uuid[])
         on conflict (person_id) do update set
           status_id = excluded.status_id, status = excluded.status, type = excluded.type,
           due_back = excluded.due_back, comment = excluded.comment, since = excluded.since,
           ordered_at = excluded.ordered_at, ordered_by = excluded.ordered_by, overdue_at = null`,
}

/** Writes what was decided: every asked status into the history, of each person the last one onto the board. */
export async function saveVerdicts(tx: Tx, verdicts: readonly Verdict[]): Promise<void> {
  const written = verdicts.flatMap((verdict) => {
    if (verdict.kind === 'refused') return []
    const { id, personId, mailId, fingerprint } = verdict.request
    const superseded = verdict.kind === 'superseded'
    return [{ ...(superseded ? verdict.asked : verdict.after), id, personId, mailId, fingerprint, superseded }]
  })
  if (written.length === 0) return
  await rows(
    tx,
    HISTORY,
    columns(written, 'id', 'personId', 'status', 'dueBack', 'comment', 'since', 'mailId', 'superseded', 'fingerprint'),
  )
  const last = new Map(written.flatMap((row) => (row.superseded ? [] : [[row.personId, row] as const])))
  if (last.size === 0) return
  const current = [...last.values()].toSorted((a, b) => (a.personId < b.personId ? -1 : 1))
  await rows(
    tx,
    CURRENT,
    columns(current, 'personId', 'statusId', 'status', 'type', 'dueBack', 'comment', 'since', 'orderedAt', 'orderedBy'),
  )
  await noteBoardChange(tx, [...last.keys()])
}

const OVERDUE: Statement = {
  name: 'board.takeOverdue',
  text: `update current_status c set overdue_at = $1
         from person p
         where p.id = c.person_id and c.person_id in (
           select person_id from current_status
           where due_back <= $1 and overdue_at is null
           order by person_id limit $2 for no key update skip locked)
         returning c.person_id as "personId", p.time_zone as "timeZone", c.status_id as "statusId", c.status, c.type,
                   c.due_back as "dueBack", c.comment, c.since, c.ordered_at as "orderedAt", c.ordered_by as "orderedBy"`,
}

/** Takes standings that are overdue and have had no `status.overdue` yet. */
export async function takeOverdue(
  tx: Tx,
  now: string,
  limit: number,
): Promise<{ personId: string; timeZone: string; standing: Standing }[]> {
  const taken = await rows<StandingRow & { personId: string; timeZone: string }>(tx, OVERDUE, [now, limit])
  await noteBoardChange(
    tx,
    taken.map((row) => row.personId),
  )
  return taken.map(({ personId, timeZone, ...row }) => ({ personId, timeZone, standing: toStanding(row) }))
}

const BOARD_COLUMNS = `
  select p.id, p.name, p.time_zone as "timeZone",
         array(select address from address a where a.person_id = p.id order by position) as addresses,
         c.status, c.type, s.colour, c.due_back as "dueBack", c.comment, c.since
  from person p left join current_status c on c.person_id = p.id left join status s on s.id = c.status_id`
const BOARD: Statement = { name: 'board.read', text: `${BOARD_COLUMNS} order by p.name, p.id` }
const BOARD_OF: Statement = {
  name: 'board.readOf',
  text: `${BOARD_COLUMNS} where p.id = any($1) order by p.name, p.id`,
}

export interface BoardRow {
  id: string
  name: string
  timeZone: string
  addresses: string[]
  status: string | null
  type: string | null
  colour: string | null
  dueBack: Date | null
  comment: string | null
  since: Date | null
}

export async function readBoard(pool: Pool): Promise<BoardRow[]> {
  return rows<BoardRow>(pool, BOARD)
}

/** The same for some people; who is gone is not in it. */
export async function readBoardOf(pool: Pool, personIds: readonly string[]): Promise<BoardRow[]> {
  return rows<BoardRow>(pool, BOARD_OF, [personIds])
}

const HISTORY_OF: Statement = {
  name: 'board.historyOf',
  text: `select h.status, h.due_back as "dueBack", h.comment, h.at, h.mail_id as "mailId", h.superseded,
                p.time_zone as "timeZone"
         from history h left join person p on p.id = h.person_id
         where h.person_id = $1 order by h.at desc, coalesce(h.mail_id, h.event_id) desc limit $2`,
}

export interface HistoryRow {
  status: string
  dueBack: Date | null
  comment: string | null
  at: Date
  mailId: string | null
  superseded: boolean
  timeZone: string | null
}

/** Newest first, in the order in which they were asked for. */
export async function readHistory(pool: Pool, personId: string, limit: number): Promise<HistoryRow[]> {
  return rows<HistoryRow>(pool, HISTORY_OF, [personId, limit])
}
