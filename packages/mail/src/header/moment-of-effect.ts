import { mailTime } from './mail-time.ts'

/**
 * The instant that orders a mail among others (DESIGN.md, Order), RFC 3339 in UTC: its arrival, or its Date where that
 * is much older, since then the mail was delayed on its way; a Date that `mailTime` does not believe is a broken clock's. Clocks of phones and laptops are minutes apart, so
 * between mails that were not delayed their Dates say nothing.
 *
 * @param arrival RFC 3339, as the server or our SMTP intake noted it.
 */
export function momentOfEffect(dateHeader: string | undefined, arrival: string): string {
  const arrived = Date.parse(arrival)
  const sent = Date.parse(mailTime(dateHeader, arrival))
  return new Date(sent < arrived - DELAYED_MS ? sent : arrived).toISOString()
}

// More than the clocks of a person's machines differ by, and more than an undisturbed delivery takes.
const DELAYED_MS = 10 * 60 * 1000
