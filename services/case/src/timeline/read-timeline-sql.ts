import type { TimelineEntry } from '@tubepost/api'
import { type Pool, rows, type Statement } from '@tubepost/db'
import type { FilePart } from '@tubepost/events'
import { numberText } from '../records/case-row.ts'

// With texts of 64 KiB an answer is ten megabytes at most.
const MOST_ENTRIES = 100

const COLUMNS = `
  id, kind, at, actor, mail_id as "mailId", mailbox, message_id as "messageId", from_name as "fromName",
  from_address as "fromAddress", recipients, subject, text, text_cut as "textCut", reply, has_html as "hasHtml", unread,
  file_count as "fileCount", trust, verified, body_size::float8 as size, changes,
  delivery, delivery_detail as "deliveryDetail", send_at as "sendAt",
  (select number from record where record.id = entry.merged_from) as "mergedFrom"`
const NEWEST: Statement = {
  name: 'timeline.newest',
  text: `select ${COLUMNS} from entry where record_id = $1 order by at desc, id desc limit ${MOST_ENTRIES + 1}`,
}
const BEFORE: Statement = {
  name: 'timeline.before',
  text: `select ${COLUMNS} from entry
         where record_id = $1 and (at, id) < (select at, id from entry where id = $2 and record_id = $1)
         order by at desc, id desc limit ${MOST_ENTRIES + 1}`,
}
const FILES: Statement = {
  name: 'timeline.filesOf',
  text: `select entry_id as "entryId", id, name, media_type as "mediaType", size::float8 as size, inline from file
         where entry_id = any($1::uuid[]) order by entry_id, position`,
}

type Shown = Omit<TimelineEntry, 'at' | 'from' | 'to' | 'cc' | 'bcc' | 'files' | 'delivery' | 'mergedFrom'>
type EntryRow = Shown & {
  at: Date
  fromName: string | null
  fromAddress: string | null
  recipients: Pick<TimelineEntry, 'to' | 'cc'> & Partial<Pick<TimelineEntry, 'bcc'>>
  delivery: NonNullable<TimelineEntry['delivery']>['state'] | null
  deliveryDetail: string | null
  sendAt: Date | null
  mergedFrom: number | null
}
type FileOfEntry = TimelineEntry['files'][number] & { entryId: string }

/** The newest lines of a timeline, or those before a line, oldest first; `earlier` names the line before which there are more. */
export async function readTimeline(
  pool: Pool,
  recordId: string,
  before: string | undefined,
): Promise<{ timeline: TimelineEntry[]; earlier: string | null }> {
  const found =
    before === undefined
      ? await rows<EntryRow>(pool, NEWEST, [recordId])
      : await rows<EntryRow>(pool, BEFORE, [recordId, before])
  const shown = found.slice(0, MOST_ENTRIES)
  const withFiles = shown.filter(({ fileCount }) => fileCount > 0).map(({ id }) => id)
  const files = withFiles.length === 0 ? [] : await rows<FileOfEntry>(pool, FILES, [withFiles])
  const byEntry = Map.groupBy(files, ({ entryId }) => entryId)
  const timeline = shown.toReversed().map((row) => shownEntry(row, byEntry.get(row.id) ?? []))
  return { timeline, earlier: found.length > MOST_ENTRIES ? (timeline[0]?.id ?? null) : null }
}

function shownEntry(row: EntryRow, files: readonly FileOfEntry[]): TimelineEntry {
  const {
    at,
    fromName,
    fromAddress,
    recipients,
    delivery: state,
    deliveryDetail: detail,
    sendAt,
    mergedFrom,
    ...entry
  } = row
  return {
    ...entry,
    mergedFrom: mergedFrom === null ? null : numberText(mergedFrom),
    at: at.toISOString(),
    from: fromAddress === null ? null : { name: fromName, address: fromAddress },
    to: recipients.to,
    cc: recipients.cc,
    bcc: recipients.bcc ?? [],
    files: files.map(({ entryId: _, ...file }) => file),
    delivery: state === null ? null : { state, detail, undoUntil: sendAt?.toISOString() ?? null },
  }
}

const FILE: Statement = {
  name: 'timeline.file',
  text: `select f.name, f.size::float8 as size, f.sha256, f.place, e.body_sha256 as blob
         from file f join entry e on e.id = f.entry_id where f.id = $1`,
}

/** A file, and the blob of the mail in which it stands; null where the mail was not kept whole. */
type StoredFile = Pick<FilePart, 'name' | 'size' | 'sha256' | 'place'> & { blob: string | null }

export async function findFile(pool: Pool, id: string): Promise<StoredFile | undefined> {
  const [found] = await rows<StoredFile>(pool, FILE, [id])
  return found
}

const MAIL: Statement = {
  name: 'timeline.mail',
  text: `select body_sha256 as blob, body_size::float8 as size from entry where mail_id = $1`,
}

/** The blob of a mail that is on a record; null where it was not kept whole. */
export async function findMail(
  pool: Pool,
  mailId: string,
): Promise<{ blob: string | null; size: number | null } | undefined> {
  const [found] = await rows<{ blob: string | null; size: number | null }>(pool, MAIL, [mailId])
  return found
}

const HTML_MAIL: Statement = {
  name: 'timeline.htmlMail',
  text: `select has_html as "hasHtml", body_sha256 as blob, body_size::float8 as size,
                (select coalesce(jsonb_agg(jsonb_build_array(content_id, id) order by position), '[]')
                 from file where entry_id = e.id and content_id is not null) as files
         from entry e where e.id = $1`,
}

interface HtmlMail {
  readonly hasHtml: boolean
  /** Null where the mail was not kept whole. */
  readonly blob: string | null
  readonly size: number | null
  readonly files: readonly (readonly [contentId: string, fileId: string])[]
}

/** A line of a timeline with what its HTML is read by: the blob of its mail, and the files that it may show. */
export async function findHtmlMail(pool: Pool, id: string): Promise<HtmlMail | undefined> {
  const [found] = await rows<HtmlMail>(pool, HTML_MAIL, [id])
  return found
}
