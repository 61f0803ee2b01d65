import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'
import type { AppliedSetup } from '@tubepost/setup'

// A page that is longer is scrolled by nobody; its people come from a list.
const LONGEST_SHOWN = 1_000_000

const SAVE: Statement = {
  name: 'appliedFile.save',
  text: `insert into applied_file (applied_at, written, people, statuses, mailboxes) values (now(), $1, $2, $3, $4)
         on conflict (id) do update set applied_at = excluded.applied_at, written = excluded.written,
           people = excluded.people, statuses = excluded.statuses, mailboxes = excluded.mailboxes`,
}
const READ: Statement = {
  name: 'appliedFile.read',
  text: 'select applied_at as "appliedAt", written, people, statuses, mailboxes from applied_file',
}

/** As much of a set-up as can be edited over HTTP as well. `mailboxes` as a person wrote them, without passwords. */
export interface AppliedFile extends Pick<AppliedSetup, 'people' | 'statuses'> {
  readonly appliedAt: Date
  readonly written: string | null
  readonly mailboxes: readonly AppliedSetup['mailboxes'][number]['entry'][]
}

export async function saveAppliedFile(
  tx: Tx,
  { written = '', people, statuses, mailboxes }: AppliedSetup,
): Promise<void> {
  const shown = written === '' || written.length > LONGEST_SHOWN ? null : written
  const parts = [people, statuses, mailboxes.map(({ entry }) => entry)].map((part) => JSON.stringify(part))
  await touch(tx, SAVE, [shown, ...parts])
}

/** @returns undefined before a set-up was applied by this version */
export async function readAppliedFile(pool: Pool): Promise<AppliedFile | undefined> {
  return (await rows<AppliedFile>(pool, READ))[0]
}
