import { type Pool, rows, type Statement, touch } from '@tubepost/db'
import type { EditedTemplate } from './choose-template.ts'

export interface SavedTemplate extends EditedTemplate {
  readonly updatedAt: Date
}

// '' stands for every mailbox and every language, so that both can be part of the key.
export const TEMPLATE_COLUMNS = `name, nullif(mailbox_id, '') as mailbox, nullif(language, '') as language, subject, text`
const ALL: Statement = {
  name: 'template.all',
  text: `select ${TEMPLATE_COLUMNS}, updated_at as "updatedAt" from template order by name, mailbox_id, language`,
}
/** All edited templates. */
export async function readTemplates(on: Pool): Promise<SavedTemplate[]> {
  return rows<SavedTemplate>(on, ALL)
}

const SAVE: Statement = {
  name: 'template.save',
  text: `insert into template (name, mailbox_id, language, subject, text) values ($1, $2, $3, $4, $5)
         on conflict (name, mailbox_id, language) do update set
           subject = excluded.subject, text = excluded.text, updated_at = now()`,
}

export async function saveTemplate(pool: Pool, template: EditedTemplate): Promise<void> {
  const { name, mailbox, language, subject, text } = template
  await rows(pool, SAVE, [name, mailbox ?? '', language ?? '', subject, text])
}

const DROP: Statement = {
  name: 'template.drop',
  text: 'delete from template where name = $1 and mailbox_id = $2 and language = $3',
}

/** @returns false when there was none */
export async function dropTemplate(
  pool: Pool,
  { name, mailbox, language }: Pick<EditedTemplate, 'name' | 'mailbox' | 'language'>,
): Promise<boolean> {
  return (await touch(pool, DROP, [name, mailbox ?? '', language ?? ''])) === 1
}
