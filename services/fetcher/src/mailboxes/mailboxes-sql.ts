import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { MailboxRecord } from '@tubepost/events'
import {
  completeMailbox,
  type CompleteMailbox,
  DeclarationRefused,
  type PasswordSource,
  type Setup,
} from '@tubepost/setup'

/**
 * A mailbox with everything needed to reach it. The password of a declared one is not in the database: `source` says
 * where it is.
 */
export interface ConfiguredMailbox extends CompleteMailbox {
  /** Declared in tubepost.yaml; else it was made over HTTP. */
  readonly declared: boolean
  readonly sealedPassword: string | null
}

// Waits for other writers, not for readers: uniqueness is decided over all rows.
const LOCK: Statement = { name: 'mailbox.lock', text: 'lock table mailbox in share row exclusive mode' }

/** Until the end of the transaction nobody else writes mailboxes. */
export async function lockMailboxes(tx: Tx): Promise<void> {
  await rows(tx, LOCK)
}

const SAVE: Statement = {
  name: 'mailbox.save',
  text: `insert into mailbox (id, entry, password, declared, sealed_password) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set entry = excluded.entry, password = excluded.password,
           declared = excluded.declared, sealed_password = excluded.sealed_password`,
}

/** Stores the mailbox as written. Presets and defaults are filled in when it is read. */
export async function saveMailbox(
  tx: Tx,
  { id, entry, source }: CompleteMailbox,
  { declared, sealedPassword }: Pick<ConfiguredMailbox, 'declared' | 'sealedPassword'>,
): Promise<void> {
  const password = source.password === undefined ? null : JSON.stringify(source.password)
  await rows(tx, SAVE, [id, JSON.stringify(entry), password, declared, sealedPassword])
}

const DROP: Statement = {
  name: 'mailbox.drop',
  text: 'delete from mailbox where declared and not (id = any($1))',
}
const ADDRESS_TAKEN: Statement = {
  name: 'mailbox.addressTaken',
  text: `select id, entry->>'address' as address from mailbox
         where not declared and not (id = any($1)) and lower(entry->>'address') = any($2) order by id`,
}

/** Makes the declared mailboxes exactly these. The ledger keeps the mails of removed ones. */
export async function saveMailboxes(tx: Tx, mailboxes: Setup['mailboxes']): Promise<void> {
  await lockMailboxes(tx)
  const ids = mailboxes.map(({ id }) => id)
  const addresses = mailboxes.map(({ address }) => address.toLowerCase())
  const taken = await rows<{ id: string; address: string }>(tx, ADDRESS_TAKEN, [ids, addresses])
  if (taken.length > 0)
    throw new DeclarationRefused(
      taken.map((other) => ({
        path: ['mailboxes', addresses.indexOf(other.address.toLowerCase()), 'address'],
        text: addressTaken(other),
      })),
    )
  for (const mailbox of mailboxes) await saveMailbox(tx, mailbox, { declared: true, sealedPassword: null })
  await rows(tx, DROP, [ids])
}

const addressTaken = ({ id, address }: { id: string; address: string }) =>
  `the address "${address}" is used by the mailbox "${id}", which was made over HTTP; delete one of them`

const REMOVE: Statement = { name: 'mailbox.remove', text: 'delete from mailbox where id = $1 and not declared' }

/** Deletes a mailbox; the ledger keeps its mails. */
export async function removeMailbox(tx: Tx, id: string): Promise<void> {
  await touch(tx, REMOVE, [id])
}

const ALL: Statement = {
  name: 'mailbox.all',
  text: 'select entry, password, declared, sealed_password as "sealedPassword" from mailbox order by id',
}
type Row = Pick<ConfiguredMailbox, 'entry' | 'declared' | 'sealedPassword'> & { password: PasswordSource | null }

export async function readMailboxes(on: Pool | Tx): Promise<ConfiguredMailbox[]> {
  return (await rows<Row>(on, ALL)).map(({ entry, password, declared, sealedPassword }) => ({
    ...completeMailbox(entry, password ?? undefined),
    declared,
    sealedPassword,
  }))
}

const VERSION: Statement = {
  name: 'mailbox.version',
  text: `select coalesce(md5(string_agg(id || ' ' || xmin::text, ',' order by id)), '') as version from mailbox`,
}

/** Another text whenever any row of a mailbox was written since. */
export async function mailboxesVersion(pool: Pool): Promise<string> {
  const [row] = await rows<{ version: string }>(pool, VERSION)
  return row?.version ?? ''
}

/** The part of the mailboxes that the other services read. */
export async function loadMailboxes(pool: Pool): Promise<Map<string, MailboxRecord>> {
  const records = (await readMailboxes(pool)).map(({ id, address, enabled, kind, policy, routes }): MailboxRecord => {
    return { id, address, enabled, kind, policy, routes }
  })
  return new Map(records.map((record) => [record.id, record]))
}

const RESEAL: Statement = {
  name: 'mailbox.reseal',
  text: 'update mailbox set sealed_password = $3 where id = $1 and sealed_password = $2',
}

/** @returns false when the password has been set again meanwhile */
export async function resealPassword(pool: Pool, id: string, before: string, after: string): Promise<boolean> {
  return (await touch(pool, RESEAL, [id, before, after])) === 1
}
