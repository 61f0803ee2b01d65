import { hash } from 'node:crypto'
import type { Headers } from '../header/headers.ts'

/**
 * A stable digest of a mail's content: equal for two copies of one mail, whatever relays added on the way. Hex
 * SHA-256 over every raw From, Date, Subject and Message-ID value, and the body's digest where the body is fetched.
 *
 * JSON frames the values, so that no two mails can be cut differently into the same bytes.
 */
export function fingerprint(headers: Headers, bodyDigest?: string): string {
  return hash('sha256', JSON.stringify([...FIELDS.map((name) => headers.all(name)), bodyDigest ?? null]), 'hex')
}

const FIELDS = ['from', 'date', 'subject', 'message-id'] as const

/**
 * Whether nothing in the header distinguishes the mail from another: neither Date nor Message-ID. A second mail (a person who
 * writes "Out" from a script each morning) is then no second delivery, and each gets a fingerprint of its own.
 */
export function isAnonymous(headers: Headers): boolean {
  return headers.first('message-id') === undefined && headers.first('date') === undefined
}
