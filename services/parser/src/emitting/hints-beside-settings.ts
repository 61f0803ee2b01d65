import type { Person } from '@tubepost/events'
import { type Headers, type SenderHints, senderHints } from '@tubepost/mail'

/**
 * Where the program of the mail's sender speaks another language, or goes by another clock, than the directory says of
 * the person. Nothing is read by it: an administrator may find that the directory is wrong.
 * @param at the mail's time, RFC 3339: the offset of a zone changes with the season
 */
export function hintsBesideSettings(
  headers: Headers,
  { locale, timeZone }: Pick<Person, 'locale' | 'timeZone'>,
  at: string,
): SenderHints | undefined {
  const { language, utcOffset } = senderHints(headers)
  const isOtherLanguage = language !== undefined && languageOf(language) !== languageOf(locale)
  const isOtherClock = utcOffset !== undefined && utcOffset !== offsetOf(timeZone, at)
  if (!isOtherLanguage && !isOtherClock) return undefined
  return { ...(isOtherLanguage && { language }), ...(isOtherClock && { utcOffset }) }
}

const languageOf = (locale: string): string => locale.split('-')[0]?.toLowerCase() ?? ''
const offsetOf = (timeZone: string, at: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).offset
