import { columns, type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { StatusIntent } from './request-by-mail.ts'

const NOTE: Statement = {
  name: 'suggestion.note',
  text: `insert into suggestion (person_id, language, utc_offset, mail_id, at)
         select person_id, language, utc_offset, mail_id, at
         from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
              as hint (person_id, language, utc_offset, mail_id, at)
         where exists (select from person where id = person_id)
         on conflict (person_id) do nothing`,
}

/** Keeps the hints of each person's first mail that has some. */
export async function noteHints(tx: Tx, intents: readonly StatusIntent[]): Promise<void> {
  const hints = intents.flatMap(({ data: { sender, hints: found, mailId, sentAt } }) =>
    found === undefined
      ? []
      : [{ personId: sender.personId, language: null, utcOffset: null, ...found, mailId, at: sentAt }],
  )
  if (hints.length > 0) await rows(tx, NOTE, columns(hints, 'personId', 'language', 'utcOffset', 'mailId', 'at'))
}

/** Hints of the first mail of a person at settings other than those of the directory. */
export interface Suggestion {
  readonly language: string | null
  readonly utcOffset: string | null
  readonly mailId: string
  readonly at: Date
}

const OF: Statement = {
  name: 'suggestion.of',
  text: `select language, utc_offset as "utcOffset", mail_id as "mailId", at from suggestion where person_id = $1`,
}

export async function suggestionOf(on: Pool | Tx, personId: string): Promise<Suggestion | undefined> {
  return (await rows<Suggestion>(on, OF, [personId]))[0]
}

const FORGET: Statement = { name: 'suggestion.forget', text: 'delete from suggestion where person_id = any($1)' }

/** An administrator has said who these people are. */
export const forgetSuggestions = (tx: Tx, personIds: readonly string[]) => rows(tx, FORGET, [personIds])
