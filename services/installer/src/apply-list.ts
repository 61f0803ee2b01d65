import type { Tx } from '@tubepost/db'
import { applyTo, readConfig } from '@tubepost/service'
import type { ListFile, ListRow, RowFinding } from '@tubepost/setup'
import { listInFile, readBytes, readPeopleCsv, readStatusesCsv, UnreadableText } from '@tubepost/setup/file'
import { type MergeWish, mergePeople, mergeStatuses, service as status } from '@tubepost/status'
import { ApplyConfig, untilMigrated } from './apply.ts'
import { complain, say } from './say.ts'
import { createProgress } from './tell-progress.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Named {
  readonly id: string
  readonly name: string
}
/** A list of a CSV file that was read, and how it is merged. */
interface GivenList<Entry> {
  readonly words: { readonly one: string; readonly many: string; readonly nothing: string }
  readonly file: ListFile<Entry>
  merge(tx: Tx, rows: readonly ListRow<Entry>[], wish: MergeWish): Promise<Merged>
}
interface Merged {
  readonly rows: readonly { readonly outcome: string; readonly record: Named; readonly fields: readonly string[] }[]
  readonly absent: readonly Named[]
  readonly problems: readonly RowFinding[]
}

const PEOPLE = { one: 'person', many: 'people', nothing: 'nobody was added or changed' }
const STATUSES = { one: 'status', many: 'statuses', nothing: 'no status was added or changed' }

/** Says what is wrong with a CSV file of people or statuses, and how many there are. @returns the exit code */
export function checkList(file: string): number {
  const bytes = bytesOf(file)
  if (bytes === undefined) return 1
  const { words, file: list } = listOf(bytes)
  if (!isSound(file, list, words.nothing)) return 1
  const count = list.rows.length
  say(`${file} is in order: ${count} ${count === 1 ? words.one : words.many}.`)
  return 0
}

/**
 * Merges the people or statuses of a CSV file into those there are, and says which were added, changed and left. A file with a
 * mistake changes nothing.
 * @param exactly removes those that the file does not have, and their further addresses or aliases
 * @returns the exit code
 */
export async function applyList(file: string, exactly: boolean, environment: Environment): Promise<number> {
  const bytes = bytesOf(file)
  if (bytes === undefined) return 1
  return listInFile(bytes) === 'people'
    ? applyRows(file, { words: PEOPLE, file: readPeopleCsv(bytes), merge: mergePeople }, exactly, environment)
    : applyRows(file, { words: STATUSES, file: readStatusesCsv(bytes), merge: mergeStatuses }, exactly, environment)
}

const listOf = (bytes: Buffer) =>
  listInFile(bytes) === 'people'
    ? { words: PEOPLE, file: readPeopleCsv(bytes) }
    : { words: STATUSES, file: readStatusesCsv(bytes) }

async function applyRows<Entry>(
  file: string,
  { words, file: list, merge }: GivenList<Entry>,
  exactly: boolean,
  environment: Environment,
): Promise<number> {
  if (!isSound(file, list, words.nothing)) return 1
  const { DATABASE_ADMIN_URL: adminUrl } = readConfig(ApplyConfig, environment)
  await untilMigrated(adminUrl)
  const progress = createProgress(process.stderr, Date.now)
  const onWritten = (written: number, total: number) =>
    progress.tell(`${file}: ${written} of ${total} ${words.many} are written`)
  progress.tell(`${file}: ${list.rows.length} ${words.many} are compared with those there are`)
  const merged = await applyTo(status, adminUrl, (tx) => merge(tx, list.rows, { exactly, onWritten })).finally(
    progress.end,
  )
  if (merged.problems.length > 0) return refuse(file, merged.problems, words.nothing)
  tell(file, merged, exactly)
  return 0
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readBytes(file)
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error
    complain(`${file}: ${error.message}`)
    return undefined
  }
}

function isSound(file: string, { notes, problems }: ListFile<unknown>, nothing: string): boolean {
  for (const { line, text } of notes) say(`note: ${file}:${line}: ${text}`)
  if (problems.length > 0) refuse(file, problems, nothing)
  return problems.length === 0
}

function refuse(file: string, problems: readonly RowFinding[], nothing: string): number {
  for (const { line, text } of problems) complain(`${file}:${line}: ${text}`)
  complain(`${file}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}; ${nothing}.`)
  return 1
}

function tell(file: string, { rows, absent }: Merged, exactly: boolean): void {
  const of = (wanted: string) => rows.filter(({ outcome }) => outcome === wanted)
  const [added, changed] = [of('added'), of('changed')]
  for (const { record } of added) say(`added: ${record.name} (${record.id})`)
  for (const { record, fields } of changed) say(`changed: ${record.name} (${record.id}): ${fields.join(', ')}`)
  for (const { record, fields } of of('declared'))
    say(`left: ${record.name} (${record.id}) is declared in tubepost.yaml; change ${fields.join(', ')} there`)
  if (exactly) for (const { name, id } of absent) say(`removed: ${name} (${id})`)
  const rest = exactly
    ? `${absent.length} removed`
    : `${absent.length} not in the file and left as they are (--remove-absent removes them)`
  say(
    `${file} is applied: ${added.length} added, ${changed.length} changed, ${rows.length - added.length - changed.length} left, ${rest}.`,
  )
}
