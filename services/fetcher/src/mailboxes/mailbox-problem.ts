import type { Policy } from '@tubepost/events'
import type { MailboxState } from './mailbox-state-sql.ts'

export interface Problem {
  /** Stable: `source/auth-failed`. */
  readonly code: string
  /** For an administrator: what, where, and what to do. */
  readonly message: string
  readonly at: string
}

/** Why a mailbox does not do all that it should; null where it does. */
export function problemOf(
  policy: Pick<Policy, 'afterSuccess' | 'afterFailure'>,
  state: Pick<MailboxState, 'problem' | 'unfinished'> | undefined,
): Problem | null {
  if (state === undefined) return null
  return state.problem ?? (state.unfinished === null ? null : unfinishedProblem(policy, state.unfinished))
}

function unfinishedProblem(
  policy: Pick<Policy, 'afterSuccess' | 'afterFailure'>,
  { code, mails, since }: NonNullable<MailboxState['unfinished']>,
): Problem {
  const targets = [policy.afterSuccess, policy.afterFailure].flatMap((after) =>
    typeof after === 'object' ? [`"${after.move}"`] : [],
  )
  const into = [...new Set(targets)].join(' and ') || 'another folder'
  const count = mails === 1 ? 'One settled mail stays' : `${mails} settled mails stay`
  return { code, message: `${count} in the mailbox: ${reasonOf(code, into)}`, at: since }
}

function reasonOf(code: string, into: string): string {
  switch (code) {
    case 'source/move-refused':
    case 'source/copy-refused':
    case 'source/target-refused':
      return `the server does not move mails to ${into}. Make that folder with a mail program, or name another in the mailbox’s policy (afterSuccess, afterFailure).`
    case 'source/flag-refused':
      return 'the server does not let them be marked as read. Give the user the right to write in the folder, or set the policy (afterSuccess, afterFailure) to keep.'
    case 'source/delete-refused':
      return 'the server does not let them be deleted. Give the user the right to delete in the folder, or set the policy (afterSuccess, afterFailure) to keep.'
    case 'source/left-behind':
      return 'the server said that it had moved or deleted them, and did not. They are tried again.'
    default:
      return `moving, marking or deleting them as the policy says failed (${code}). They are tried again.`
  }
}
