import { columns, type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { deliveryChanged, EventOf } from '@tubepost/events'
import type { Party } from '../timeline/entry-row.ts'

/** An answer that somebody wrote, as its line of the timeline has it. */
export interface Answer {
  /** Its line's as well. */
  readonly id: string
  readonly recordId: string
  /** The case for which it was written, where that was merged into this one since. */
  readonly mergedFrom: string | null
  readonly at: string
  readonly actor: string
  readonly mailbox: string
  readonly fromName: string | null
  /** The mailbox's: answers to it go there. */
  readonly fromAddress: string
  readonly recipients: { readonly to: readonly Party[]; readonly cc: readonly Party[]; readonly bcc: readonly Party[] }
  readonly subject: string
  readonly text: string
}

const INSERT: Statement = {
  name: 'answer.insert',
  text: `insert into entry (id, record_id, kind, at, actor, mailbox, from_name, from_address, recipients, subject, text,
                            delivery, send_at)
         values ($1, $2, 'reply', $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11)`,
}

export async function insertAnswer(tx: Tx, answer: Answer, sendAt: string): Promise<void> {
  const { id, recordId, at, actor, mailbox, fromName, fromAddress, recipients, subject, text } = answer
  const values = [id, recordId, at, actor, mailbox, fromName, fromAddress, JSON.stringify(recipients), subject, text]
  await touch(tx, INSERT, [...values, sendAt])
}

const UNDO: Statement = {
  name: 'answer.undo',
  text: `delete from entry where id = $1 and record_id = $2 and delivery = 'waiting' returning text, recipients`,
}

type Undone = Pick<Answer, 'text' | 'recipients'>

/** Takes an answer back; undefined where it is on its way, or there is none. */
export async function deleteWaiting(tx: Tx, of: { answerId: string; recordId: string }): Promise<Undone | undefined> {
  return (await rows<Undone>(tx, UNDO, [of.answerId, of.recordId]))[0]
}

const IS_ANSWER: Statement = {
  name: 'answer.is',
  text: `select from entry where id = $1 and record_id = $2 and kind = 'reply'`,
}

export async function isAnswer(tx: Tx, of: { answerId: string; recordId: string }): Promise<boolean> {
  return (await rows(tx, IS_ANSWER, [of.answerId, of.recordId])).length > 0
}

const DUE: Statement = {
  name: 'answer.due',
  text: `select id, record_id as "recordId" from entry where delivery = 'waiting' and send_at <= now()
         order by send_at limit $1`,
}

/** An answer and its case as they were found. They are not locked: records are locked before lines. */
export type FoundAnswer = Pick<Answer, 'id' | 'recordId'>

/** Answers that can be undone no more, the oldest first. */
export const dueAnswers = (pool: Pool, limit: number): Promise<FoundAnswer[]> => rows(pool, DUE, [limit])

const QUEUE: Statement = {
  name: 'answer.queue',
  text: `update entry set delivery = 'queued', send_at = null
         where id = any($1::uuid[]) and record_id = any($2::uuid[]) and delivery = 'waiting'
         returning id, record_id as "recordId", merged_from as "mergedFrom", at, actor, mailbox, from_name as "fromName",
                   from_address as "fromAddress", recipients, subject, text`,
}

/** Those of the answers on these cases that nobody has undone or queued meanwhile; they are this transaction's to send. */
export async function queueAnswers(tx: Tx, ids: readonly string[], recordIds: readonly string[]): Promise<Answer[]> {
  const queued = await rows<Omit<Answer, 'at'> & { at: Date }>(tx, QUEUE, [ids, recordIds])
  return queued
    .map(({ at, ...answer }) => ({ ...answer, at: at.toISOString() }))
    .toSorted((one, other) => one.at.localeCompare(other.at))
}

// Header fields hold fewer; those of the newest lines are known to every mail program that takes part.
const MOST_NAMED = 20

const MESSAGE_IDS: Statement = {
  name: 'answer.messageIds',
  text: `select r.id as "recordId", n.message_id as "messageId", n.kind
         from unnest($1::uuid[]) as r (id), lateral (
           select message_id, kind, at, id from entry
           where record_id = r.id and message_id is not null and kind in ('mail', 'reply') order by at desc, id desc limit ${MOST_NAMED}) as n
         order by n.at, n.id`,
}

export interface NamedLine {
  readonly recordId: string
  readonly messageId: string
  readonly kind: 'mail' | 'reply'
}

/** Message-IDs of the newest mails and answers of each record, oldest first. */
export const messageIdsOf = (tx: Tx, recordIds: readonly string[]): Promise<NamedLine[]> =>
  rows<NamedLine>(tx, MESSAGE_IDS, [recordIds])

// An end stays: an event that comes again changes nothing.
const DELIVERY: Statement = {
  name: 'answer.delivery',
  text: `update entry e set delivery = d.state, delivery_detail = d.detail, message_id = d.message_id
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as d (id, state, detail, message_id)
         where e.id = d.id and e.kind = 'reply' and e.delivery not in ('sent', 'failed', 'unknown', 'bounced')
         returning e.record_id as "recordId", d.state`,
}

/**
 * @param deliveries one of each answer
 * @returns those that are new, with the cases of their answers
 */
export function saveDeliveries(
  tx: Tx,
  deliveries: readonly EventOf<typeof deliveryChanged>['data'][],
): Promise<{ recordId: string; state: string }[]> {
  return rows(tx, DELIVERY, columns(deliveries, 'answerId', 'state', 'detail', 'messageId'))
}

const CASES: Statement = {
  name: 'answer.cases',
  text: `select distinct record_id as "recordId" from entry where id = any($1::uuid[]) and kind = 'reply'`,
}

/** Ids of the cases of answers. They are not locked. */
export async function casesOf(tx: Tx, answerIds: readonly string[]): Promise<string[]> {
  return (await rows<{ recordId: string }>(tx, CASES, [answerIds])).map(({ recordId }) => recordId)
}

const ARE_ANSWERS: Statement = {
  name: 'answer.areAnswers',
  text: `select id from entry where id = any($1::uuid[]) and kind = 'reply'`,
}

export async function whichAreAnswers(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await rows<{ id: string }>(tx, ARE_ANSWERS, [ids])).map(({ id }) => id))
}

