import { compileStatuses } from './match-status.ts'
import { foldName } from './normalise-subject.ts'
import type { StatusTerm } from './reading.ts'

const MOST_SUGGESTIONS = 3

/**
 * Rule G14: the names of the statuses closest to how `text` begins, best first. A status is close where its name or an
 * alias is at most floor(length / 4) + 1 slips (a letter too many, too few, wrong, or swapped with the next) away.
 */
export function suggestStatuses(text: string, statuses: readonly StatusTerm[]): string[] {
  const words = foldName(text)
    .split(/[\s,;:()[\]"'“”„«»]+/u)
    .filter(Boolean)
  const glued = /^\p{L}+/u.exec(words[0] ?? '')?.[0] // the `out` of `out30m`
  const least = new Map<StatusTerm, number>()
  for (const { folded, status } of compileStatuses(statuses).terms) {
    const slips = slipsTo(folded, words, glued)
    if (slips < (least.get(status) ?? Infinity)) least.set(status, slips)
  }
  const close = statuses.filter((status) => least.has(status))
  close.sort((a, b) => (least.get(a) ?? 0) - (least.get(b) ?? 0))
  return [...new Set(close.map((status) => status.name))].slice(0, MOST_SUGGESTIONS)
}

function slipsTo(term: string, words: readonly string[], glued: string | undefined): number {
  const likeTerm = words.slice(0, term.split(' ').length).join(' ')
  const slips = Math.min(slipsBetween(likeTerm, term), glued === undefined ? Infinity : slipsBetween(glued, term))
  // As many slips as letters would suggest every one-letter alias for every other letter.
  return slips <= mostSlips(term) && slips < term.length ? slips : Infinity
}

function mostSlips(term: string): number {
  return Math.floor(term.length / 4) + 1
}

/** Optimal string alignment distance; infinite without computing it where the lengths alone differ too much. */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > mostSlips(b)) return Infinity
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? Infinity
}
