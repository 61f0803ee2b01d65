import type { DeadLetter } from './dead-letter-sql.ts'

/** A dead letter as lists and the audit show it: without the event that it holds. */
export function inShort({ data, ...letter }: DeadLetter) {
  const type = data.event?.['type']
  return {
    ...letter,
    name: typeof type === 'string' ? type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '') : null,
    error: data.error,
    attempts: data.attempts,
  }
}
