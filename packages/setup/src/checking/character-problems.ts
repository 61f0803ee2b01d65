import type { Path, Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'

/** Texts that PostgreSQL or JSON cannot hold: with NUL, or with half of a pair of surrogates. */
export function characterProblems(value: unknown, path: Path = []): Problem[] {
  if (typeof value === 'string')
    return value.includes('\0') || !value.isWellFormed() ? [{ path, text: problemTexts.badCharacter() }] : []
  if (Array.isArray(value)) return value.flatMap((item, i) => characterProblems(item, [...path, i]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => characterProblems(item, [...path, key]))
}
