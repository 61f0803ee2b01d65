/**
 * Bounds on the work that a header block may cause (RELIABILITY S11). They are far above real mail and far below
 * anything that could hurt: every loop of this package ends at one of them. Input beyond a bound is dropped and
 * reported (`Headers.complete`, a defect), never an exception: a mail that cannot be read in full still needs its
 * settlement.
 */
export const limits = {
  /**
   * A block longer than this is read up to here. RFC 5322 sets no limit; 512 kB is ten times the largest real block
   * seen.
   */
  headerBytes: 512 * 1024,
  /** Physical lines, each folded one counted: 256 KiB, which is the most that an event carries, have 3,400 of 78. */
  headerLines: 4_000,
  /** One field, unfolded; the rest of it is dropped. A To of a thousand people has tens of kilobytes. */
  fieldChars: 64 * 1024,
  /** A longer From field hides something. Well below `fieldChars`, so that a From is never judged by half. */
  fromChars: 8 * 1024,
  /** Members of one address list. */
  addresses: 1_000,
  /**
   * local part 64 + `@` + domain 255 (RFC 5321 §4.5.3.1); within it a local part may exceed its share, as long VERP
   * and reply tokens do.
   */
  addressChars: 320,
  /** A display name is shown, never compared. */
  displayNameChars: 256,
  /** Identifiers of one References field. */
  messageIds: 1_000,
  /** One identifier: a line's length (RFC 5322 §2.1.1). */
  messageIdChars: 998,
  /** Head of the body that is searched for a delivery report's parts. */
  bodyHeadChars: 64 * 1024,
  /** Types of parts told of a mail, which may be told by its server rather than read here. */
  partTypes: 50,
  /** Different actions told of a delivery report; RFC 3464 has five. */
  reportActions: 10,
  /** Parts looked at in that head: text, report and returned mail are three; list software adds a footer. */
  bodyParts: 20,
  /** Multiparts within each other: mixed, related, alternative, and a list's wrapping around them. */
  multipartLevels: 4,
  /** Longest part of a subject that a pattern is matched against. */
  subjectChars: 1_000,
  /** Results read from one Authentication-Results field. */
  authenticationResults: 100,
  /** More Received fields than this mean that a mail is going round (RFC 5321 §6.3). */
  receivedHops: 100,
} as const
