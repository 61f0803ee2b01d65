import { DELIVERY_STATUS } from './part-type.ts'
import { readStructuredValue } from '../header/structured-value.ts'

/** The parts by which programs know a mail: of a report (RFC 6522), an invitation (RFC 6047), a reaction. */
export interface ReportParts {
  delivery: boolean
  disposition: boolean
  feedback: boolean
  calendar: boolean
  reaction: boolean
  /** Exchange's own form, in which only the subject tells a receipt or an answer to an invitation. */
  tnef: boolean
  /** Whether a part returns another mail, or its header. */
  returned: boolean
}

/**
 * @param contentTypes of the mail itself
 * @param partTypes of its parts, as `partType` writes them
 */
export function readReportParts(contentTypes: readonly string[], partTypes: readonly string[]): ReportParts {
  const seen = { delivery: false, disposition: false, feedback: false, calendar: false, reaction: false, tnef: false }
  const found: ReportParts = { ...seen, returned: false }
  for (const contentType of contentTypes) note(contentType, found, false)
  for (const contentType of partTypes) note(contentType, found, true)
  return found
}

function note(contentType: string, found: ReportParts, isPart: boolean): void {
  const { token, parameters } = readStructuredValue(contentType)
  const reportType = token === 'multipart/report' ? (parameters.get('report-type') ?? '').toLowerCase() : ''
  if (reportType === 'delivery-status' || DELIVERY_STATUS.has(token)) found.delivery = true
  if (reportType === 'disposition-notification' || DISPOSITION.has(token)) found.disposition = true
  if (reportType === 'feedback-report' || token === 'message/feedback-report') found.feedback = true
  if (isPart && RETURNED.has(token)) found.returned = true
  // Within a mail, and without a method, it is a file of a person's.
  if (token === 'text/calendar' && (!isPart || parameters.has('method'))) found.calendar = true
  if (TNEF.has(token)) found.tnef = true
  if (token === REACTION) found.reaction = true
}

const TNEF: ReadonlySet<string> = new Set(['application/ms-tnef', 'application/vnd.ms-tnef'])
/** https://developers.google.com/workspace/gmail/reactions/format */
const REACTION = 'text/vnd.google.email-reaction+json'
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
