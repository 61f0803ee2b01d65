import { type Pool, rows, type Statement } from '@tubepost/db'
import { KEPT_DATA, type StoryLine, told, type Unsaid } from './journal-sql.ts'

// The index event_at has them in this order.
const NEWEST: Statement = {
  name: 'journal.newest',
  text: `select event_id as "eventId", mail_id as "mailId", mailbox_id as mailbox, at, service, name as event, text, ${KEPT_DATA}
         from event
         where at >= $1 and ($2::text is null or name = $2 or starts_with(name, $2 || '.'))
           and ($3::text is null or mailbox_id = $3)
         order by at desc, event_id desc limit $4`,
}

export interface FoundEvent extends StoryLine {
  readonly eventId: string
  readonly mailId: string
  readonly mailbox: string
}

/** Newest first. @param search `name` may be the first words of a name, up to a dot */
export async function findEvents(
  pool: Pool,
  search: { name: string | undefined; mailbox: string | undefined; since: string; limit: number },
): Promise<FoundEvent[]> {
  const { name = null, mailbox = null, since, limit } = search
  return told(await rows<Unsaid<FoundEvent>>(pool, NEWEST, [since, name, mailbox, limit]))
}
