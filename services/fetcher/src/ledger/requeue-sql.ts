import { rows, type Statement, type Tx } from '@tubepost/db'
import type { KeptMail } from './decide-requeue.ts'
import type { ReceivedEvent } from './describe-mail.ts'

const LOCK: Statement = {
  name: 'requeue.lock',
  text: `select mail_id as "mailId", event, round, outcome, reason, alarm
         from mail left join mail_event using (mail_id) where mail_id = $1 for update of mail`,
}

/** The mail, locked, so that two requests do not begin the same round. */
export async function lockMail(tx: Tx, mailId: string): Promise<KeptMail | undefined> {
  const [row] = await rows<Omit<KeptMail, 'event'> & { event: string | null }>(tx, LOCK, [mailId])
  if (row === undefined) return undefined
  return { ...row, event: row.event === null ? null : (JSON.parse(row.event) as ReceivedEvent) }
}

// Not yet published, so the sweep for lost mails publishes it if this process dies. The mailbox has already handled
// the message, so final_at is left unchanged.
const BEGIN: Statement = {
  name: 'requeue.begin',
  text: `with replaced as (
           insert into mail_event (mail_id, event) values ($1, $3) on conflict (mail_id) do update set event = excluded.event)
         update mail set round = $2, redrive = 0, taken_at = now(), is_open = true,
                published_at = null, generation = $4, sequence = null, claimed_until = null,
                settled_at = null, outcome = null, reason = null, alarm = null
         where mail_id = $1`,
}

/**
 * Begins a round: the mail is unsettled again, and `received` is its event to publish. `generation` as for `insertMails`.
 */
export async function beginRound(
  tx: Tx,
  mailId: string,
  { round, received }: { round: number; received: ReceivedEvent },
  generation: string,
): Promise<void> {
  await rows(tx, BEGIN, [mailId, round, JSON.stringify(received), generation])
}
