/** Longest body that is not a mail. The largest that we know, a mailbox with all its routes, has a tenth of it. */
export const JSON_BYTES = 256 * 1024
/** Longest body of the type message/rfc822: what mail servers allow with room to spare. */
export const MAIL_BYTES = 64 * 1024 * 1024
export const MAIL_TYPE = 'message/rfc822'
/** Longest list in CSV: 20,000 people in lines of 100 bytes. Parsed it takes 60 MB of the heap for a moment. */
export const CSV_BYTES = 2 * 1024 * 1024
export const CSV_TYPE = 'text/csv'

/** Longest time in which a request, its body included, must have come in. */
export const REQUEST_MS = 60_000
/** Longest time for the header of a request. */
export const HEADER_MS = 10_000
/** How often Node looks for requests that are late; they end this much later at most. */
export const LATE_CHECK_MS = 2_000
/**
 * Longest time in which none of an answer goes out, other than of an event stream: its client reads no more. The buffers
 * of TCP within a machine empty in steps of up to 2 MB, so that a file behind the gateway wants some 30 KB in a second.
 */
export const ANSWER_MS = 60_000
/** A body may be slow for this long: a handshake, a phone that changes networks. */
export const SLOW_START_MS = 10_000
/** Least bytes in a second, on average, after that. A slow mobile network has ten times as much. */
export const LEAST_BYTES_PER_SECOND = 8 * 1024

/** Nesting of arrays and objects in JSON. No body of ours has more than eight levels. */
export const JSON_DEPTH = 32
/** Values in one JSON body: each costs a hundred times its text while it is checked. */
export const JSON_VALUES = 10_000
