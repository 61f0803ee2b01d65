import { isQuoteIntro, isSeparator, opensHeaderBlock } from './quote-openings.ts'
import { isDelimiter, signatureStart } from './signature-lines.ts'

/** Only this much of a longer text is trimmed; the rest is mostly quoted. */
const MOST_CHARS = 1_000_000

/**
 * A person's own words in a mail: without quotations and without their signature. For people to read, never for a
 * decision; the whole text stays beside it. Linear in the text, and never empty unless the text is: a mail of only a
 * quotation is shown unchanged.
 *
 * A quotation above or below the person's own lines is removed. One between them stays, because they answer it.
 */
export function trimReply(text: string): string {
  const lines = text.slice(0, MOST_CHARS).replace(/\r\n?/g, '\n').split('\n').map(markedWhole)
  const from = ownStart(lines)
  const cut = lines.slice(from, quotationStart(lines, from))
  return joined(withoutTail(cut.slice(0, signatureStart(cut)))) || joined(withoutTail(cut)) || joined(lines)
}

/** The lines below an introduced quotation at the very top, where the person wrote beneath it. */
function ownStart(lines: readonly string[]): number {
  const first = firstFilled(lines, 0)
  const intro = isQuoteIntro(lines, first)
  let at = firstFilled(lines, intro ?? first)
  while (at < lines.length && (isBlank(lines[at]) || isQuoted(lines[at] ?? ''))) at++
  // Without an introduction a quotation at the top may be all that shows which mail is answered.
  return intro !== null && at < lines.length ? at : 0
}

function joined(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
}

/** The line from which on everything is another mail, as written by programs that do not mark each line of it. */
function quotationStart(lines: readonly string[], from: number): number {
  for (let at = from; at < lines.length; at++) {
    if (isQuoted(lines[at] ?? '')) continue
    if (isSeparator(lines[at] ?? '') || opensHeaderBlock(lines, at)) return startOf(lines, at)
    const after = isQuoteIntro(lines, at)
    if (after === null) continue
    const next = firstFilled(lines, after)
    // A marked quotation is judged line by line, since an answer may follow it.
    if (next === lines.length || !isQuoted(lines[next] ?? '')) return startOf(lines, at)
    at = after - 1
  }
  return lines.length
}

/** A rule above the opening belongs to it. */
function startOf(lines: readonly string[], at: number): number {
  let start = at
  while (start > 0 && (isBlank(lines[start - 1]) || isDelimiter(lines[start - 1] ?? ''))) start--
  return lines.slice(0, start).some((line) => !isBlank(line)) ? start : lines.length
}

/** The lines without the quotation at the end, its introduction, and rules. */
function withoutTail(lines: readonly string[]): readonly string[] {
  let end = lines.length
  for (;;) {
    const before = end
    while (end > 0 && (isBlank(lines[end - 1]) || isQuoted(lines[end - 1] ?? '') || isDelimiter(lines[end - 1] ?? '')))
      end--
    if (end < before) end = introBefore(lines, end)
    if (end === before) return lines.slice(0, end)
  }
}

/** The line at which the introduction of the quotation at `end` begins; `end` where there is none. */
function introBefore(lines: readonly string[], end: number): number {
  for (let at = end - 1; at >= Math.max(0, end - INTRO_LINES); at--) {
    if (isQuoteIntro(lines, at) === end) return at
  }
  return end
}

const INTRO_LINES = 4

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === ''
}

/** RFC 3676 §4.5, with the blanks that programs put before the mark. `>:` is the end of a folded introduction. */
function isQuoted(line: string): boolean {
  return /^\s{0,3}>(?!\s*[:：]$)/.test(line)
}

/** Programs fold a long quoted line without marking the rest of it. */
function markedWhole(line: string, at: number, lines: readonly string[]): string {
  const before = lines[at - 1] ?? ''
  const after = lines[at + 1]
  const isRest = before.length >= FOLDED_FROM && isQuoted(before) && !isBlank(line) && !isQuoted(line)
  return isRest && (after === undefined || isQuoted(after)) ? `> ${line}` : line
}

/** RFC 5322 §2.1.1 recommends lines of 78 characters at most; quoted ones grow beyond it by their marks. */
const FOLDED_FROM = 60

function firstFilled(lines: readonly string[], from: number): number {
  let at = from
  while (at < lines.length && isBlank(lines[at])) at++
  return at
}
