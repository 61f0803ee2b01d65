import type { Reading } from '@tubepost/api'

export interface Part {
  readonly start: number
  readonly text: string
  /** Undefined for what lies between. */
  readonly meaning: 'status' | 'due' | 'comment' | undefined
}

/** The subject in parts, in their order; together they are all of it. Pure. */
export function splitBySpans({ subject, spans }: Pick<Reading, 'subject' | 'spans'>): Part[] {
  const marked = [
    ...(spans.status === null ? [] : [{ ...spans.status, meaning: 'status' as const }]),
    ...(spans.due === null ? [] : [{ ...spans.due, meaning: 'due' as const }]),
    ...spans.comment.map((span) => ({ ...span, meaning: 'comment' as const })),
  ].toSorted((a, b) => a.start - b.start)
  const parts: Part[] = []
  let at = 0
  for (const { start, end, meaning } of marked) {
    if (start > at) parts.push({ start: at, text: subject.slice(at, start), meaning: undefined })
    if (end > Math.max(start, at))
      parts.push({ start: Math.max(start, at), text: subject.slice(Math.max(start, at), end), meaning })
    at = Math.max(at, end)
  }
  if (at < subject.length) parts.push({ start: at, text: subject.slice(at), meaning: undefined })
  return parts
}
