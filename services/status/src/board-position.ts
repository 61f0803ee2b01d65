import type { Position } from './board-change-sql.ts'

/** A place in the stream as its `id:` lines write it: `7512340987654321.00000001-48213`. */
export function writePosition({ generation, sequence }: Position): string {
  return `${generation}-${sequence}`
}

/**
 * Where a reader who has seen everything up to `lastEventId` goes on. Null where that place is of another life of the
 * database, or is none: then only the whole board helps.
 */
export function resumeAt(lastEventId: string, here: Position): bigint | null {
  const parts = /^([0-9A-F.]{1,40})-(\d{1,20})$/.exec(lastEventId)
  if (parts === null || parts[1] !== here.generation) return null
  const sequence = BigInt(parts[2] ?? 0)
  return sequence <= here.sequence ? sequence : null
}
