import type { MailboxView } from '@tubepost/api'
import type { Pool } from '@tubepost/db'
import { describeEffects } from '@tubepost/setup'
import { type Waiting, waitingByMailbox } from '../ledger/waiting-sql.ts'
import { findMailbox } from './find-mailbox.ts'
import { listeningNow } from './intake-sql.ts'
import { problemOf } from './mailbox-problem.ts'
import { type MailboxState, mailboxStates } from './mailbox-state-sql.ts'
import { type ConfiguredMailbox, readMailboxes } from './mailboxes-sql.ts'
import { intakeSourceOf } from '../sources/sources.ts'

interface Books {
  readonly states: ReadonlyMap<string, MailboxState>
  readonly listening: ReadonlyMap<string, unknown>
  readonly waiting: ReadonlyMap<string, Waiting>
}

/** All mailboxes, for people: their settings, whether they are read, and never a password. */
export async function showMailboxes(pool: Pool): Promise<MailboxView[]> {
  const books = await readBooks(pool)
  return (await readMailboxes(pool)).map((mailbox) => shown(mailbox, books))
}

export async function showMailbox(pool: Pool, id: string): Promise<MailboxView> {
  return shown(findMailbox(id, await readMailboxes(pool)), await readBooks(pool))
}

const readBooks = async (pool: Pool): Promise<Books> => ({
  states: await mailboxStates(pool),
  listening: await listeningNow(pool),
  waiting: await waitingByMailbox(pool),
})

function shown(mailbox: ConfiguredMailbox, { states, listening, waiting }: Books): MailboxView {
  const state = states.get(mailbox.id)
  const intake = intakeSourceOf(mailbox.source)
  const isListening = intake !== undefined && listening.has(intake.endpointOf(mailbox.source))
  const { source, entry, declared, sealedPassword, ...record } = mailbox
  const { password, ...shownSource } = { password: undefined, ...source }
  return {
    ...record,
    kind: source.kind,
    source: shownSource,
    preset: entry.preset,
    effects: describeEffects({ ...record, kind: source.kind }),
    // As it was written, without presets and defaults: the form that a PUT takes.
    entry,
    declaredInFile: declared,
    hasPassword: sealedPassword !== null || password !== undefined,
    problem: problemOf(mailbox.policy, state),
    reading: intake === undefined ? (state?.reading ?? false) : mailbox.enabled && isListening,
    rescan: state?.rescan ?? null,
    waiting: waiting.get(mailbox.id) ?? { mails: 0, oldestAt: null },
  }
}
