/** Senders and places of the vectors: all are sent at 15:00 on Friday, 15 August 2014, unless one says otherwise. */

import type { ReadingContext, StatusTerm, WarningCode } from '../src/index.ts'

export const statuses: readonly StatusTerm[] = [
  { id: 'in', name: 'In', aliases: ['I'], due: 'forbidden' },
  { id: 'out', name: 'Out', aliases: ['O', 'Away'] },
  { id: 'ooo', name: 'Out of Office', aliases: ['OOO'] },
  { id: 'lunch', name: 'Lunch', aliases: ['L', 'AW'] },
  { id: 'lunch-2', name: 'Lunch 2', aliases: [] },
  { id: 'meeting', name: 'Meeting', aliases: ['M', 'Mtg.'] },
  { id: 'vacation', name: 'Vacation', aliases: ['🏖'], due: 'required' },
  { id: 'reunion', name: 'Réunion', aliases: ['RÉ'] },
  { id: 'street', name: 'Straße', aliases: [] },
  { id: 'gaishutsu', name: '外出', aliases: ['外'] },
  { id: 'away', name: 'away', aliases: [] },
]

export const newYork: ReadingContext = {
  statuses,
  sentAt: '2014-08-15T15:00:00-04:00',
  timeZone: 'America/New_York',
  locale: 'en-US',
  defaultReturn: '09:00',
  endOfDay: '17:00',
}
export const london = { ...newYork, sentAt: '2014-08-15T15:00:00+01:00', timeZone: 'Europe/London', locale: 'en-GB' }
export const berlin = { ...newYork, sentAt: '2014-08-15T15:00:00+02:00', timeZone: 'Europe/Berlin', locale: 'de-DE' }
export const paris = { ...berlin, timeZone: 'Europe/Paris', locale: 'fr-FR' }
export const madrid = { ...berlin, timeZone: 'Europe/Madrid', locale: 'es-ES' }
export const at = (sentAt: string): ReadingContext => ({ ...newYork, sentAt })

/** Wednesday, 12 August 2026, at 10:15 by the clock of the place. */
export const onWednesday = (timeZone: string, locale: string, offset: string): ReadingContext => ({
  ...newYork,
  sentAt: `2026-08-12T10:15:00${offset}`,
  timeZone,
  locale,
})

/** The due goes without the year where that is 2014, and without the offset where that is the group's. */
export type Vector = readonly [
  subject: string,
  status: string,
  due: string | null,
  comment?: string | null,
  warnings?: readonly WarningCode[],
]

export interface VectorGroup {
  readonly rule: string
  readonly context: ReadingContext
  /** Completes a due such as `08-16T09:00`. */
  readonly offset: string
  readonly vectors: readonly Vector[]
}
