import { deriveId, type FilePart } from '@tubepost/events'
import type { Change } from '../records/case-row.ts'
import type { CaseMail } from '../threads/threaded-mail.ts'

export interface Party {
  readonly name: string | null
  readonly address: string
}

/** A mail as a line of a timeline. */
export interface MailEntry {
  readonly id: string
  readonly recordId: string
  /** The record merged into that one to which the mail came. */
  readonly mergedFrom: string | null
  readonly at: string
  readonly actor: string
  readonly mailId: string
  readonly mailbox: string
  readonly messageId: string | null
  readonly fromName: string | null
  readonly fromAddress: string
  readonly recipients: { readonly to: readonly Party[]; readonly cc: readonly Party[] }
  readonly subject: string
  readonly text: string | null
  readonly textCut: boolean
  readonly reply: string | null
  readonly hasHtml: boolean
  readonly unread: string | null
  readonly fileCount: number
  readonly trust: string
  readonly verified: boolean
  readonly bodySha256: string | null
  readonly bodySize: number | null
  readonly changes: readonly Change[]
}

/** A part of a kept mail. `place` says where it stands in the mail's bytes. */
export interface FileRow extends FilePart {
  readonly id: string
  readonly entryId: string
  readonly position: number
}

/** Pure. */
export function mailEntry(
  { mailId, mailbox, intent }: CaseMail,
  on: Pick<MailEntry, 'recordId' | 'mergedFrom' | 'verified' | 'changes'>,
): MailEntry {
  const { sender, to, cc, subject, arrivedAt, content, body, reply } = intent.data
  const { text, textCut, hasHtml, unread, fileCount } = content
  return {
    ...on,
    id: deriveId(mailId, 'entry'),
    at: arrivedAt,
    actor: actorOf(intent.data),
    mailId,
    mailbox,
    messageId: reply.messageId,
    fromName: sender.name,
    fromAddress: sender.address,
    recipients: { to: to.map(party), cc: cc.map(party) },
    subject,
    text,
    textCut,
    reply: content.reply,
    hasHtml,
    unread,
    fileCount,
    trust: sender.trust.level,
    bodySha256: body?.sha256 ?? null,
    bodySize: body?.size ?? null,
  }
}

/** Pure. Their ids follow from the mail's. */
export function fileRows({ mailId, intent }: CaseMail): FileRow[] {
  const entryId = deriveId(mailId, 'entry')
  return intent.data.content.files.map((part, position) => ({
    ...part,
    id: deriveId(mailId, 'file', position),
    entryId,
    position,
  }))
}

/** The sender as facts name who did something. */
export const actorOf = ({ sender }: CaseMail['intent']['data']): string => sender.personId ?? sender.address

const party = ({ name, address }: Party): Party => ({ name, address })
