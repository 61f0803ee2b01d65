import { rows, type Statement, type Tx } from '@tubepost/db'
import type { KeptMail } from './decide-requeue.ts'
import type { ReceivedEvent } from './describe-mail.ts'

const LOCK: Statement = {
  name: 'requeue.lock',
  text: 'select mail_id as "mailId", event, round, outcome, reason, alarm from mail where mail_id = $1 for update',
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
  text: `update mail set round = $2, event = $3, redrive = 0, taken_at = now(),
                published_at = null, generation = null, sequence = null, claimed_until = null,
                settled_at = null, outcome = null, reason = null, alarm = null
         where mail_id = $1`,
}

/** Begins a round: the mail is unsettled again, and `received` is its event to publish. */
export async function beginRound(tx: Tx, mailId: string, round: number, received: ReceivedEvent): Promise<void> {
  await rows(tx, BEGIN, [mailId, round, JSON.stringify(received)])
}
