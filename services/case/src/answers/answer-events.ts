import {
  answerRequested,
  caseChanged,
  caseReplied,
  causedBy,
  type DataOf,
  deriveId,
  firstEvent,
  type Origin,
  type TubepostEvent,
} from '@tubepost/events'
import { caseHead } from '../records/case-head.ts'
import type { CaseRow, Change } from '../records/case-row.ts'
import type { Answer, NamedLine } from './answers-sql.ts'

/** A case as an answer left it. */
export interface Answered {
  readonly answer: Answer
  readonly row: CaseRow
  readonly changes: readonly Change[]
}

/**
 * Pure. The request to send the answer, and the facts. Their ids follow from the answer's.
 * @param named the lines of the case that have a Message-ID, oldest first
 */
export function answerEvents(
  { answer, row, changes }: Answered,
  named: readonly NamedLine[],
  { origin, url }: { origin: Origin; url: string },
): TubepostEvent[] {
  const { id: answerId, recordId: caseId, mailbox, actor, subject, text, at: writtenAt, fromAddress } = answer
  const { to, cc, bcc } = answer.recipients
  const addresses = (parties: readonly { address: string }[]) => parties.map(({ address }) => address)
  const requested = firstEvent(answerRequested, origin, {
    id: deriveId(answerId, 'answer'),
    correlationId: answerId,
    mailbox,
    data: {
      answerId,
      caseId,
      mailbox,
      to: addresses(to),
      cc: addresses(cc),
      bcc: addresses(bcc),
      senderName: answer.fromName,
      replyTo: fromAddress,
      subject,
      text,
      writtenAt,
      inReplyTo: (named.findLast(({ kind }) => kind === 'mail') ?? named.at(-1))?.messageId ?? null,
      references: named.map(({ messageId }) => messageId),
    },
  })
  const head = caseHead(row, url)
  const message: DataOf<typeof caseReplied>['message'] = {
    entryId: answerId,
    mailId: null,
    from: fromAddress,
    trust: 'authenticated',
    verified: true,
    text,
    files: [],
  }
  const moved = { case: head, changes: [...changes], actor, mailId: null, at: origin.now }
  return [
    requested,
    causedBy(requested, caseReplied, origin, { case: head, message, by: 'http', actor }),
    ...(changes.length === 0 ? [] : [causedBy(requested, caseChanged, origin, moved)]),
  ]
}
