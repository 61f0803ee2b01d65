import type { EventDefinition } from './define-event.ts'
import { answerRequested, deliveryChanged } from './definitions/answer.ts'
import { deadLetters, redrives } from './definitions/dead-letter.ts'
import { caseChanged, caseMerged, caseOpened, caseReplied, caseSplit } from './definitions/case-facts.ts'
import { intentCaseBounce } from './definitions/intent-case-bounce.ts'
import { intentCaseMessage } from './definitions/intent-case-message.ts'
import { intentStatusSet } from './definitions/intent-status-set.ts'
import { mailReceived } from './definitions/mail-received.ts'
import { mailRequeued } from './definitions/mail-requeued.ts'
import { mailSettled } from './definitions/mail-settled.ts'
import { mailboxReconciled } from './definitions/mailbox-reconciled.ts'
import { personRoleChanged } from './definitions/person-role-changed.ts'
import { replyFailed, replyHeld, replyRequested, replySent } from './definitions/reply.ts'
import { statusChanged } from './definitions/status-changed.ts'
import { statusOverdue } from './definitions/status-overdue.ts'

/** Every event there is, in the order a mail meets them. */
export const allEvents: readonly EventDefinition[] = [
  mailReceived,
  intentStatusSet,
  intentCaseMessage,
  intentCaseBounce,
  statusChanged,
  statusOverdue,
  caseOpened,
  caseReplied,
  caseChanged,
  caseMerged,
  caseSplit,
  mailSettled,
  mailRequeued,
  mailboxReconciled,
  personRoleChanged,
  replyRequested,
  replySent,
  replyFailed,
  replyHeld,
  answerRequested,
  deliveryChanged,
  ...Object.values(deadLetters),
  ...Object.values(redrives),
]
