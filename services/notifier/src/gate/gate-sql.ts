import { rows, type Statement, type Tx } from '@tubepost/db'
import type { PastReply, SentThisHour } from './decide-reply.ts'

// A reply that comes back comes back soon, so it is among the latest. Reading hundreds would cost more than it finds.
const LATEST = 100

// A reply that waits for a mail server counts as sent: it is sent without asking as soon as there is one.
const LET_THROUGH = `(state not in ('held', 'discarded') or state = 'held' and brake = 'not_configured')`

const LOCK_RECIPIENTS: Statement = {
  name: 'gate.lockRecipients',
  text: `select pg_advisory_xact_lock(hashtextextended(key, 2)) from (select unnest($1::text[]) as key order by 1) as keys`,
}
const SENT_THIS_HOUR: Statement = {
  name: 'gate.sentThisHour',
  text: `select recipient_key as key, count(*)::int as replies from reply
         where recipient_key = any($1) and created_at > now() - interval '1 hour' and ${LET_THROUGH} group by 1`,
}
const SENT_TO_ALL: Statement = {
  name: 'gate.sentToAll',
  text: `select count(*)::int as replies from reply where created_at > now() - interval '1 hour' and ${LET_THROUGH}`,
}
const PAST: Statement = {
  name: 'gate.past',
  text: `select key, past.* from unnest($1::text[]) as key, lateral (
           select kind, message_id as "messageId", subject_key as "subjectKey", answered_key as "answeredKey",
                  answers_ours as "answersOurs"
           from reply
           where recipient_key = key and created_at > now() - interval '1 day' and ${LET_THROUGH}
           order by created_at desc limit $2) as past`,
}

/** Replies sent recently, and those being let through now. */
export interface GateBook {
  past(recipientKey: string): readonly PastReply[]
  sentThisHour(recipientKey: string): SentThisHour
  note(recipientKey: string, reply: PastReply): void
}

/**
 * Loads the data for the gate's decision. The recipients are locked until the end of the transaction, so that two
 * replicas cannot spend one budget; only the budget of all recipients together may be exceeded, by replicas that
 * decide at the same moment.
 */
export async function openGateBook(tx: Tx, recipientKeys: readonly string[]): Promise<GateBook> {
  const keys = [...new Set(recipientKeys)]
  await rows(tx, LOCK_RECIPIENTS, [keys])
  const counts = await rows<{ key: string; replies: number }>(tx, SENT_THIS_HOUR, [keys])
  const [all] = await rows<{ replies: number }>(tx, SENT_TO_ALL)
  const past = Map.groupBy(await rows<PastReply & { key: string }>(tx, PAST, [keys, LATEST]), ({ key }) => key)
  const toRecipient = new Map(counts.map(({ key, replies }) => [key, replies]))
  const noted = new Map<string, PastReply[]>()
  let toAll = all?.replies ?? 0
  return {
    past: (key) => [...(noted.get(key) ?? []), ...(past.get(key) ?? [])],
    sentThisHour: (key) => ({ toRecipient: toRecipient.get(key) ?? 0, toAll }),
    note(key, reply) {
      noted.set(key, [reply, ...(noted.get(key) ?? [])])
      toRecipient.set(key, (toRecipient.get(key) ?? 0) + 1)
      toAll++
    },
  }
}
