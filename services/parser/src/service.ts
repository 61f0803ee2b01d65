import {
  intentCaseBounce,
  intentCaseMessage,
  intentStatusSet,
  mailboxes,
  mailSettled,
  organisation,
  people,
  replyRequested,
  statuses,
} from '@tubepost/events'
import { defineService } from '@tubepost/service'
import { ParserConfig } from './config.ts'
import { dryRun } from './dry-run/dry-run.ts'
import { onMailReceived } from './on-mail-received.ts'

/** Judges mails: from whom, to which route, with what request. Keeps nothing. */
export const service = defineService({
  name: 'parser',
  config: ParserConfig,
  consumes: [onMailReceived],
  blobs: 'reads',
  emits: [intentStatusSet, intentCaseMessage, intentCaseBounce, mailSettled, replyRequested],
  reads: [mailboxes, people, statuses, organisation],
  http: [dryRun],
})
