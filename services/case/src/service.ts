import {
  caseChanged,
  caseOpened,
  caseReplied,
  mailboxes,
  mailSettled,
  organisation,
  people,
  replyRequested,
} from '@tubepost/events'
import { defineService } from '@tubepost/service'
import { Type } from 'typebox'
import { caseRoutes } from './cases/case-routes.ts'
import { changeCase } from './cases/change-case.ts'
import { fileRoutes } from './files/file-routes.ts'
import { onCaseMessage } from './on-case-message.ts'
import { restoreNumbers } from './records/restore-numbers.ts'

/** Keeps cases: opens one for a mail, finds it again for every reply, and shows them. */
export const service = defineService({
  name: 'case',
  config: Type.Object({}),
  consumes: [onCaseMessage],
  migrations: `${import.meta.dirname}/../migrations`,
  emits: [caseOpened, caseReplied, caseChanged, mailSettled, replyRequested],
  reads: [people, organisation, mailboxes],
  blobs: 'claims',
  restore: restoreNumbers,
  http: [caseRoutes, changeCase, fileRoutes],
})
