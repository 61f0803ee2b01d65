import { foldName, plainName } from './normalise-subject.ts'
import type { StatusTerm } from './reading.ts'
import { endsToken } from './token-end.ts'

interface Term {
  readonly folded: string
  readonly isAlias: boolean
  readonly exact: string
  readonly status: StatusTerm
}

/** Names and aliases, longest first, and a name before an alias of the same length. */
export interface CompiledStatuses {
  readonly terms: readonly Term[]
  readonly byFirstCharacter: ReadonlyMap<string, readonly Term[]>
}

export interface StatusMatch {
  readonly status: StatusTerm
  readonly end: number
  /** The alias that named it; null where the name did. */
  readonly alias: string | null
}

const compiled = new WeakMap<readonly StatusTerm[], CompiledStatuses>()

/** Compiled once per list: callers replace the list when a status changes, they never write into it. */
export function compileStatuses(statuses: readonly StatusTerm[]): CompiledStatuses {
  const known = compiled.get(statuses)
  if (known) return known
  const names = statuses.map((status) => toTerm(status.name, status, false))
  const aliases = statuses.flatMap((status) => status.aliases.map((alias) => toTerm(alias, status, true)))
  // The sort is stable, so that names stay before aliases and the list's own order decides the rest.
  const terms = [...names, ...aliases].filter((term) => term.folded !== '')
  terms.sort((a, b) => b.folded.length - a.folded.length)
  const result = { terms, byFirstCharacter: Map.groupBy(terms, (term) => term.folded.charAt(0)) }
  compiled.set(statuses, result)
  return result
}

/**
 * Rules G3 and G4: the longest name or alias that stands at `at` and ends there. `sameCase`, where given, has the last
 * word on a match, because folding has lost the case.
 */
export function matchStatus(
  text: string,
  at: number,
  statuses: CompiledStatuses,
  sameCase?: (start: number, end: number, exact: string) => boolean,
): StatusMatch | null {
  for (const term of statuses.byFirstCharacter.get(text.charAt(at)) ?? []) {
    const end = at + term.folded.length
    if (!text.startsWith(term.folded, at) || !endsToken(text, end)) continue
    if (!sameCase || sameCase(at, end, term.exact))
      return { status: term.status, end, alias: term.isAlias ? term.folded : null }
  }
  return null
}

function toTerm(name: string, status: StatusTerm, isAlias: boolean): Term {
  return { folded: foldName(name), exact: plainName(name), isAlias, status }
}
