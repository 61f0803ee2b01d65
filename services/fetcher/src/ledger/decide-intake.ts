import type { Policy, ReasonCode } from '@tubepost/events'

/** The fetcher's decision about a found mail, before its content is judged. */
export type Intake =
  | { kind: 'publish'; backlog: boolean }
  | { kind: 'settle'; outcome: 'duplicate' | 'ignored' | 'failed'; reason: ReasonCode; text: string }
  | { kind: 'alarm'; text: string }

export interface Found {
  uid: number
  seen: boolean
  arrivedAt: string
  fingerprint: string
  /** It could not be fetched in any of the tries. */
  unreadable: boolean
}

export interface Surroundings {
  policy: Pick<Policy, 'fetchScope' | 'backlog'>
  /** UIDs up to this one were there before the mailbox was set up. */
  backlogUid: number
  /** UIDs up to this one were there when this life of the folder was opened. */
  openingUid: number
  /** When an earlier life of the folder was last looked at; null in the first life. */
  previousLook: Date | null
  /**
   * Whether of two messages of one folder life with the same header the second is a duplicate. Anybody can write the header of
   * another's mail, so where mails are read whole that is for the service that has read both.
   */
  tellsTwins: boolean
  /** Fingerprints the mailbox has had before; without `tellsTwins` in another life of the folder. */
  known: ReadonlySet<string>
}

// INTERNALDATE has whole seconds, rounded down (RFC 9051 §2.3.3).
export const ARRIVAL_PRECISION_MS = 1_000

const SAME = 'This mailbox has had the same mail before.'
const UNREADABLE = 'The server does not give this mail, or not all of it.'
const BEFORE_SETUP = 'The mail was there before the mailbox was set up.'
const READ_BEFORE = 'The mail had been read before the first look at it.'
const RENUMBERED = 'Older than the last look at the folder, whose UIDs have changed since, and not known. Not acted on.'

/** Decides in the order of UIDs; the second of two equal mails is the duplicate. */
export function decideIntakes<Mail extends Found>(
  mails: readonly Mail[],
  around: Surroundings,
): { mail: Mail; intake: Intake }[] {
  const known = new Set(around.known)
  return mails.map((mail) => {
    const intake = decideIntake(mail, { ...around, known })
    if (!mail.unreadable && around.tellsTwins) known.add(mail.fingerprint)
    return { mail, intake }
  })
}

export function decideIntake(found: Found, around: Surroundings): Intake {
  if (found.unreadable) return { kind: 'settle', outcome: 'failed', reason: 'unreadable', text: UNREADABLE }
  const isKnown = around.known.has(found.fingerprint)
  if (isKnown) return { kind: 'settle', outcome: 'duplicate', reason: 'duplicate', text: SAME }
  if (wasThereAtLastLook(found, around)) return { kind: 'alarm', text: RENUMBERED }
  const isBacklog = found.uid <= around.backlogUid
  if (isBacklog && around.policy.backlog === 'ignore') {
    return { kind: 'settle', outcome: 'ignored', reason: 'already_seen', text: BEFORE_SETUP }
  }
  if (found.seen && around.policy.fetchScope === 'unseen') {
    return { kind: 'settle', outcome: 'ignored', reason: 'already_seen', text: READ_BEFORE }
  }
  return { kind: 'publish', backlog: isBacklog && around.policy.backlog === 'importSilent' }
}

/** Such a mail should be known, so something is wrong. A mail with a UID from after the opening may be old. */
function wasThereAtLastLook(found: Found, { openingUid, previousLook }: Surroundings): boolean {
  if (previousLook === null || found.uid > openingUid) return false
  return Date.parse(found.arrivedAt) + ARRIVAL_PRECISION_MS <= previousLook.getTime()
}
