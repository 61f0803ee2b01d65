import { readDateHeader } from './date-header.ts'

/**
 * The instant at which a mail speaks, which is also the grammar's "now" (DESIGN.md, Order). RFC 3339 in UTC.
 *
 * The sender's Date orders two mails that arrive in one second, but it is only believed within the week before
 * arrival: a clock set ahead must not outrun later mail, and an old mail moved into the mailbox must not speak from
 * the past.
 *
 * @param arrival RFC 3339, as the server or our SMTP intake noted it.
 */
export function mailTime(dateHeader: string | undefined, arrival: string): string {
  const arrived = Date.parse(arrival)
  const sent = dateHeader === undefined ? undefined : readDateHeader(dateHeader)
  const believed = sent !== undefined && sent <= arrived && sent >= arrived - BELIEVED_MS
  return new Date(believed ? sent : arrived).toISOString()
}

const BELIEVED_MS = 7 * 24 * 60 * 60 * 1000
