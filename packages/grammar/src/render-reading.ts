import { foldName } from './normalise-subject.ts'
import type { Reading } from './reading.ts'
import { DEFAULT_SUBJECT_TAGS, foldTags } from './subject-tags.ts'
import { kindOfPrefix } from './subject-prefixes.ts'

/**
 * The canonical subject of a reading, `NAME: [due] [comment]`: reading it again, at the same time and with the same
 * statuses, gives the same status, due and comment. Empty for a reading without a status.
 */
export function renderReading(reading: Pick<Reading, 'status' | 'dueBack' | 'comment'>): string {
  if (reading.status === null) return ''
  const rest = [reading.dueBack, reading.comment].filter((part) => part !== null)
  if (rest.length === 0) return reading.status.name
  // A status may be called `AW` or `Ext`; with the colon it would be read as a wrapping where a name follows.
  const name = foldName(reading.status.name)
  const colon = kindOfPrefix(name, '') === null && !foldTags(DEFAULT_SUBJECT_TAGS).has(name) ? ':' : ''
  return `${reading.status.name}${colon} ${rest.join(' ')}`
}
