import { parseHeaderBlock, readStructuredValue } from '@tubepost/mail'
import { type ContentLimit, contentLimits } from './content-limits.ts'

const LF = 10
const CR = 13
const DASH = 45
const SPACE = 32
const TAB = 9
const AT = 64

/** The header block being scanned: the mail's own, or a part's. */
interface Head {
  readonly depth: number
  readonly start: number
  lines: number
  fieldStart: number
}

/**
 * The limit that a mail's structure breaks, if any: one pass over the bytes, so that a mail made to hurt never
 * reaches the MIME parser, which bounds only the number of parts (RELIABILITY S11). It rather counts too much than
 * too little: a boundary stays known after its multipart has ended, and every mail within a mail is a level.
 */
export function scanStructure(mail: Buffer): ContentLimit | undefined {
  if (mail.length > contentLimits.rawBytes) return 'rawBytes'
  const depthOf = new Map<string, number>()
  let head: Head | undefined = newHead(0, 0)
  let parts = 1
  for (let start = 0; start < mail.length; ) {
    const end = lineEnd(mail, start)
    const delimited =
      mail[start] === DASH && mail[start + 1] === DASH ? delimiterAt(mail, start, end, depthOf) : undefined
    if (delimited !== undefined) {
      if (++parts > contentLimits.parts) return 'parts'
      head = delimited.closes ? undefined : newHead(delimited.depth, end)
    } else if (head !== undefined) {
      if (isBlank(mail, start, end)) {
        const { depth, boundaries, holdsMail } = readHead(mail.subarray(head.start, start), head.depth)
        for (const boundary of boundaries) depthOf.set(boundary, depth + 1)
        if (depth + (holdsMail || boundaries.length > 0 ? 1 : 0) > contentLimits.nesting) return 'nesting'
        if (head.start === 0 && countAddresses(mail.subarray(0, start)) > contentLimits.addresses) return 'addresses'
        head = holdsMail ? newHead(depth + 1, end) : undefined
      } else {
        const broken = passHeaderLine(mail, start, end, head)
        if (broken !== undefined) return broken
      }
    }
    start = end
  }
  return undefined
}

function newHead(depth: number, start: number): Head {
  return { depth, start, lines: 0, fieldStart: start }
}

/** `indexOf` only for a long line: a mail of fifty million line ends must not cost fifty million calls. */
function lineEnd(mail: Buffer, start: number): number {
  const near = Math.min(mail.length, start + USUAL_LINE)
  let at = start
  while (at < near && mail[at] !== LF) at++
  if (at === near && mail[at] !== LF) at = mail.indexOf(LF, at)
  return (at === -1 ? mail.length : at) + 1
}

// RFC 5322 §2.1.1 asks for 78 at most.
const USUAL_LINE = 80

function isBlank(mail: Buffer, start: number, end: number): boolean {
  return mail[start] === LF || (mail[start] === CR && end - start === 2)
}

function passHeaderLine(mail: Buffer, start: number, end: number, head: Head): ContentLimit | undefined {
  if (++head.lines > contentLimits.headerLines) return 'headerLines'
  if (end - head.start > contentLimits.headerBytes) return 'headerBytes'
  if (mail[start] !== SPACE && mail[start] !== TAB) head.fieldStart = start
  return end - head.fieldStart > contentLimits.fieldBytes ? 'fieldBytes' : undefined
}

/** RFC 2046 §5.1.1: two dashes, the boundary, two more where the multipart ends, and perhaps blanks. */
function delimiterAt(
  mail: Buffer,
  start: number,
  end: number,
  depthOf: ReadonlyMap<string, number>,
): { depth: number; closes: boolean } | undefined {
  // A boundary has at most 70 characters; some programs write more.
  if (depthOf.size === 0 || end - start > 1_000) return undefined
  const line = mail.toString('latin1', start + 2, end).trimEnd()
  const open = depthOf.get(line)
  if (open !== undefined) return { depth: open, closes: false }
  const closed = line.endsWith('--') ? depthOf.get(line.slice(0, -2)) : undefined
  return closed === undefined ? undefined : { depth: closed, closes: true }
}

function readHead(block: Buffer, depth: number): { depth: number; boundaries: string[]; holdsMail: boolean } {
  const types = parseHeaderBlock(block).all('content-type').map(readStructuredValue)
  // Readers differ in which of two they take (RELIABILITY S13), so each counts.
  const boundaries = types
    .filter(({ token }) => token.startsWith('multipart/'))
    .flatMap(({ parameters }) => parameters.get('boundary') ?? [])
    .filter((boundary) => boundary !== '')
  return { depth, boundaries, holdsMail: types.some(({ token }) => HOLDS_MAIL.has(token)) }
}

const HOLDS_MAIL: ReadonlySet<string> = new Set(['message/rfc822', 'message/global'])
const ADDRESS_FIELD = /^(?:from|sender|reply-to|to|cc|bcc)$/

function countAddresses(block: Buffer): number {
  const values = parseHeaderBlock(block).fields.filter(({ name }) => ADDRESS_FIELD.test(name))
  let count = 0
  for (const { value } of values) for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) === AT) count++
  return count
}
