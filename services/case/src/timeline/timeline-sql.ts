import { columns, type Statement, touch, type Tx } from '@tubepost/db'
import type { CaseWrites, HistoryRow, Participant } from './apply-verdicts.ts'
import type { FileRow, MailEntry } from './entry-row.ts'

const MAILS: Statement = {
  name: 'timeline.mails',
  text: `insert into entry
           (id, record_id, kind, at, actor, mail_id, mailbox, message_id, from_name, from_address, recipients, subject, text,
            text_cut, reply, has_html, unread, file_count, trust, verified, body_sha256, body_size, changes, merged_from)
         select "id", "recordId", 'mail', "at", "actor", "mailId", "mailbox", "messageId", "fromName", "fromAddress",
                "recipients", "subject", "text", "textCut", "reply", "hasHtml", "unread", "fileCount", "trust", "verified",
                "bodySha256", "bodySize", "changes", "mergedFrom"
         from jsonb_to_recordset($1::jsonb) as e
           ("id" uuid, "recordId" uuid, "at" timestamptz, "actor" text, "mailId" uuid, "mailbox" text, "messageId" text,
            "fromName" text, "fromAddress" text, "recipients" jsonb, "subject" text, "text" text, "textCut" boolean,
            "reply" text, "hasHtml" boolean, "unread" text, "fileCount" integer, "trust" text, "verified" boolean,
            "bodySha256" text, "bodySize" bigint, "changes" jsonb, "mergedFrom" uuid)`,
}

const insertMails = (tx: Tx, entries: readonly MailEntry[]): Promise<number> =>
  touch(tx, MAILS, [JSON.stringify(entries)])

const FILES: Statement = {
  name: 'timeline.files',
  text: `insert into file (id, entry_id, position, name, media_type, size, sha256, inline, content_id, place)
         select "id", "entryId", "position", "name", "mediaType", "size", "sha256", "inline", "contentId", "place"
         from jsonb_to_recordset($1::jsonb) as f
           ("id" uuid, "entryId" uuid, "position" integer, "name" text, "mediaType" text, "size" bigint, "sha256" text,
            "inline" boolean, "contentId" text, "place" jsonb)`,
}

const insertFiles = (tx: Tx, files: readonly FileRow[]): Promise<number> => touch(tx, FILES, [JSON.stringify(files)])

const PARTICIPANTS: Statement = {
  name: 'timeline.participants',
  text: `insert into participant as p (record_id, address_key, address, name, person_id, verified)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
         order by 1, 2
         on conflict (record_id, address_key) do update set
           verified = p.verified or excluded.verified, name = coalesce(p.name, excluded.name)
         where excluded.verified and not p.verified or p.name is null and excluded.name is not null`,
}

async function saveParticipants(tx: Tx, participants: readonly Participant[]): Promise<void> {
  // A statement may change a row once: what several mails say of one address is said together.
  const folded = new Map<string, Participant>()
  for (const one of participants) {
    const key = `${one.recordId} ${one.key}`
    const { verified = false, name = null } = folded.get(key) ?? {}
    folded.set(key, { ...one, verified: verified || one.verified, name: name ?? one.name })
  }
  const written = [...folded.values()]
  await touch(tx, PARTICIPANTS, columns(written, 'recordId', 'key', 'address', 'name', 'personId', 'verified'))
}

const RELATIONS: Statement = {
  name: 'timeline.relations',
  text: `insert into relation (record_id, other_id, why)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[]) order by 1, 2, 3
         on conflict do nothing`,
}

export const saveRelations = (tx: Tx, relations: CaseWrites['relations']): Promise<number> =>
  touch(tx, RELATIONS, columns(relations, 'of', 'recordId', 'why'))

const HISTORY: Statement = {
  name: 'timeline.history',
  text: `insert into history (record_id, version, at, actor, means, mail_id, changes)
         select "recordId", "version", "at", "actor", "means", "mailId", "changes"
         from jsonb_to_recordset($1::jsonb) as h
           ("recordId" uuid, "version" integer, "at" timestamptz, "actor" text, "means" text, "mailId" uuid,
            "changes" jsonb)`,
}

export const saveHistory = (tx: Tx, history: readonly HistoryRow[]): Promise<number> =>
  touch(tx, HISTORY, [JSON.stringify(history)])

/** Writes what mails left on their records; the records stand already. */
export async function saveTimelines(tx: Tx, writes: Omit<CaseWrites, 'rows'>): Promise<void> {
  const { entries, files, participants, relations, history } = writes
  if (entries.length > 0) await insertMails(tx, entries)
  if (files.length > 0) await insertFiles(tx, files)
  if (participants.length > 0) await saveParticipants(tx, participants)
  if (relations.length > 0) await saveRelations(tx, relations)
  if (history.length > 0) await saveHistory(tx, history)
}

/** A line that somebody wrote or made over HTTP. */
export interface OwnEntry {
  readonly id: string
  readonly recordId: string
  readonly kind: 'note' | 'change'
  readonly at: string
  readonly actor: string
  readonly text: string | null
  readonly changes: readonly unknown[]
}

const OWN: Statement = {
  name: 'timeline.own',
  text: `insert into entry (id, record_id, kind, at, actor, text, changes) values ($1, $2, $3, $4, $5, $6, $7)`,
}

export const insertOwnEntry = (tx: Tx, entry: OwnEntry): Promise<number> => {
  const { id, recordId, kind, at, actor, text, changes } = entry
  return touch(tx, OWN, [id, recordId, kind, at, actor, text, JSON.stringify(changes)])
}
