import { LARGEST_MAIL_BYTES } from '@tubepost/events'

/** The most that one client, and one mail of it, may cost the SMTP intake. */
export const intakeLimits = {
  /** Connections of all clients together: each may hold some 200 kB. */
  clients: 200,
  /**
   * Connections of one address; for IPv6 of one /64, as one customer has it. Postfix opens 20 to a host, and behind
   * a container's network several relays look like one.
   */
  clientsOfOneAddress: 50,
  /** RFC 5321 §4.5.3.1.8 asks for a hundred at least. */
  recipients: 1_000,
  /** Commands for one mail: each recipient is one, and as many again. */
  commands: 2_000,
  /** Refusals for one mail. Whoever collects more is guessing addresses. */
  refusals: 20,
  /** RFC 5321 §4.5.3.1.4 asks for 512; extensions add to it, and log-ins, which are longer, there are none. */
  commandBytes: 2_048,
  /** The bytes of one mail. Of more than `maxMailBytes` only the header is kept, so this bounds the time and the line alone. */
  dataBytes: LARGEST_MAIL_BYTES,
  /** RFC 5321 §4.5.3.2.7 asks a server to wait for five minutes at least. */
  silenceMs: 5 * 60_000,
  /** For one mail, from the greeting or the mail before; RFC 5321 §4.5.3.2.6 gives the end of the data as long. */
  mailMs: 10 * 60_000,
  /** A mail that comes faster than this many bytes in a second has more time than `mailMs`. */
  bytesPerSecond: 4_096,
} as const

export type IntakeLimits = { readonly [Name in keyof typeof intakeLimits]: number }
