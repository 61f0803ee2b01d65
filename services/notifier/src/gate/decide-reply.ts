/** What the gate knows of a reply that is asked for. */
export interface AskedReply {
  readonly kind: 'acknowledgement' | 'answer' | 'error'
  readonly recipientKey: string
  /** What the answered mail's subject says, and whether a prefix of an answer or forward stood before it. */
  readonly answered: { readonly words: string; readonly isAnswer: boolean } | null
  /** When the answered mail arrived, RFC 3339; when the reply was asked for, where that is not known. */
  readonly arrivedAt: string
  /** Message-IDs that the answered mail names, without its own; none where it answers nothing itself. */
  readonly references: readonly string[]
}

/** A reply that was let through to the same recipient within the last day. */
export interface PastReply {
  readonly kind: string
  readonly messageId: string
  /** What its subject says, and what the subject it answered says. */
  readonly subjectKey: string | null
  readonly answeredKey: string | null
  readonly answersOurs: boolean
}

export interface GateSettings {
  /** addressKeys of our own mailboxes and our sending address. */
  readonly ownAddresses: ReadonlySet<string>
  /** addressKeys of everybody we know. */
  readonly peopleAddresses: ReadonlySet<string>
  /** What the subjects of our templates say, in every language. */
  readonly ownSubjects: ReadonlySet<string>
  readonly repliesPerRecipientPerHour: number
  readonly repliesPerHour: number
  readonly canSend: boolean
  /** When the tables were last put back to an earlier time, RFC 3339. */
  readonly restoredAt: string | null
}

/** Why a reply waits for a person. The names are stable. */
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
  /** The answered mail is one of our replies, or an answer to one. */
  readonly answersOurs: boolean
}

/** Replies that were let through within the last hour. */
export interface SentThisHour {
  readonly toRecipient: number
  readonly toAll: number
}

/**
 * The outbound gate: the one place that every automatic mail passes. The classification of the mail that is answered is
 * only the first of the guards against loops; these hold when every header has been stripped on the way.
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
 * Knows a reply of ours that comes back by what a relay cannot strip without making another mail of it: its subject, and
 * the Message-IDs it names. `verbatim`: our subject and nothing before it. `answer`: our subject behind `Re:`, or a mail
 * with other words that names one of our Message-IDs. The latter counts only where we could not read it: a person who
 * answers a reply with `Out 1d` as the new subject is no machine.
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
 * Two systems in words that neither knows of the other, over a relay that changes Message-IDs, still answer, and still in
 * the same words each time. Somebody who starts anew with a subject that was not understood is told so again.
 */
function isSameAgain({ kind, answered, references }: AskedReply, past: readonly PastReply[]): boolean {
  if (kind !== 'error' || answered === null || references.length === 0) return false
  return past.some((reply) => reply.kind === 'error' && reply.answeredKey === answered.words)
}
