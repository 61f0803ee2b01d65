import { limits } from '../limits.ts'
import { readStructuredValue } from '../header/structured-value.ts'

/** The parts of a report (RFC 6522) that a mail's Content-Type and the head of its body show. */
export interface ReportParts {
  delivery: boolean
  disposition: boolean
  feedback: boolean
  /** Whether a part returns another mail, or its header. */
  returned: boolean
  /**
   * The `Action` of every visible recipient block (RFC 3464 §2.3.3), lower case. Every block counts (RELIABILITY L3).
   */
  actions: string[]
}

/**
 * Looks at the mail's own parts and, since list software wraps a report to add its footer, at those of a multipart
 * directly inside it. A report within a message/rfc822 part was forwarded by a person, so those are never entered.
 */
export function readReportParts(contentTypes: readonly string[], body: string | undefined): ReportParts {
  const found: ReportParts = { delivery: false, disposition: false, feedback: false, returned: false, actions: [] }
  const head = body?.slice(0, limits.bodyHeadChars)
  for (const contentType of contentTypes) look(contentType, head, found, 0)
  return found
}

function look(contentType: string, content: string | undefined, found: ReportParts, depth: number): void {
  const { token, parameters } = readStructuredValue(contentType)
  const reportType = token === 'multipart/report' ? (parameters.get('report-type') ?? '').toLowerCase() : ''
  if (reportType === 'delivery-status' || DELIVERY.has(token)) found.delivery = true
  if (reportType === 'disposition-notification' || DISPOSITION.has(token)) found.disposition = true
  if (reportType === 'feedback-report' || token === 'message/feedback-report') found.feedback = true
  if (depth > 0 && RETURNED.has(token)) found.returned = true
  if (content === undefined) return
  if (DELIVERY.has(token)) {
    for (const [, action] of content.matchAll(ACTION)) found.actions.push(action!.toLowerCase())
    return
  }
  const boundary = parameters.get('boundary')
  if (!token.startsWith('multipart/') || depth > 1 || boundary === undefined || boundary === '') return
  for (const part of parts(content, boundary)) {
    const blank = /^\r?\n|\n\r?\n/.exec(part)
    const header = blank === null ? part : part.slice(0, blank.index)
    const type = PART_TYPE.exec(header)?.[1]
    if (type !== undefined) look(type.replace(/\r?\n/g, ' '), part.slice(header.length), found, depth + 1)
  }
}

const DELIVERY: ReadonlySet<string> = new Set(['message/delivery-status', 'message/global-delivery-status'])
const DISPOSITION: ReadonlySet<string> = new Set([
  'message/disposition-notification',
  'message/global-disposition-notification',
])
const RETURNED: ReadonlySet<string> = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
])
const ACTION = /^action[ \t]*:[ \t]*([a-z]+)/gim
const PART_TYPE = /^content-type[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im

/** The parts between `--boundary` lines (RFC 2046 §5.1.1); the last one may be cut by the end of the head. */
function parts(content: string, boundary: string): string[] {
  const result: string[] = []
  const delimiter = `\n--${boundary}`
  const text = `\n${content}`
  for (let start = text.indexOf(delimiter); start !== -1 && result.length < limits.bodyParts; ) {
    const next = text.indexOf(delimiter, start + delimiter.length)
    const after = start + delimiter.length
    if (text.startsWith('--', after)) break
    result.push(text.slice(text.indexOf('\n', after) + 1 || text.length, next === -1 ? undefined : next))
    start = next
  }
  return result
}
