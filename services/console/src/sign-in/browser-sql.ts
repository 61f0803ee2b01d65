import { type Pool, rows, type Statement, touch, type Tx } from '@tubepost/db'

const KNOWN: Statement = {
  name: 'browser.known',
  text: 'select 1 from known_browser where digest = $1 and person_id = $2',
}
const NOTE: Statement = {
  name: 'browser.note',
  text: `insert into known_browser (digest, person_id) values ($1, $2)
         on conflict (digest, person_id) do update set last_used_at = now()`,
}
const RENAME: Statement = {
  name: 'browser.rename',
  text: 'update known_browser set digest = $2 where digest = $1',
}
const FORGET: Statement = {
  name: 'browser.forget',
  text: 'delete from known_browser where person_id = $1 and ($2::bytea is null or digest <> $2)',
}

/** Whether this person has signed in with the browser before. */
export async function isKnownBrowser(pool: Pool, digest: Buffer, person: string): Promise<boolean> {
  return (await rows(pool, KNOWN, [digest, person])).length > 0
}

export async function noteBrowser(tx: Tx, digest: Buffer, person: string): Promise<void> {
  await touch(tx, NOTE, [digest, person])
}

/** Gives a browser another secret: whoever planted the old one, or copied it, has nothing. */
export async function renameBrowser(tx: Tx, before: Buffer, after: Buffer): Promise<void> {
  await touch(tx, RENAME, [before, after])
}

/** @param kept the digest of the one that stays known */
export async function forgetBrowsers(tx: Tx, person: string, kept: Buffer | null): Promise<void> {
  await touch(tx, FORGET, [person, kept])
}
