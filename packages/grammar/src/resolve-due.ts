import type { Clock, Day, DuePhrase, MonthDay } from './due-phrase.ts'
import type { PartOfDay } from './languages/language.ts'
import type { ReadingContext, WarningCode } from './reading.ts'

const FURTHEST_DAYS = 366
/** From here on a date without a year may well have been meant to lie in the past. */
const FAR_DAYS = 180
const DAY_SECONDS = 86_400

/** Where and when a subject is read: the part of the context that makes instants of phrases. */
export interface Moment {
  /** In the person's zone, whole seconds. */
  readonly now: Temporal.ZonedDateTime
  readonly defaultReturn: Temporal.PlainTime
  readonly endOfDay: Temporal.PlainTime
  readonly pastDate: 'shift' | 'comment' | 'error'
}

export interface ResolvedDue {
  readonly at: Temporal.ZonedDateTime
  readonly warnings: readonly WarningCode[]
}

/** @throws RangeError for a context whose instant, zone or clocks are none; never because of a subject. */
export function momentOf(context: ReadingContext): Moment {
  return {
    now: Temporal.Instant.from(context.sentAt)
      .round({ smallestUnit: 'second', roundingMode: 'floor' })
      .toZonedDateTimeISO(context.timeZone),
    defaultReturn: Temporal.PlainTime.from(context.defaultReturn),
    endOfDay: Temporal.PlainTime.from(context.endOfDay),
    pastDate: context.pastDate ?? 'shift',
  }
}

/**
 * Rules G9 to G12: the instant a phrase means. Null where it means none (no such day, zero, too far away), `past_date`
 * where the policy makes an error of a full date in the past.
 */
export function resolveDue(phrase: DuePhrase, moment: Moment): ResolvedDue | 'past_date' | null {
  const due = resolvePhrase(phrase, moment)
  return due === null || due === 'past_date' ? due : { at: due.at, warnings: [...doubtsOf(phrase), ...due.warnings] }
}

function doubtsOf(phrase: DuePhrase): WarningCode[] {
  const clock = phrase.kind === 'moment' ? phrase.clock : null
  return [
    ...(phrase.loose ? (['loosely_read'] as const) : []),
    ...(typeof clock === 'object' && clock?.readAsPm ? (['read_as_pm'] as const) : []),
    ...(phrase.approximate || isPartOfDay(clock) ? (['approximate'] as const) : []),
  ]
}

function resolvePhrase(phrase: DuePhrase, moment: Moment): ResolvedDue | 'past_date' | null {
  if (phrase.kind === 'elapsed') return resolveElapsed(phrase.days, phrase.seconds, moment)
  if (phrase.kind === 'instant') return resolveInstant(phrase.instant, moment)
  const { day, clock } = phrase
  if (day === null) return resolveClock(clockTime(clock, moment), moment)
  if (phrase.inclusive && clock === null) return resolveLastDayAway(day, moment)
  if (day.kind === 'calendar') return resolveCalendar(day, clock, moment)
  if (day.kind === 'weekday') return resolveWeekday(day, clock, moment)
  if (day.days > FURTHEST_DAYS) return null
  if (day.days === 0 && (clock === null || isPartOfDay(clock))) return resolveToday(clock, moment)
  return notPast(localTime(today(moment).add({ days: day.days }), clockTime(clock, moment), moment), moment)
}

/** Rule G9: today ends at the end of the day, or at midnight when that has passed; so does an evening that has begun. */
function resolveToday(part: PartOfDay | null, moment: Moment): ResolvedDue | null {
  if (part !== null) {
    const at = localTime(today(moment), clockTime(part, moment), moment)
    if (isAhead(at, moment)) return { at, warnings: [] }
    if (part === 'morning') return null // the rest of a morning has no clock, and the end of the day is another
  }
  const endOfDay = localTime(today(moment), moment.endOfDay, moment)
  return { at: isAhead(endOfDay, moment) ? endOfDay : tomorrowAt(MIDNIGHT, moment), warnings: [] }
}

