import { deriveId } from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { RefusedRequest } from '@tubepost/service'
import { type CaseRow, type Change, numberText } from '../records/case-row.ts'
import { replyKey } from '../threads/thread-keys.ts'
import { refuseStale } from './decide-merge.ts'

/** A mail of a case, as far as it makes a case of its own. */
export interface SplitMail {
  readonly id: string
  readonly mailId: string
  readonly mailbox: string
  readonly fromName: string | null
  readonly fromAddress: string
  /** Id of the person who sent it; the address where it is nobody's. */
  readonly actor: string
  readonly recipients: Readonly<Record<'to' | 'cc', readonly { readonly address: string }[]>>
  readonly subject: string
  readonly trust: string
  /** Named ones. */
  readonly files: number
}

/** Pure. Throws the refusal of a split that cannot be. @param mails those that are on the case, of the lines that were named */
export function refuseSplit(
  row: CaseRow,
  mails: readonly SplitMail[],
  { entries, version }: { entries: readonly string[]; version?: number | undefined },
): void {
  const number = numberText(row.number)
  refuseStale(row, version)
  const unknown = entries.find((entry) => !mails.some(({ id }) => id === entry))
  if (unknown !== undefined) {
    const text = `${unknown} is no mail of ${number}. Give ids of lines of its timeline that are mails.`
    throw new RefusedRequest(400, 'no_mail', text)
  }
  if (mails.length >= row.mails)
    throw new RefusedRequest(409, 'no_mail_left', `${number} would have no mail left. Leave at least one on it.`)
}

interface Split {
  readonly created: CaseRow
  readonly left: CaseRow
  readonly changes: { readonly created: readonly Change[]; readonly left: readonly Change[] }
  /** Keys of addresses of all who wrote or got one of the mails. */
  readonly company: readonly string[]
  /** The first mail is not known to be forged, so that its sender is a verified participant. */
  readonly isVerified: boolean
  /** Texts of `thread-keys.ts` that go with the mails besides those that they have. */
  readonly keys: readonly string[]
}

/**
 * Pure. The mails as a case of their own, by the first of them; who works on the old one works on it. Message-IDs that they only name
 * go on leading to the old one, which may name them as well.
 * @param mails at least one, oldest first
 */
export function decideSplit(
  row: CaseRow,
  mails: readonly [SplitMail, ...SplitMail[]],
  { id, number, now }: { id: string; number: number; now: string },
): Split {
  const [first] = mails
  const files = mails.reduce((sum, mail) => sum + mail.files, 0)
  const addresses = mails.flatMap(({ fromAddress, recipients: { to, cc } }) => [
    fromAddress,
    ...[...to, ...cc].map(({ address }) => address),
  ])
  return {
    created: {
      id,
      number,
      version: 1,
      subject: first.subject,
      status: 'open',
      priority: row.priority,
      requesterName: first.fromName,
      requesterAddress: first.fromAddress,
      requesterKey: addressKey(first.fromAddress),
      requesterPerson: first.actor === first.fromAddress ? null : first.actor,
      assignee: row.assignee,
      mailbox: first.mailbox,
      mailboxes: [...new Set(mails.map(({ mailbox }) => mailbox))],
      mails: mails.length,
      files,
      openedAt: now,
      updatedAt: now,
      mergedInto: null,
    },
    left: {
      ...row,
      version: row.version + 1,
      mails: row.mails - mails.length,
      files: row.files - files,
      updatedAt: now,
    },
    changes: {
      created: [{ field: 'splitFrom', before: null, after: numberText(row.number) }],
      left: [{ field: 'split', before: null, after: numberText(number) }],
    },
    company: [...new Set(addresses.map(addressKey))],
    isVerified: first.trust !== 'failed',
    // Acknowledgements of ours, whose ids the notifier derives alike.
    keys: mails.map(({ mailId }) => replyKey(deriveId(mailId, 'reply'))),
  }
}
