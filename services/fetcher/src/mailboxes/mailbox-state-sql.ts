import { type Pool, rows, type Statement, type Tx } from '@tubepost/db'
import type { Rescan } from './rescan-sql.ts'

const OPENED: Statement = {
  name: 'mailboxState.opened',
  text: 'update mailbox set opened_at = now(), problem = null where id = $1',
}
const FAILED: Statement = {
  name: 'mailboxState.failed',
  text: `update mailbox set problem = jsonb_build_object('code', $2::text, 'message', $3::text, 'at', now()) where id = $1`,
}

/** The folder is open, and new mail in it will be seen. */
export async function noteOpened(tx: Tx, mailboxId: string): Promise<void> {
  await rows(tx, OPENED, [mailboxId])
}

/** The mailbox cannot be read; `message` is for an administrator. */
export async function noteProblem(
  tx: Tx | Pool,
  mailboxId: string,
  problem: { code: string; message: string },
): Promise<void> {
  await rows(tx, FAILED, [mailboxId, problem.code, problem.message])
}

const STATES: Statement = {
  name: 'mailboxState.all',
  text: `select m.id, m.opened_at as "openedAt", m.problem, m.rescan, u.unfinished,
                m.opened_at is not null and m.problem is null and coalesce(l.expires_at > now(), false) as reading
         from mailbox m left join lease l on l.mailbox_id = m.id
         left join (
           select mailbox_id, jsonb_build_object('code', max(final_problem), 'mails', count(*), 'since', min(settled_at)) as unfinished
           from mail where is_open and settled_at is not null and final_at is null and final_problem is not null group by 1
         ) u on u.mailbox_id = m.id`,
}

export interface MailboxState {
  id: string
  openedAt: Date | null
  problem: { code: string; message: string; at: string } | null
  rescan: Rescan | null
  /** Settled mails with which the server has not done what the policy says, and the code of why; null where all are. */
  unfinished: { code: string; mails: number; since: string } | null
  /** Whether some replica has the folder open now. */
  reading: boolean
}

export async function mailboxStates(pool: Pool): Promise<Map<string, MailboxState>> {
  return new Map((await rows<MailboxState>(pool, STATES)).map((state) => [state.id, state]))
}