/** Rule G9: a day with `through` is the last one out, and the return is the day after. */
function resolveLastDayAway(day: Day, moment: Moment): ResolvedDue | 'past_date' | null {
  const lastMinute = { hour: 23, minute: 59, second: 0 } // never past while the day itself is not
  if (day.kind === 'ahead') {
    return day.days > FURTHEST_DAYS ? null : dayAfter(today(moment).add({ days: day.days }), [], moment)
  }
  const resolved = day.kind === 'weekday' ? resolveWeekday(day, null, moment) : resolveCalendar(day, lastMinute, moment)
  if (resolved === null || resolved === 'past_date') return resolved
  const hasPassed = resolved.warnings.includes('shifted_to_tomorrow')
  if (hasPassed) return { at: tomorrowAt(moment.defaultReturn, moment), warnings: resolved.warnings }
  return dayAfter(resolved.at.toPlainDate(), resolved.warnings, moment)
}

function dayAfter(date: Temporal.PlainDate, warnings: readonly WarningCode[], moment: Moment): ResolvedDue {
  return { at: localTime(date.add({ days: 1 }), moment.defaultReturn, moment), warnings }
}

const MIDNIGHT = new Temporal.PlainTime(0)

/** Days keep the clock, hours and minutes are elapsed time (rule G7). */
function resolveElapsed(days: number, seconds: number, { now }: Moment): ResolvedDue | null {
  const total = days + seconds / DAY_SECONDS
  if (total === 0 || total > FURTHEST_DAYS) return null
  return { at: now.add({ days }).add({ seconds }), warnings: [] }
}

function resolveInstant(instant: string, moment: Moment): ResolvedDue | 'past_date' | null {
  if (!isCalendarDay(instant)) return null
  const at = Temporal.Instant.from(instant)
    .toZonedDateTimeISO(moment.now.timeZoneId)
    .round({ smallestUnit: 'second', roundingMode: 'floor' })
  return withinReach(at, moment) ? asFullDate(at, moment) : null
}

function resolveClock(time: Temporal.PlainTime, moment: Moment): ResolvedDue {
  return notPast(localTime(today(moment), time, moment), moment)
}

function resolveWeekday(day: Extract<Day, { kind: 'weekday' }>, clock: Clock | null, moment: Moment): ResolvedDue {
  const time = clockTime(clock, moment)
  const daysAhead = day.weekday - moment.now.dayOfWeek
  if (day.next) return { at: localTime(today(moment).add({ days: daysAhead + 7 }), time, moment), warnings: [] }
  const nearest = today(moment).add({ days: (daysAhead + 7) % 7 })
  const at = localTime(nearest, time, moment)
  const counts = clock === null ? daysAhead !== 0 : isAhead(at, moment)
  return { at: counts ? at : localTime(nearest.add({ days: 7 }), time, moment), warnings: [] }
}

function resolveCalendar(
  { year, orders, weekday }: Extract<Day, { kind: 'calendar' }>,
  clock: Clock | null,
  moment: Moment,
): ResolvedDue | 'past_date' | null {
  const dates = orders.map((order) => dateOf(year, order, today(moment)))
  const date = dates.find((each) => each !== null)
  if (!date) return null
  const orderWarnings: WarningCode[] = [
    ...(weekday === undefined || weekday === date.dayOfWeek ? [] : (['weekday_mismatch'] as const)),
    ...(date === dates[0] ? [] : (['other_date_order'] as const)),
  ]
  if (date.equals(today(moment)) && (clock === null || isPartOfDay(clock))) {
    const resolved = resolveToday(clock, moment)
    return resolved && { at: resolved.at, warnings: orderWarnings }
  }
  const at = localTime(date, clockTime(clock, moment), moment)
  if (!withinReach(at, moment)) return null
  if (year !== null) {
    const full = asFullDate(at, moment)
    return full === null || full === 'past_date'
      ? full
      : { at: full.at, warnings: [...orderWarnings, ...full.warnings] }
  }
  const farWarnings: WarningCode[] = today(moment).until(date).days > FAR_DAYS ? ['far_date'] : []
  const { at: ahead, warnings } = notPast(at, moment)
  return { at: ahead, warnings: [...orderWarnings, ...farWarnings, ...warnings] }
}

