import { columns, rows, type Statement, touch, type Tx } from '@tubepost/db'
import { type CaseRow, numberText } from './case-row.ts'
import { searchWords } from './search-words.ts'

/** As a record is read: all of it but the words by which it is found. */
export const RECORD_COLUMNS = `
  id, number, version, subject, status, priority, requester_name as "requesterName",
  requester_address as "requesterAddress", requester_key as "requesterKey", requester_person as "requesterPerson",
  assignee, mailbox, mailboxes, mails, files, opened_at as "openedAt", updated_at as "updatedAt",
  merged_into as "mergedInto"`

export type StoredCase = Omit<CaseRow, 'openedAt' | 'updatedAt'> & { openedAt: Date; updatedAt: Date }

export const toCaseRow = ({ openedAt, updatedAt, ...row }: StoredCase): CaseRow => ({
  ...row,
  openedAt: openedAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

// In the order of their ids, so that two transactions never wait for each other in a circle.
const LOCK: Statement = {
  name: 'record.lock',
  text: `select ${RECORD_COLUMNS} from record
         where id = any($1::uuid[]) or (object = 'case' and number = any($2::integer[]))
         order by id for no key update`,
}

/** Cases by id or number, as they stand; nobody changes them until the end of the transaction. */
export async function lockCases(
  tx: Tx,
  wanted: { ids?: readonly string[]; numbers?: readonly number[] },
): Promise<CaseRow[]> {
  const { ids = [], numbers = [] } = wanted
  if (ids.length + numbers.length === 0) return []
  return (await rows<StoredCase>(tx, LOCK, [ids, numbers])).map(toCaseRow)
}

// A case is found by the words of those that were merged into it as well.
const SAVE: Statement = {
  name: 'record.save',
  text: `insert into record as r
           (id, object, number, version, subject, status, priority, requester_name, requester_address, requester_key,
            requester_person, assignee, mailbox, mailboxes, mails, files, words, opened_at, updated_at)
         select id, 'case', number, version, subject, status, priority, requester_name, requester_address, requester_key,
                requester_person, assignee, mailbox, string_to_array(mailboxes, ' '), mails, files,
                array_to_tsvector(string_to_array(words, ' ')), opened_at, updated_at
         from unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::integer[], $15::integer[],
                     $16::text[], $17::timestamptz[], $18::timestamptz[])
           as s (id, number, version, subject, status, priority, requester_name, requester_address, requester_key,
                 requester_person, assignee, mailbox, mailboxes, mails, files, words, opened_at, updated_at)
         order by id
         on conflict (id) do update set
           version = excluded.version, subject = excluded.subject, status = excluded.status,
           priority = excluded.priority, assignee = excluded.assignee, mailboxes = excluded.mailboxes,
           mails = excluded.mails, files = excluded.files, opened_at = excluded.opened_at, updated_at = excluded.updated_at,
           words = array_to_tsvector(array(
             select unnest(tsvector_to_array(excluded.words))
             union select unnest(tsvector_to_array(merged.words)) from record merged where merged.merged_into = r.id))`,
}

/** Writes new cases, and those that were locked before. */
export async function saveCases(tx: Tx, cases: readonly CaseRow[]): Promise<void> {
  if (cases.length === 0) return
  // An array of arrays would have to be a matrix; ids of mailboxes and words hold no blanks.
  const written = cases.map((row) => ({
    ...row,
    mailboxes: row.mailboxes.join(' '),
    words: wordsOf(row).join(' '),
  }))
  await touch(
    tx,
    SAVE,
    columns(
      written,
      'id',
      'number',
      'version',
      'subject',
      'status',
      'priority',
      'requesterName',
      'requesterAddress',
      'requesterKey',
      'requesterPerson',
      'assignee',
      'mailbox',
      'mailboxes',
      'mails',
      'files',
      'words',
      'openedAt',
      'updatedAt',
    ),
  )
}

// The number first: of a subject without end the words behind the limit are not searched.
const wordsOf = ({ number, requesterName, requesterAddress, subject }: CaseRow): string[] =>
  searchWords(numberText(number), requesterName ?? '', requesterAddress, subject)
