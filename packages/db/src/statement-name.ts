import { createHash } from 'node:crypto'

// PostgreSQL compares no more of a name (NAMEDATALEN - 1), and takes two that begin alike for one.
const LONGEST = 63
const DIGEST_CHARS = 16

/** Pure. The name by which PostgreSQL knows a statement: a long one ends in a digest of the whole. */
export function statementName(name: string): string {
  if (name.length <= LONGEST) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_CHARS)
  return `${name.slice(0, LONGEST - DIGEST_CHARS - 1)}.${digest}`
}
