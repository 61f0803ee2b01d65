import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { MailboxRecord } from '@tubepost/events'
import type { Setup, SourceSettings } from '@tubepost/service'

/** A mailbox with what is needed to reach it. Passwords stand elsewhere: `source` says where. */
export interface ConfiguredMailbox extends MailboxRecord {
  source: SourceSettings
}

const SAVE: Statement = {
  name: 'mailbox.save',
  text: `insert into mailbox (id, record, source, declared) values ($1, $2, $3, true)
         on conflict (id) do update set record = excluded.record, source = excluded.source, declared = true`,
}
const DROP: Statement = {
  name: 'mailbox.drop',
  text: 'delete from mailbox where declared and not (id = any($1))',
}

/** Makes the declared mailboxes be exactly these. The ledger keeps the mails of those that are gone. */
export async function saveMailboxes(tx: Tx, mailboxes: Setup['mailboxes']): Promise<void> {
  for (const { source, ...record } of mailboxes) {
    await rows(tx, SAVE, [record.id, JSON.stringify(record), JSON.stringify(source)])
  }
  await rows(tx, DROP, [mailboxes.map((mailbox) => mailbox.id)])
}

const ALL: Statement = { name: 'mailbox.all', text: 'select record, source from mailbox order by id' }

export async function readMailboxes(pool: Pool): Promise<ConfiguredMailbox[]> {
  const found = await rows<{ record: MailboxRecord; source: SourceSettings }>(pool, ALL)
  return found.map(({ record, source }) => ({ ...record, source }))
}

export async function loadMailboxes(pool: Pool): Promise<Map<string, MailboxRecord>> {
  return new Map((await readMailboxes(pool)).map(({ source: _, ...record }) => [record.id, record]))
}
