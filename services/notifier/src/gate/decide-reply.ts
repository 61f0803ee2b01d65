/** A reply request as the gate sees it. */
export interface AskedReply {
  readonly kind: 'acknowledgement' | 'answer' | 'error'
  readonly recipientKey: string
  /** The words of the answered mail's subject, and whether a prefix of an answer or forward preceded them. */
  readonly answered: { readonly words: string; readonly isAnswer: boolean } | null
  /** When the answered mail arrived, RFC 3339; when the reply was requested, where that is unknown. */
  readonly arrivedAt: string
  /** Message-IDs that the answered mail names, without its own; empty where it answers nothing itself. */
  readonly references: readonly string[]
}

/** A reply that was let through to the same recipient within the last day. */
export interface PastReply {
  readonly kind: string
  readonly messageId: string
  /** Keys of its own subject and of the subject it answered. */
  readonly subjectKey: string | null
  readonly answeredKey: string | null
  readonly answersOurs: boolean
}

export interface GateSettings {
  /** addressKeys of our own mailboxes and our sending address. */
  readonly ownAddresses: ReadonlySet<string>
  /** addressKeys of all people in the set-up. */
  readonly peopleAddresses: ReadonlySet<string>
  /** Keys of our templates' subjects, in every language. */
  readonly ownSubjects: ReadonlySet<string>
  readonly repliesPerRecipientPerHour: number
  readonly repliesPerHour: number
  readonly canSend: boolean
  /** When the tables were last put back to an earlier time, RFC 3339. */
  readonly restoredAt: string | null
}

/** Reasons why a reply waits for a person. The names are stable. */
export const BRAKE_TEXTS = {
  own_address: 'The recipient is one of our own addresses; an answer would come back to us.',
  own_reply_back: 'The mail is one of our own replies that came back as it was, which no person writes.',
  answers_own_reply: 'The mail answers one of our replies, and so did an earlier one that was answered within a day.',
  same_answer_again:
    'The mail is an answer, and one with the same subject has been answered within a day; machines that answer each other do so.',
  restored:
    'The mail arrived before the database was restored from a backup, so the reply may have been sent; nothing says that it was.',
  stranger_budget: 'The recipient is nobody we know and has had an acknowledgement within a day.',
  recipient_budget: 'The recipient has had as many replies within an hour as the limit allows.',
  installation_budget: 'As many replies as the limit allows have gone out within an hour, to all recipients together.',
  not_configured: 'No outgoing mail server is configured. The reply goes out when one is, within two days.',
} as const
export type Brake = keyof typeof BRAKE_TEXTS

export interface Decision {
  readonly brake: Brake | null
  /** Whether the answered mail is one of our replies, or an answer to one. */
  readonly answersOurs: boolean
}

/** Replies that were let through within the last hour. */
export interface SentThisHour {
  readonly toRecipient: number
  readonly toAll: number
}

/**
 * The outbound gate, which every automatic mail passes. The classification of the answered mail is only the first
 * guard against loops; these brakes hold when every header has been stripped on the way.
 * @param past the latest replies to this recipient, of one day at most
 */
export function decideReply(
  asked: AskedReply,
  past: readonly PastReply[],
  sent: SentThisHour,
  settings: GateSettings,
): Decision {
  const echo = knowEcho(asked, past, settings.ownSubjects)
  const answersOurs = echo !== 'none'
  const hold = (brake: Brake | null): Decision => ({ brake, answersOurs })
  if (settings.ownAddresses.has(asked.recipientKey)) return hold('own_address')
  if (echo === 'verbatim') return hold('own_reply_back')
  if (echo === 'answer' && past.some((reply) => reply.answersOurs)) return hold('answers_own_reply')
  if (isSameAgain(asked, past)) return hold('same_answer_again')
  if (settings.restoredAt !== null && Date.parse(asked.arrivedAt) < Date.parse(settings.restoredAt))
    return hold('restored')
  const isStranger = !settings.peopleAddresses.has(asked.recipientKey)
  if (asked.kind === 'acknowledgement' && isStranger && past.some(({ kind }) => kind === 'acknowledgement'))
    return hold('stranger_budget')
  if (sent.toRecipient >= settings.repliesPerRecipientPerHour) return hold('recipient_budget')
  if (sent.toAll >= settings.repliesPerHour) return hold('installation_budget')
  return hold(settings.canSend ? null : 'not_configured')
}

/**
 * Recognises a reply of ours that comes back, by what a relay cannot strip without changing the mail: its subject,
 * and the Message-IDs it names. `verbatim`: our subject without a prefix. `answer`: our subject behind `Re:`, or a
 * mail with other words that names one of our Message-IDs. The latter counts only where we could not read it: a
 * person who answers a reply with `Out 1d` as the new subject is no machine.
 */
function knowEcho(
  { kind, answered, references }: AskedReply,
  past: readonly PastReply[],
  ownSubjects: ReadonlySet<string>,
): 'none' | 'verbatim' | 'answer' {
  const words = answered?.words ?? ''
  if (words !== '' && (ownSubjects.has(words) || past.some(({ subjectKey }) => subjectKey === words)))
    return answered?.isAnswer === true ? 'answer' : 'verbatim'
  const namesOurs = past.some(({ messageId }) => references.includes(messageId))
  return namesOurs && kind === 'error' ? 'answer' : 'none'
}

/**
 * Whether an unreadable answer repeats the words of an earlier one. Two systems that do not know each other's
 * wording, over a relay that changes Message-IDs, still send answers, and in the same words each time. A person who
 * starts a new mail with a subject that was not understood gets the error mail again.
 */
function isSameAgain({ kind, answered, references }: AskedReply, past: readonly PastReply[]): boolean {
  if (kind !== 'error' || answered === null || references.length === 0) return false
  return past.some((reply) => reply.kind === 'error' && reply.answeredKey === answered.words)
}
