import { hostname } from 'node:os'
import type { SmtpSettings } from '@tubepost/setup'
import type { Sent } from './smtp-session.ts'

/**
 * MAIL FROM of an automatic mail: the null sender, so that nobody answers it (RFC 3834 §3.3), or an address of our own with
 * the reply's id as its detail, where the set-up names one or the server takes no null sender (Amazon SES). A mail that a person
 * wrote has a sender to whom it can come back: that of the set-up, else its From as it stands, since not every server takes details.
 * @param fromAddress address of the settings' `from`
 */
export function envelopeSender(
  { envelopeFrom }: SmtpSettings,
  mail: { replyId: string; fromAddress: string; refusesNull: boolean; isPersonal: boolean },
): string {
  const { replyId, fromAddress, refusesNull, isPersonal } = mail
  if (isPersonal && envelopeFrom === undefined) return fromAddress
  const base = envelopeFrom ?? (refusesNull ? fromAddress : '')
  const at = base.lastIndexOf('@')
  if (at === -1) return ''
  const detailed = `${base.slice(0, at)}+${replyId.replaceAll('-', '')}`
  return `${detailed.length > LONGEST_LOCAL_PART ? base.slice(0, at) : detailed}${base.slice(at)}`
}

// RFC 5321 §4.5.3.1.1.
const LONGEST_LOCAL_PART = 64

/** Whether the server takes no mail under the null sender, so that an address of ours has to stand in. */
export function isNullSenderRefused(sent: Sent, { envelopeFrom }: SmtpSettings): boolean {
  return sent.kind === 'refused' && sent.at === 'sender' && sent.permanent && envelopeFrom === undefined
}

/** The name in EHLO, which many servers want fully qualified (RFC 5321 §4.1.1.1). A container's has no dot. */
export function heloName({ heloName: set }: SmtpSettings, fromAddress: string, machine = hostname()): string {
  if (set !== undefined) return set
  return machine.includes('.') ? machine : fromAddress.slice(fromAddress.lastIndexOf('@') + 1)
}
