import { LONGEST_PASSWORD } from '@tubepost/api'

// Guesses over HTTP are slowed; a stolen table is guessed fast, and 12 characters keep that from being cheap. Rules about kinds
// of characters make passwords worse (NIST SP 800-63B-4, 3.1.1.2), so there are none.
const LEAST = 12

/**
 * The reason, for a person, why a password cannot be chosen; undefined for one that can. Pure.
 * @param own name and addresses of whoever chooses it
 */
export function passwordProblem(password: string, own: readonly string[]): string | undefined {
  const text = password.normalize('NFC')
  const length = [...text].length
  if (length < LEAST) return `new: has ${length} characters; a password has ${LEAST} at least.`
  if (length > LONGEST_PASSWORD) return `new: is longer than ${LONGEST_PASSWORD} characters.`
  if (new Set(text).size < LEAST_DIFFERENT)
    return 'new: repeats a few characters, which is the first thing to be guessed.'
  const folded = text.toLowerCase()
  if (own.some((word) => word.normalize('NFC').toLowerCase() === folded))
    return 'new: is your name or address, which is the first thing to be guessed.'
  return undefined
}
const LEAST_DIFFERENT = 4
