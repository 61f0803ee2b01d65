import { afterStops } from './token-end.ts'

/** Positions in the folded text. */
interface Part {
  readonly start: number
  readonly end: number
}

/**
 * Rule G13: what stands before and after the due, without blanks and separating punctuation at the ends of each part.
 * No letter or digit is left out; only what marked the due off may be (`.` after it, brackets around it).
 */
export function takeComment(text: string, from: number, due: Part | null): Part[] {
  const parts = due ? aroundDue(text, from, due) : [{ start: from, end: text.length }]
  return parts.map((part) => trim(text, part)).filter((part) => part.start < part.end)
}

function aroundDue(text: string, from: number, due: Part): Part[] {
  const bracketed = due.start > from && text[due.start - 1] === '(' && text[due.end] === ')'
  if (bracketed)
    return [
      { start: from, end: due.start - 1 },
      { start: due.end + 1, end: text.length },
    ]
  return [
    { start: from, end: due.start },
    { start: afterStops(text, due.end), end: text.length },
  ]
}

function trim(text: string, { start, end }: Part): Part {
  while (start < end && isSeparator(text, start, start, end)) start += 1
  while (end > start && isSeparator(text, end - 1, start, end)) end -= 1
  return { start, end }
}

function isSeparator(text: string, at: number, start: number, end: number): boolean {
  const sign = text[at] ?? ''
  if (sign === '-') return (at === start || text[at - 1] === ' ') && (at + 1 === end || text[at + 1] === ' ')
  return ' ,;:–—'.includes(sign)
}
