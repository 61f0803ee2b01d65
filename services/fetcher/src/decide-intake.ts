import type { Policy, ReasonCode } from '@tubepost/events'

/** What the fetcher does with a mail it has found, before anybody looks at what it says. */
export type Intake =
  | { kind: 'publish'; backlog: boolean }
  | { kind: 'settle'; outcome: 'duplicate' | 'ignored'; reason: ReasonCode; text: string }
  | { kind: 'alarm'; text: string }

export interface Found {
  uid: number
  seen: boolean
  arrivedAt: string
  fingerprint: string
}

export interface Surroundings {
  policy: Pick<Policy, 'fetchScope' | 'backlog'>
  /** UIDs up to this one were there before the mailbox was set up. */
  backlogUid: number
  /** When an earlier life of the folder was last looked at, null in the first life. */
  previousLook: Date | null
  /** Fingerprints the mailbox has had before; grows with the batch. */
  known: Set<string>
}

/** Decides in the order of UIDs; the second of two equal mails is the duplicate. */
export function decideIntake(found: Found, around: Surroundings): Intake {
  const isKnown = around.known.has(found.fingerprint)
  around.known.add(found.fingerprint)
  if (isKnown) {
    return {
      kind: 'settle',
      outcome: 'duplicate',
      reason: 'duplicate',
      text: 'This mailbox has had the same mail before.',
    }
  }
  if (around.previousLook !== null && new Date(found.arrivedAt) < around.previousLook) {
    return {
      kind: 'alarm',
      text: 'Older than the last look at the folder, whose UIDs have changed since, and not known. Not acted on.',
    }
  }
  const isBacklog = found.uid <= around.backlogUid
  if (isBacklog && around.policy.backlog === 'ignore') {
    return {
      kind: 'settle',
      outcome: 'ignored',
      reason: 'already_seen',
      text: 'The mail was there before the mailbox was set up.',
    }
  }
  if (found.seen && around.policy.fetchScope === 'unseen') {
    return {
      kind: 'settle',
      outcome: 'ignored',
      reason: 'already_seen',
      text: 'The mail had been read before the first look at it.',
    }
  }
  return { kind: 'publish', backlog: isBacklog && around.policy.backlog === 'importSilent' }
}
