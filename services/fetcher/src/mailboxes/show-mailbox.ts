import type { Pool } from '@tubepost/db'
import { findMailbox } from './find-mailbox.ts'
import { type MailboxState, mailboxStates } from './mailbox-state-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'

/** All mailboxes, for people: their settings, whether they are read, and never a password. */
export async function showMailboxes(pool: Pool): Promise<object[]> {
  const states = await mailboxStates(pool)
  return (await readMailboxes(pool)).map((mailbox) => shown(mailbox, states.get(mailbox.id)))
}

export async function showMailbox(pool: Pool, id: string): Promise<object> {
  return shown(findMailbox(id, await readMailboxes(pool)), (await mailboxStates(pool)).get(id))
}

function shown(mailbox: ConfiguredMailbox, state: MailboxState | undefined): object {
  const { source, entry, declared, sealedPassword, ...record } = mailbox
  return {
    ...record,
    source: { ...source, password: undefined },
    preset: entry.preset,
    // As it was written, without presets and defaults: the form that a PUT takes.
    entry,
    declaredInFile: declared,
    hasPassword: sealedPassword !== null || source.password !== undefined,
    problem: state?.problem ?? null,
    reading: state?.reading ?? false,
    rescan: state?.rescan ?? null,
  }
}
