import {
  answerRequested,
  caseChanged,
  caseMerged,
  caseOpened,
  caseReplied,
  caseSplit,
  mailboxes,
  mailSettled,
  organisation,
  people,
  replyRequested,
} from '@tubepost/events'
import { defineService } from '@tubepost/service'
import { Type } from 'typebox'
import { answerRoutes } from './answers/answer-routes.ts'
import { sendAnswers } from './answers/send-answers.ts'
import { caseRoutes } from './cases/case-routes.ts'
import { changeCase } from './cases/change-case.ts'
import { fileRoutes } from './files/file-routes.ts'
import { previewRoute } from './files/preview-route.ts'
import { htmlRoute } from './html/html-route.ts'
import { mergeRoutes } from './merges/merge-routes.ts'
import { onCaseIntent } from './on-case-intent.ts'
import { onDeliveryChanged } from './on-delivery-changed.ts'
import { restoreNumbers } from './records/restore-numbers.ts'

/** Keeps cases: opens one for a mail, finds it again for every reply, shows them, and has answers sent. */
export const service = defineService({
  name: 'case',
  config: Type.Object({}),
  consumes: [onCaseIntent, onDeliveryChanged],
  migrations: `${import.meta.dirname}/../migrations`,
  emits: [caseOpened, caseReplied, caseChanged, caseMerged, caseSplit, mailSettled, replyRequested, answerRequested],
  reads: [people, organisation, mailboxes],
  blobs: 'claims',
  restore: restoreNumbers,
  loops: [{ name: 'send answers', run: sendAnswers }],
  http: [caseRoutes, changeCase, mergeRoutes, answerRoutes, fileRoutes, previewRoute, htmlRoute],
})
