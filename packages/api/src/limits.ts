/** Bounds of the contract that callers need to know. Nothing is imported, so that a page knows them at no cost. */

/** Each with an event of up to some 100 KiB that is sent round: one call ends well before its caller gives up. */
export const MOST_LETTERS_AT_ONCE = 500

/** A pasted set-up, in UTF-16 units: some 2,000 people. A JSON body may have 256 KiB. */
export const LONGEST_SET_UP = 200_000
