import { type RowFinding, slug, type StatusRow } from '@tubepost/setup'
import { statusProblems, wordsOf } from './directory-entry.ts'
import { foldName } from './fold-name.ts'
import { type ListMerge, mergedRow, type MergedRow, type MergeWish } from './list-merge.ts'
import type { KeptStatus, ListedStatus } from './statuses-sql.ts'

const FIELDS = ['name', 'aliases', 'type', 'due', 'colour'] as const

export type StatusesMerge = ListMerge<KeptStatus, ListedStatus>
type Merged = MergedRow<KeptStatus, ListedStatus>

/**
 * Finds for each row the status it is about: by its id, or by its name. Fields that a row does not have stay as they are, and so
 * do further aliases. A status keeps its place on the board; new ones come last, in the order of the rows.
 */
export function decideStatusesMerge(
  rows: readonly StatusRow[],
  listed: readonly ListedStatus[],
  { exactly = false }: MergeWish = {},
): StatusesMerge {
  const byId = new Map(listed.map((status) => [status.id, status]))
  const byName = new Map(listed.map((status) => [foldName(status.name), status]))
  const taken = new Map<string, number>()
  const problems: RowFinding[] = []
  const merged: Merged[] = []
  let last = Math.max(-1, ...listed.map(({ position }) => position))
  for (const { line, entry } of rows) {
    const before = entry.id === undefined ? byName.get(foldName(entry.name)) : byId.get(entry.id)
    const id = before?.id ?? entry.id ?? slug(entry.name)
    const namesake = before === undefined ? byId.get(id) : undefined
    const twin = taken.get(id)
    if (namesake !== undefined) problems.push({ line, text: idOfAnother(id, namesake) })
    else if (twin !== undefined)
      problems.push({ line, text: `the id "${id}" is that of line ${twin} already; give both rows an id of their own` })
    taken.set(id, taken.get(id) ?? line)
    if (namesake !== undefined || twin !== undefined) continue
    const name = entry.name.trim()
    const given = (entry.aliases ?? []).map((alias) => alias.trim())
    const status: KeptStatus = {
      id,
      name,
      aliases: exactly ? given : [...given, ...furtherAliases([name, ...given], before)],
      type: entry.type ?? before?.type ?? 'out',
      due: entry.due ?? before?.due ?? 'optional',
      colour: entry.colour ?? before?.colour ?? null,
      position: before?.position ?? ++last,
    }
    const row = mergedRow(line, before, status, FIELDS)
    const wrong = row.outcome === 'unchanged' || row.outcome === 'declared' ? [] : statusProblems(status)
    if (wrong.length === 0) merged.push(row)
    problems.push(...wrong.map((text) => ({ line, text })))
  }
  const absent = listed.filter(({ id, declared }) => !declared && !taken.has(id))
  const left = listed.filter((status) => !taken.has(status.id) && !(exactly && absent.includes(status)))
  const clashes = sharedWords(merged, left)
  const wrong = new Set(clashes.map(({ line }) => line))
  return { rows: merged.filter(({ line }) => !wrong.has(line)), absent, problems: [...problems, ...clashes] }
}

/** The aliases of a status that its row does not have. */
function furtherAliases(words: readonly string[], before: ListedStatus | undefined): readonly string[] {
  const folded = new Set(words.map(foldName))
  return before?.aliases.filter((alias) => !folded.has(foldName(alias))) ?? []
}

/** Rows that give a status a name or alias which another has when all of them are written: a mail could mean either. */
function sharedWords(merged: readonly Merged[], left: readonly ListedStatus[]): RowFinding[] {
  const owners = new Map<string, string>()
  const own = (status: KeptStatus, whose: string) => {
    for (const word of wordsOf(status)) owners.set(foldName(word), whose)
  }
  for (const status of left) own(status, `${status.name} (${status.id})`)
  const stands = merged.filter(({ outcome }) => outcome === 'declared' || outcome === 'unchanged')
  for (const { record, before } of stands) own(before ?? record, `${record.name} (${record.id})`)
  return merged
    .filter((row) => !stands.includes(row))
    .flatMap(({ line, record }) => {
      const shared = wordsOf(record).flatMap((word) => {
        const whose = owners.get(foldName(word))
        return whose === undefined ? [] : [`"${word}" is a name or alias of ${whose}`]
      })
      own(record, `line ${line}`)
      return shared.length === 0 ? [] : [{ line, text: shared.join('; ') }]
    })
}

function idOfAnother(id: string, { name }: ListedStatus): string {
  return `the id "${id}", made of the name, is that of the status ${name}; give the row the id of the status it is about, or a new one`
}