/** Without a year: this year's when that day is today or later, else next year's. Null where there is no such day. */
function dateOf(year: number | null, { month, day }: MonthDay, now: Temporal.PlainDate): Temporal.PlainDate | null {
  if (month < 1 || month > 12 || day < 1) return null
  const isOver = month < now.month || (month === now.month && day < now.day)
  const wholeYear = year ?? now.year + (isOver ? 1 : 0)
  const { daysInMonth } = new Temporal.PlainYearMonth(wholeYear, month)
  return day <= daysInMonth ? new Temporal.PlainDate(wholeYear, month, day) : null
}

function isCalendarDay(instant: string): boolean {
  const [year, month, day] = [instant.slice(0, 4), instant.slice(5, 7), instant.slice(8, 10)].map(Number)
  return dateOf(year ?? 0, { month: month ?? 0, day: day ?? 0 }, new Temporal.PlainDate(2000, 1, 1)) !== null
}

/** Goes by the policy `pastDate` for a full date in the past (rule G10). */
function asFullDate(at: Temporal.ZonedDateTime, moment: Moment): ResolvedDue | 'past_date' | null {
  if (isAhead(at, moment) || moment.pastDate === 'shift') return notPast(at, moment)
  return moment.pastDate === 'error' ? 'past_date' : null
}

/** Rule G10: a clock that has passed is tomorrow's, and the person is told. */
function notPast(at: Temporal.ZonedDateTime, moment: Moment): ResolvedDue {
  if (isAhead(at, moment)) return { at, warnings: [] }
  return { at: tomorrowAt(at.toPlainTime(), moment), warnings: ['shifted_to_tomorrow'] }
}

/** Rule G11: a time in a gap moves on by the gap; of one that exists twice the first that is still ahead counts. */
function localTime(date: Temporal.PlainDate, time: Temporal.PlainTime, moment: Moment): Temporal.ZonedDateTime {
  const first = date.toZonedDateTime({ timeZone: moment.now.timeZoneId, plainTime: time })
  if (isAhead(first, moment)) return first
  return date.toPlainDateTime(time).toZonedDateTime(moment.now.timeZoneId, { disambiguation: 'later' })
}

function tomorrowAt(time: Temporal.PlainTime, moment: Moment): Temporal.ZonedDateTime {
  return localTime(today(moment).add({ days: 1 }), time, moment)
}

function clockTime(clock: Clock | null, moment: Moment): Temporal.PlainTime {
  if (clock === null || clock === 'morning') return moment.defaultReturn
  if (clock === 'endOfDay') return moment.endOfDay
  if (clock === 'afternoon' || clock === 'evening' || clock === 'night')
    return new Temporal.PlainTime(PART_HOURS[clock])
  return new Temporal.PlainTime(clock.hour, clock.minute, clock.second)
}

/** Rule G9; a morning begins at the default return. */
const PART_HOURS = { afternoon: 13, evening: 18, night: 20 } as const

function isPartOfDay(clock: Clock | null): clock is PartOfDay {
  return typeof clock === 'string' && clock !== 'endOfDay'
}

function today(moment: Moment): Temporal.PlainDate {
  return moment.now.toPlainDate()
}

function isAhead(at: Temporal.ZonedDateTime, { now }: Moment): boolean {
  return Temporal.ZonedDateTime.compare(at, now) > 0
}

function withinReach(at: Temporal.ZonedDateTime, moment: Moment): boolean {
  return today(moment).until(at.toPlainDate()).days <= FURTHEST_DAYS
}
