import {
  ACKS,
  BACKLOGS,
  FETCH_SCOPES,
  LEAST_TRUSTS,
  type MailboxPolicy,
  PAST_DATES,
  type Preset,
  UNKNOWN_SENDERS,
} from '@tubepost/api'
import type { Kind, OwnPolicy } from './draft.ts'

/** A field whose value is one of a list. */
export interface ChoiceField {
  readonly name: 'fetchScope' | 'backlog' | 'unknownSender' | 'ack' | 'leastTrust' | 'pastDate'
  readonly values: readonly string[]
}
// The other values are for cases, to which no mailbox leads yet.
const OF_CASES: ReadonlySet<string> = new Set(['confirm', 'accept', 'firstMessage'])

const choice = (name: ChoiceField['name'], values: readonly string[]): ChoiceField => ({
  name,
  values: values.filter((value) => !OF_CASES.has(value)),
})

/** Choices of mailboxes whose mails lie in a folder. */
export const FOLDER_CHOICES: readonly ChoiceField[] = [choice('fetchScope', FETCH_SCOPES), choice('backlog', BACKLOGS)]
export const HANDLING_FIELDS = ['afterSuccess', 'afterFailure'] as const
export const CHOICES: readonly ChoiceField[] = [
  choice('unknownSender', UNKNOWN_SENDERS),
  choice('ack', ACKS),
  choice('leastTrust', LEAST_TRUSTS),
]
export const READING_CHOICES: readonly ChoiceField[] = [choice('pastDate', PAST_DATES)]

/** The value that a field has unless it is set itself. Pure. */
export function presetValue<Field extends keyof MailboxPolicy>(
  field: Field,
  { policy, failureFollows }: Preset,
  own: OwnPolicy,
): MailboxPolicy[Field] {
  return field === 'afterFailure' && failureFollows
    ? ((own.afterSuccess ?? policy.afterSuccess) as MailboxPolicy[Field])
    : policy[field]
}

/** The own fields after one was given a value: the preset's own is none. Pure. */
export function withValue<Field extends keyof MailboxPolicy>(
  own: OwnPolicy,
  preset: Preset,
  field: Field,
  value: MailboxPolicy[Field],
): OwnPolicy {
  const { [field]: _, ...others } = own
  return sameValue(value, presetValue(field, preset, own)) ? others : { ...own, [field]: value }
}

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The whole policy of a form. Pure. */
export function wholePolicy(own: OwnPolicy, preset: Preset): MailboxPolicy {
  return { ...preset.policy, afterFailure: presetValue('afterFailure', preset, own), ...own }
}

/** Whether mails are deleted, and the folders that they are moved to. Pure. */
export function takesAway(kind: Kind, policy: MailboxPolicy): { deletes: boolean; folders: readonly string[] } {
  const handlings = kind === 'smtp' ? [] : [policy.afterSuccess, policy.afterFailure]
  const folders = handlings.flatMap((one) => (typeof one === 'object' ? [one.move] : []))
  return { deletes: handlings.includes('delete'), folders: [...new Set(folders)] }
}
