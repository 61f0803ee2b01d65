/** Why a reply waits for a person, or null when it may go. */
export type Brake = 'own_address' | 'recipient_budget' | 'not_configured' | null

export interface GateSettings {
  /** addressKeys of our own mailboxes and our sending address. */
  ownAddresses: ReadonlySet<string>
  repliesPerRecipientPerHour: number
  canSend: boolean
}

/**
 * The outbound gate: the one place that every automatic mail passes. The classification of the mail that is answered is
 * only the first of the guards against loops; these two hold when every header has been stripped on the way.
 * @param sentThisHour replies to this recipient within the last hour, held ones not counted
 */
export function decideReply(recipientKey: string, sentThisHour: number, settings: GateSettings): Brake {
  if (settings.ownAddresses.has(recipientKey)) return 'own_address'
  if (sentThisHour >= settings.repliesPerRecipientPerHour) return 'recipient_budget'
  return settings.canSend ? null : 'not_configured'
}

export const BRAKE_TEXTS: Readonly<Record<Exclude<Brake, null>, string>> = {
  own_address: 'The recipient is one of our own addresses; an answer would come back to us.',
  recipient_budget: 'The recipient has had as many replies within an hour as the limit allows.',
  not_configured: 'No outgoing mail server is configured.',
}
