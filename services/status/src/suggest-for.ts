import type { Person } from '@tubepost/events'
import type { Suggestion } from './suggestion-sql.ts'

/** The hints of a person's first mail in words, where the directory still says otherwise; else undefined. */
export function suggestFor(person: Person, found: Suggestion | undefined) {
  if (found === undefined) return undefined
  const { mailId, at } = found
  const language = found.language?.split('-')[0] === person.locale.split('-')[0] ? null : found.language
  const offset = Temporal.Instant.from(at.toISOString()).toZonedDateTimeISO(person.timeZone).offset
  const utcOffset = found.utcOffset === offset ? null : found.utcOffset
  if (language === null && utcOffset === null) return undefined
  const signs = [
    ...(language === null ? [] : [`in a program that speaks ${language}, and the person has ${person.locale}`]),
    ...(utcOffset === null ? [] : [`at a clock of ${utcOffset}, and ${person.timeZone} had ${offset}`]),
  ]
  const text = `A mail was written ${signs.join('; ')}. If that is right, set "locale" and "timeZone" of the person.`
  return { language, utcOffset, mailId, at: at.toISOString(), text }
}
