/** A reply request as the gate sees it. */
export interface AskedReply {
  /** `personal`: a person wrote it. */
  readonly kind: 'acknowledgement' | 'answer' | 'error' | 'personal'
  readonly recipientKey: string
  /** Whether the mail server found that the answered mail is from its sender. */
  readonly isVouchedFor: boolean
  /** The words of the answered mail's subject, and whether a prefix of an answer or forward preceded them. */
  readonly answered: { readonly words: string; readonly isAnswer: boolean } | null
  /** When the answered mail arrived, RFC 3339; when the reply was requested, where that is unknown, or a person wrote it. */
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
  readonly answersPerHour: number
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
  unverified_budget:
    'The sender, for whom nobody vouches, has had two error mails within an hour: somebody else may have written in their name.',
  stranger_budget: 'The recipient is nobody we know and has had an acknowledgement within a day.',
  recipient_budget: 'The recipient has had as many replies within an hour as the limit allows.',
  installation_budget: 'As many replies as the limit allows have gone out within an hour, to all recipients together.',
  answers_budget: 'As many mails as the limit allows have been written by people within an hour.',
  not_configured: 'No outgoing mail server is configured. The reply goes out when one is, within two days.',
} as const
export type Brake = keyof typeof BRAKE_TEXTS
/** The brakes that let go by themselves as soon as the last hour has room for one more. */
export const BUDGETS = ['unverified_budget', 'recipient_budget', 'installation_budget', 'answers_budget'] as const
type Budget = (typeof BUDGETS)[number]

export interface Decision {
  readonly brake: Brake | null
  /** Whether the answered mail is one of our replies, or an answer to one. */
  readonly answersOurs: boolean
  /** Whether it spends the last of its budget, so that no more come within the hour. */
  readonly isLast: boolean
}

/** Replies that were let through within the last hour. */
export interface SentThisHour {
  readonly toRecipient: number
  readonly toAll: number
  /** Error mails to the recipient in answer to mails for whose sender nobody vouches; the others do not count them. */
  readonly doubtful: number
  /** Mails that people wrote, to all together; the others do not count them. */
  readonly personal: number
}

/**
 * The outbound gate, which every mail passes. Those that people wrote meet no brake against machines. The classification of the answered mail is only the first
 * guard against loops; these brakes hold when every header has been stripped on the way.
 * @param past the latest replies to this recipient, of one day at most
 */
export function decideReply(
  asked: AskedReply,
  past: readonly PastReply[],
  sent: SentThisHour,
  settings: GateSettings,
): Decision {
  if (asked.kind === 'personal')
    return { brake: personalBrake(asked, sent, settings), answersOurs: false, isLast: false }
  const echo = knowEcho(asked, past, settings.ownSubjects)
  const answersOurs = echo !== 'none'
  const isLast = isDoubtful(asked) && sent.doubtful === DOUBTFUL_PER_HOUR - 1
  const hold = (brake: Brake | null): Decision => ({ brake, answersOurs, isLast: isLast && brake === null })
  if (settings.ownAddresses.has(asked.recipientKey)) return hold('own_address')
  if (echo === 'verbatim') return hold('own_reply_back')
  if (echo === 'answer' && past.some((reply) => reply.answersOurs)) return hold('answers_own_reply')
  if (isSameAgain(asked, past)) return hold('same_answer_again')
  if (isFromBefore(asked, settings)) return hold('restored')
  const isStranger = !settings.peopleAddresses.has(asked.recipientKey)
  if (asked.kind === 'acknowledgement' && isStranger && past.some(({ kind }) => kind === 'acknowledgement'))
    return hold('stranger_budget')
  return hold(spentBudget(asked, sent, settings) ?? (settings.canSend ? null : 'not_configured'))
}

function personalBrake(asked: AskedReply, sent: SentThisHour, settings: GateSettings): Brake | null {
  if (settings.ownAddresses.has(asked.recipientKey)) return 'own_address'
  if (isFromBefore(asked, settings)) return 'restored'
  return spentBudget(asked, sent, settings) ?? (settings.canSend ? null : 'not_configured')
}

const isFromBefore = ({ arrivedAt }: AskedReply, { restoredAt }: GateSettings): boolean =>
  restoredAt !== null && Date.parse(arrivedAt) < Date.parse(restoredAt)

/**
 * The budget that has nothing left for this reply. A forged From draws error mails to a person who wrote nothing: they
 * share no budget with the replies that the person, or anybody else, waits for.
 */
export function spentBudget(
  asked: Pick<AskedReply, 'kind' | 'isVouchedFor'>,
  sent: SentThisHour,
  settings: Pick<GateSettings, 'repliesPerRecipientPerHour' | 'repliesPerHour' | 'answersPerHour'>,
): Budget | null {
  if (asked.kind === 'personal') return sent.personal >= settings.answersPerHour ? 'answers_budget' : null
  if (isDoubtful(asked)) return sent.doubtful >= DOUBTFUL_PER_HOUR ? 'unverified_budget' : null
  if (sent.toRecipient >= settings.repliesPerRecipientPerHour) return 'recipient_budget'
  return sent.toAll >= settings.repliesPerHour ? 'installation_budget' : null
}

/** An error mail that may go to somebody who wrote nothing. */
export const isDoubtful = ({ kind, isVouchedFor }: Pick<AskedReply, 'kind' | 'isVouchedFor'>): boolean =>
  kind === 'error' && !isVouchedFor

// A person corrects a subject once or twice; an attacker gets no more than that out of us.
const DOUBTFUL_PER_HOUR = 2

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
