import { type Pool, rows, type Statement } from '@tubepost/db'

// The first part reads the index mail_open, which holds unfinished mails alone.
const WAITING: Statement = {
  name: 'errand.waiting',
  text: `select distinct mailbox_id as id from mail
         where is_open and mailbox_id = any($1) and settled_at is not null and final_at is null and final_next_at <= now()
         union
         select id from mailbox
         where id = any($1) and rescan->>'requestedAt' is not null and rescan->>'finishedAt' is null`,
}

/** Those of the mailboxes for whose owner something is to be done: settled mails to finish, or a look that was asked for. */
export async function mailboxesWithErrands(pool: Pool, mailboxIds: readonly string[]): Promise<string[]> {
  return (await rows<{ id: string }>(pool, WAITING, [mailboxIds])).map(({ id }) => id)
}
