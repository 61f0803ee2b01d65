/**
 * Text that PostgreSQL and every JSON reader takes: no NUL (PostgreSQL refuses it in text and jsonb) and no lone
 * surrogate (not encodable as UTF-8).
 */
export function wellFormed(text: string): string {
  const whole = text.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '') : whole
}

// JSON.stringify writes NUL and lone surrogates as these escapes, so one look at its output shows whether a value needs care.
const SUSPECT = /\\u(?:0000|d[89a-f])/

/** JSON text of a value whose strings are all well-formed. Every string of an event passes here, and of the audit. */
export function wellFormedJson(value: unknown): string {
  const json = JSON.stringify(value)
  return SUSPECT.test(json) ? JSON.stringify(cleaned(JSON.parse(json))) : json
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [wellFormed(key), cleaned(item)]))
}
