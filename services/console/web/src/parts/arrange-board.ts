import type { BoardEntry } from '@tubepost/api'
import { fitsWords } from './fits-words.ts'

export interface BoardGroup {
  /** The status all of them have, empty for none; undefined where nothing is grouped. */
  readonly name: string | undefined
  readonly people: readonly BoardEntry[]
}

/** The people who fit the filters, by name; in groups by status where that is asked for. Groups are never empty. Pure. */
export function arrangeBoard(
  everybody: readonly BoardEntry[],
  { q, status, group }: { q: string; status: string; group: string },
): BoardGroup[] {
  const fitting = everybody
    .filter((entry) => status === '' || entry.status?.name === status)
    .filter(({ person, comment, status: has }) => fitsWords(q, [person.name, comment ?? '', has?.name ?? '']))
    .toSorted((a, b) => a.person.name.localeCompare(b.person.name) || (a.person.id < b.person.id ? -1 : 1))
  if (fitting.length === 0) return []
  if (group !== 'status') return [{ name: undefined, people: fitting }]
  const names = [...new Set(fitting.map(({ status: has }) => has?.name ?? ''))].toSorted((a, b) => a.localeCompare(b))
  return names.map((name) => ({ name, people: fitting.filter(({ status: has }) => (has?.name ?? '') === name) }))
}
