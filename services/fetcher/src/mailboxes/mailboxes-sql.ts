import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { MailboxRecord } from '@tubepost/events'
import { type CompleteMailbox, type Setup, SetupError, type SourceSettings } from '@tubepost/setup'

/** A mailbox with what is needed to reach it. The password of a declared one stands elsewhere: `source` says where. */
export interface ConfiguredMailbox extends MailboxRecord {
  readonly source: SourceSettings
  readonly entry: CompleteMailbox['entry'] | null
  /** In tubepost.yaml; else it was made over HTTP. */
  readonly declared: boolean
  readonly sealedPassword: string | null
}

// Waits for other writers, not for readers: who is unique is decided by all rows.
const LOCK: Statement = { name: 'mailbox.lock', text: 'lock table mailbox in share row exclusive mode' }

/** Until the end of the transaction nobody else writes mailboxes. */
export async function lockMailboxes(tx: Tx): Promise<void> {
  await rows(tx, LOCK)
}

const SAVE: Statement = {
  name: 'mailbox.save',
  text: `insert into mailbox (id, record, source, entry, declared, sealed_password) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update set record = excluded.record, source = excluded.source, entry = excluded.entry,
           declared = excluded.declared, sealed_password = excluded.sealed_password`,
}

export async function saveMailbox(
  tx: Tx,
  { source, entry, ...record }: CompleteMailbox,
  { declared, sealedPassword }: Pick<ConfiguredMailbox, 'declared' | 'sealedPassword'>,
): Promise<void> {
  const values = [record, source, entry].map((value) => JSON.stringify(value))
  await rows(tx, SAVE, [record.id, ...values, declared, sealedPassword])
}

const DROP: Statement = {
  name: 'mailbox.drop',
  text: 'delete from mailbox where declared and not (id = any($1))',
}
const ADDRESS_TAKEN: Statement = {
  name: 'mailbox.addressTaken',
  text: `select id, record->>'address' as address from mailbox
         where not declared and not (id = any($1)) and lower(record->>'address') = any($2) order by id`,
}

/** Makes the declared mailboxes be exactly these. The ledger keeps the mails of those that are gone. */
export async function saveMailboxes(tx: Tx, mailboxes: Setup['mailboxes']): Promise<void> {
  await lockMailboxes(tx)
  const ids = mailboxes.map(({ id }) => id)
  const addresses = mailboxes.map(({ address }) => address.toLowerCase())
  const taken = await rows<{ id: string; address: string }>(tx, ADDRESS_TAKEN, [ids, addresses])
  if (taken.length > 0) throw new SetupError('tubepost.yaml', taken.map(addressTaken))
  for (const mailbox of mailboxes) await saveMailbox(tx, mailbox, { declared: true, sealedPassword: null })
  await rows(tx, DROP, [ids])
}

const addressTaken = ({ id, address }: { id: string; address: string }) =>
  `mailboxes: the address "${address}" is used by the mailbox "${id}", which was made over HTTP; delete one of them`

const REMOVE: Statement = { name: 'mailbox.remove', text: 'delete from mailbox where id = $1 and not declared' }

/** The ledger keeps its mails. */
export async function removeMailbox(tx: Tx, id: string): Promise<void> {
  await touch(tx, REMOVE, [id])
}

const ALL: Statement = {
  name: 'mailbox.all',
  text: 'select record, source, entry, declared, sealed_password as "sealedPassword" from mailbox order by id',
}
type Row = Pick<ConfiguredMailbox, 'source' | 'entry' | 'declared' | 'sealedPassword'> & { record: MailboxRecord }

export async function readMailboxes(on: Pool | Tx): Promise<ConfiguredMailbox[]> {
  return (await rows<Row>(on, ALL)).map(({ record, ...rest }) => ({ ...record, ...rest }))
}

export async function loadMailboxes(pool: Pool): Promise<Map<string, MailboxRecord>> {
  return new Map((await rows<Row>(pool, ALL)).map(({ record }) => [record.id, record]))
}

const RESEAL: Statement = {
  name: 'mailbox.reseal',
  text: 'update mailbox set sealed_password = $3 where id = $1 and sealed_password = $2',
}

/** @returns false when the password has been set anew meanwhile */
export async function resealPassword(pool: Pool, id: string, before: string, after: string): Promise<boolean> {
  return (await touch(pool, RESEAL, [id, before, after])) === 1
}
