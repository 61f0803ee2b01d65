import type { StatusType } from '@tubepost/api'
import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import { noteBoardChange, noteChangesOf } from './board-change-sql.ts'
import { type Known, seenKey, type Standing, type StatusRequest, type Verdict } from './decide-statuses.ts'

// Locked in the order of their ids, so that two replicas never wait for each other in a circle.
const PEOPLE: Statement = {
  name: 'board.lockPeople',
  text: `select id, name, time_zone as "timeZone" from person where id = any($1) order by id for no key update`,
}
// A statement sees what was committed when it began. In one with the lock it would wait, and then judge by the board as it
// stood before the wait.
const ASKED: Statement = {
  name: 'board.asked',
  text: `select asked.person_id as "personId", asked.status_id as "askedId", s.name as "askedName", s.type as "askedType",
                h.fingerprint as seen, c.status_id as "statusId", c.status, c.type, c.due_back as "dueBack", c.comment,
                c.since, c.ordered_at as "orderedAt", c.ordered_by as "orderedBy", c.warnings
         from unnest($1::text[], $2::text[], $3::text[]) as asked (person_id, status_id, fingerprint)
         left join status s on s.id = asked.status_id
         left join current_status c on c.person_id = asked.person_id
         left join history h on h.person_id = asked.person_id and h.fingerprint = asked.fingerprint`,
}

/** A wish beside the status it asks for, its content where that has had its effect, and the standing of its person. */
type AskedRow = { personId: string; askedId: string; seen: string | null } & (
  | { askedName: string; askedType: string }
  | { askedName: null; askedType: null }
) &
  (StandingRow | { [Column in keyof StandingRow]: null })

/** All that wishes are judged by. The people in it are locked until the end of the transaction. */
export async function loadKnown(
  tx: Tx,
  asked: readonly Pick<StatusRequest, 'personId' | 'statusId' | 'fingerprint'>[],
): Promise<Known> {
  const personIds = [...new Set(asked.map((one) => one.personId))].toSorted()
  const people = await rows<{ id: string; name: string; timeZone: string }>(tx, PEOPLE, [personIds])
  const found = await rows<AskedRow>(tx, ASKED, columns(asked, 'personId', 'statusId', 'fingerprint'))
  const statuses: [string, { id: string; name: string; type: string }][] = []
  const standings: [string, Standing][] = []
  const seen: string[] = []
  for (const { personId, askedId, askedName, askedType, seen: fingerprint, ...standing } of found) {
    if (askedName !== null) statuses.push([askedId, { id: askedId, name: askedName, type: askedType }])
    if (standing.orderedAt !== null) standings.push([personId, toStanding(standing)])
    if (fingerprint !== null) seen.push(seenKey(personId, fingerprint))
  }
  return {
    people: new Map(people.map((person) => [person.id, person])),
    statuses: new Map(statuses),
    standings: new Map(standings),
    seen: new Set(seen),
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

const IN_HISTORY: Statement = {
  name: 'board.inHistory',
  text: 'select event_id as "eventId" from history where event_id = any($1)',
}

/** Which of these wishes stand in the history. */
export async function knownInHistory(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return (await rows<{ eventId: string }>(tx, IN_HISTORY, [ids])).map(({ eventId }) => eventId)
}

const SAVE: Statement = {
  name: 'board.save',
  text: `with decided as materialized (
           select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[],
                                $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], $12::uuid[], $13::text[],
                                $14::bool[], $15::bool[])
             as d (id, person_id, status_id, status, type, due_back, comment, since, ordered_at, ordered_by, warnings,
                   mail_id, fingerprint, superseded, is_last)),
         told as (
           insert into history (event_id, person_id, status, due_back, comment, at, mail_id, superseded, fingerprint)
           select id, person_id, status, due_back, comment, since, mail_id, superseded, fingerprint from decided),
         shown as (
           insert into current_status as c
             (person_id, status_id, status, type, due_back, comment, since, ordered_at, ordered_by, warnings)
           select person_id, status_id, status, type, due_back, comment, since, ordered_at, ordered_by,
                  string_to_array(warnings, ' ')
           from decided where is_last order by person_id
           on conflict (person_id) do update set
             status_id = excluded.status_id, status = excluded.status, type = excluded.type,
             due_back = excluded.due_back, comment = excluded.comment, since = excluded.since,
             ordered_at = excluded.ordered_at, ordered_by = excluded.ordered_by, overdue_at = null,
             warnings = excluded.warnings
           returning person_id as id)
         ${noteChangesOf('shown')}`,
}

/** Writes what was decided: every asked status into the history, of each person the last one onto the board. */
export async function saveVerdicts(tx: Tx, verdicts: readonly Verdict[]): Promise<void> {
  const decided = verdicts.flatMap((verdict) => (verdict.kind === 'refused' ? [] : [verdict]))
  if (decided.length === 0) return
  const last = new Map(decided.flatMap((one) => (one.kind === 'applied' ? [[one.request.personId, one] as const] : [])))
  const written = decided.map((verdict) => {
    const { id, personId, mailId, fingerprint } = verdict.request
    const superseded = verdict.kind === 'superseded'
    const standing = superseded ? verdict.asked : verdict.after
    // An array of arrays would have to be a matrix; codes hold no blanks.
    const warnings = standing.warnings.join(' ')
    return {
      ...standing,
      warnings,
      id,
      personId,
      mailId,
      fingerprint,
      superseded,
      isLast: last.get(personId) === verdict,
    }
  })
  await rows(
    tx,
    SAVE,
    columns(
      written,
      'id',
      'personId',
      'statusId',
      'status',
      'type',
      'dueBack',
      'comment',
      'since',
      'orderedAt',
      'orderedBy',
      'warnings',
      'mailId',
      'fingerprint',
      'superseded',
      'isLast',
    ),
  )
}

const ANY_OVERDUE: Statement = {
  name: 'board.isAnyOverdue',
  text: `select from current_status where due_back <= $1 and overdue_at is null limit 1`,
}

/** Whether there is something to take. */
export async function isAnyOverdue(pool: Pool, now: string): Promise<boolean> {
  return (await rows(pool, ANY_OVERDUE, [now])).length > 0
}

const OVERDUE: Statement = {
  name: 'board.takeOverdue',
  text: `with late as materialized (
           select person_id from current_status
           where due_back <= $1 and overdue_at is null
           order by person_id limit $2 for no key update skip locked)
         update current_status c set overdue_at = $1
         from late, person p
         where c.person_id = late.person_id and p.id = c.person_id
         returning c.person_id as "personId", p.time_zone as "timeZone", c.status_id as "statusId", c.status, c.type,
                   c.due_back as "dueBack", c.comment, c.since, c.ordered_at as "orderedAt", c.ordered_by as "orderedBy",
                   c.warnings`,
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
         c.status, c.type, s.colour, c.due_back as "dueBack", c.comment, c.since, c.warnings
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
  type: StatusType | null
  colour: string | null
  dueBack: Date | null
  comment: string | null
  since: Date | null
  warnings: string[] | null
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
