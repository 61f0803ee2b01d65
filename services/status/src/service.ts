import {
  mailSettled,
  organisation,
  people,
  personRoleChanged,
  replyRequested,
  statusChanged,
  statuses,
  statusOverdue,
} from '@tubepost/events'
import { defineService, owned } from '@tubepost/service'
import { Type } from 'typebox'
import { boardStream } from './board-stream.ts'
import { board } from './board.ts'
import { declareDirectory } from './declare-directory.ts'
import { directoryRoutes } from './directory-routes.ts'
import { intentsDecided } from './intents-counted.ts'
import { markOverdue } from './mark-overdue.ts'
import { onStatusSet } from './on-status-set.ts'
import { listCsv } from './list-csv.ts'
import { loadOrganisation } from './organisation-sql.ts'
import { loadPeople } from './people-sql.ts'
import { restoreStatuses } from './restore-statuses.ts'
import { setStatus } from './set-status.ts'
import { loadStatuses } from './statuses-sql.ts'
import { tellOfChanges } from './tell-of-changes.ts'

// `status.overdue` comes at most this much after the return time.
const OVERDUE_EVERY_MS = 5_000

/** Keeps the in/out board: who there is, what they can be, what they are and were. */
export const service = defineService({
  name: 'status',
  config: Type.Object({}),
  consumes: [onStatusSet],
  migrations: `${import.meta.dirname}/../migrations`,
  emits: [statusChanged, statusOverdue, mailSettled, replyRequested, personRoleChanged],
  owns: [owned(people, loadPeople), owned(statuses, loadStatuses), owned(organisation, loadOrganisation)],
  counts: [intentsDecided],
  declares: declareDirectory,
  restore: restoreStatuses,
  timers: [{ name: 'overdue', everyMs: OVERDUE_EVERY_MS, run: markOverdue }],
  loops: [{ name: 'tell of changes', run: tellOfChanges }],
  http: [board, boardStream, setStatus, directoryRoutes, listCsv],
})
