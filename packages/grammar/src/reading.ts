/** A half-open range of UTF-16 offsets into `Reading.subject`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface StatusTerm {
  readonly id: string
  readonly name: string
  readonly aliases: readonly string[]
  /** Whether the status takes a due-back time; `optional` where it is missing. */
  readonly due?: 'optional' | 'required' | 'forbidden'
}

/** Everything a reading depends on besides the subject. */
export interface ReadingContext {
  readonly statuses: readonly StatusTerm[]
  /** The grammar's "now": an RFC 3339 instant with offset or Z. */
  readonly sentAt: string
  /** IANA name of the zone all dates and clocks are read in. */
  readonly timeZone: string
  /** BCP 47 tag; chooses the language, the order of numeric dates and the decimal sign. */
  readonly locale: string
  /** `HH:MM`, the clock of a date that comes without one. */
  readonly defaultReturn: string
  /** `HH:MM`, what `eod` means. */
  readonly endOfDay: string
  readonly caseSensitive?: boolean
  /** Words that the organisation's mail gateways put before a subject; `DEFAULT_SUBJECT_TAGS` where it is missing. */
  readonly subjectTags?: readonly string[] | undefined
  /** For a full date in the past; `shift` (to tomorrow) where it is missing. */
  readonly pastDate?: 'shift' | 'comment' | 'error'
}

export type WarningCode =
  | 'read_as_pm'
  | 'shifted_to_tomorrow'
  | 'unread_time'
  | 'approximate'
  | 'weekday_mismatch'
  | 'loosely_read'
  | 'far_date'
  | 'other_date_order'
  | 'zone_ignored'
  | 'range_ignored'
  | 'subject_cut'

/** `past_date` occurs only where the context's `pastDate` is `error`. */
export type ErrorCode = 'empty' | 'no_status' | 'forwarded' | 'due_required' | 'past_date'

export interface StatusReference {
  readonly id: string
  readonly name: string
}

export interface StatusReading {
  readonly status: StatusReference
  /** ISO 8601 with seconds and the numeric offset of the person's zone. */
  readonly dueBack: string | null
  readonly comment: string | null
  readonly warnings: readonly WarningCode[]
  readonly error: null
  /** The subject as it is shown: decoded, unfolded, without control and bidi characters, cut at the cap. */
  readonly subject: string
  readonly spans: { readonly status: Span; readonly due: Span | null; readonly comment: readonly Span[] }
}

export interface FailedReading {
  /** Known for `due_required` and `past_date`. */
  readonly status: StatusReference | null
  readonly dueBack: null
  readonly comment: null
  readonly warnings: readonly WarningCode[]
  readonly error: { readonly code: ErrorCode; readonly suggestions: readonly string[] }
  readonly subject: string
  readonly spans: { readonly status: Span | null; readonly due: null; readonly comment: readonly Span[] }
}

export type Reading = StatusReading | FailedReading
