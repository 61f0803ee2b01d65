import type { CaseStatus } from '../records/case-status.ts'

/** A record as mails are judged by it. */
export interface Thread {
  readonly id: string
  /** Null before it has one; then no mail can name it either. */
  readonly number: string | null
  readonly status: CaseStatus
  readonly subjectKey: string
  readonly requesterKey: string
  readonly mailboxes: ReadonlySet<string>
  /** Verified participants, those of merged records too. */
  readonly verified: ReadonlySet<string>
  /** Records that were merged into it. */
  readonly merged: readonly MergedThread[]
}

interface MergedThread {
  readonly id: string
  readonly number: string
  readonly subjectKey: string
  readonly requesterKey: string
}

/** The record that a key leads to. `mailId`: the mail there that has it; null where mails there only mention it. */
export interface KeyOwner {
  readonly recordId: string
  readonly mailId: string | null
  /** The record to which the key led before that was merged into this one. */
  readonly mergedFrom: string | null
}

export interface KnownThreads {
  readonly threads: ReadonlyMap<string, Thread>
  /** By the texts of `thread-keys.ts`. */
  readonly keys: ReadonlyMap<string, KeyOwner>
}

export type Lead = 'ourMessageId' | 'foreignMessageId' | 'number' | 'tag'
export type Why = 'sameMessageId' | 'referenced' | 'number' | 'tag' | 'closed' | 'changedSubject' | 'split'
/** Another record that a mail is related to, without belonging to it. */
export interface Relation {
  readonly recordId: string
  readonly why: Why
}
