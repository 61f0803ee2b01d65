/** Places in a piece of a mail: lines, their ends, and the lines that may separate parts. */

const [LF, CR, DASH] = [10, 13, 45]
const BEFORE_DASHES = Buffer.from('\n--')
// RFC 5322 §2.1.1 asks for 78 at most.
const USUAL_LINE = 80

/** The end of the line with its LF; beyond the data where that is still to come. */
export function lineEnd(data: Buffer, start: number): number {
  // `indexOf` only for a long line: a mail of fifty million line ends must not cost fifty million calls.
  const near = Math.min(data.length, start + USUAL_LINE)
  let at = start
  while (at < near && data[at] !== LF) at++
  if (at === near && data[at] !== LF) at = data.indexOf(LF, at)
  return (at === -1 ? data.length : at) + 1
}

/** CRs before the LF: some gateways write two. */
export function isBlankLine(data: Buffer, start: number, end: number): boolean {
  let at = start
  while (at < end && data[at] === CR) at++
  return at < end && data[at] === LF
}

/** The next line that begins with two dashes; -1 where there is none. A line that begins at `from` is not looked at. */
export function lineOfDashes(data: Buffer, from: number): number {
  const found = data.indexOf(BEFORE_DASHES, from)
  return found === -1 ? -1 : found + 1
}

/** Whether the line, as far as it has come in, may begin with two dashes. */
export function mayBeginWithDashes(data: Buffer, line: number): boolean {
  return (line >= data.length || data[line] === DASH) && (line + 1 >= data.length || data[line + 1] === DASH)
}

/** Where the line end before `line` begins, no further up than `start`. */
export function breakBefore(data: Buffer, line: number, start: number): number {
  if (line === start || data[line - 1] !== LF) return line
  return line - 1 > start && data[line - 2] === CR ? line - 2 : line - 1
}

/** Up to where the data cannot belong to a line of dashes: a line end at its end, or one and a dash, may begin one. */
export function endOfCertain(data: Buffer, start: number): number {
  let end = data.length
  if (end > start + 1 && data[end - 1] === DASH && data[end - 2] === LF) end--
  if (end > start && data[end - 1] === LF) end--
  if (end > start && data[end - 1] === CR) end--
  return end
}
