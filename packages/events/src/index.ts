export { allEvents } from './all-events.ts'
export { askForReply } from './ask-for-reply.ts'
export {
  causedBy,
  type DataOf,
  type Decoded,
  decodeEvent,
  defineEvent,
  encodeEvent,
  Envelope,
  type EventDefinition,
  type EventOf,
  firstEvent,
  isA,
  type Origin,
  type StreamName,
  subjectOf,
  type TubepostEvent,
} from './define-event.ts'
export { contractFile, eventContract } from './event-contract.ts'
export { deadLetters, redrives, SERVICES, type ServiceName } from './definitions/dead-letter.ts'
export { caseChanged, caseMerged, caseOpened, caseReplied, caseSplit } from './definitions/case-facts.ts'
export {
  type FilePart,
  intentCaseMessage,
  type MailContent,
  MAX_INLINE_TEXT_BYTES,
  MAX_LISTED,
} from './definitions/intent-case-message.ts'
export { intentCaseBounce } from './definitions/intent-case-bounce.ts'
export { intentStatusSet } from './definitions/intent-status-set.ts'
export { mailReceived, MAX_HEADER_BYTES } from './definitions/mail-received.ts'
export { mailRequeued } from './definitions/mail-requeued.ts'
export { mailSettled } from './definitions/mail-settled.ts'
export { mailboxReconciled } from './definitions/mailbox-reconciled.ts'
export { personRoleChanged } from './definitions/person-role-changed.ts'
export { answerRequested, deliveryChanged } from './definitions/answer.ts'
export { replyFailed, replyHeld, replyRequested, replySent } from './definitions/reply.ts'
export { statusChanged } from './definitions/status-changed.ts'
export { statusOverdue } from './definitions/status-overdue.ts'
export { deriveId, deriveTimedId } from './identity.ts'
export { Instant, MailId, MailboxId, type ReasonCode, REASONS, type ReturnSlip } from './vocabulary.ts'
export { settle } from './settle.ts'
export { isSampled, isSampledText, spanIdOf, TRACE_RATIO } from './trace-parent.ts'
export { wellFormed, wellFormedJson } from './well-formed.ts'
export {
  allReferenceData,
  keepsWholeMails,
  LARGEST_MAIL_BYTES,
  type MailboxRecord,
  mailboxes,
  type Organisation,
  organisation,
  type Person,
  people,
  Policy,
  type RecordOf,
  type ReferenceDefinition,
  Route,
  type Status,
  statuses,
} from './reference-data.ts'