const BOUNCED: Statement = {
  name: 'answer.bounced',
  text: `update entry e set delivery = 'bounced', delivery_detail = b.detail
         from unnest($1::uuid[], $2::text[]) as b (id, detail) where e.id = b.id and e.kind = 'reply' and e.delivery <> 'waiting'`,
}

/** @param bounced one of each answer */
export async function saveBounced(
  tx: Tx,
  bounced: readonly { readonly id: string; readonly detail: string }[],
): Promise<void> {
  await touch(tx, BOUNCED, columns(bounced, 'id', 'detail'))
}

/** A report on the timeline of the case whose answer came back. */
export interface BounceLine {
  readonly id: string
  readonly recordId: string
  readonly mergedFrom: string | null
  readonly at: string
  readonly actor: string
  readonly mailId: string
  readonly mailbox: string
  readonly messageId: string | null
  readonly fromAddress: string
  readonly subject: string
  readonly text: string
  readonly bodySha256: string | null
  readonly bodySize: number | null
}

const BOUNCES: Statement = {
  name: 'answer.bounces',
  text: `insert into entry (id, record_id, merged_from, kind, at, actor, mail_id, mailbox, message_id, from_address, subject, text,
                            body_sha256, body_size)
         select id, record_id, merged_from, 'bounce', at, actor, mail_id, mailbox, message_id, from_address, subject, text, body_sha256,
                body_size
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])
           as b (id, record_id, merged_from, at, actor, mail_id, mailbox, message_id, from_address, subject, text, body_sha256, body_size)`,
}

export async function insertBounces(tx: Tx, lines: readonly BounceLine[]): Promise<void> {
  const values = columns(
    lines,
    'id',
    'recordId',
    'mergedFrom',
    'at',
    'actor',
    'mailId',
    'mailbox',
    'messageId',
    'fromAddress',
    'subject',
    'text',
    'bodySha256',
    'bodySize',
  )
  await touch(tx, BOUNCES, values)
}
