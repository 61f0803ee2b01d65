export { alsoAsEvents, answers, csvOf, Elsewhere, eventStream, Nothing } from './answers.ts'
export { exampleOf } from './form.ts'
export { Failure } from './failure.ts'
export type { Sent } from './sent.ts'
export { isGranted } from './is-granted.ts'
export { Recount } from './recount.ts'
export { Readiness } from './readiness.ts'
export {
  BoardEntry,
  Board,
  BoardChange,
  HistoryEntry,
  History,
  StatusChange,
  Person,
  People,
  OnePerson,
  Status,
  Statuses,
  OneStatus,
} from './status.ts'
export { ListImport } from './list-import.ts'
export {
  CASE_STATUSES,
  CaseChange,
  CaseEntry,
  CaseFile,
  CasePage,
  CaseQuery,
  FILE_BYTES,
  FILE_RANGE,
  MAIL_BYTES_AS_KEPT,
  NewNote,
  OneEntry,
  TimelineEntry,
  TimelineQuery,
  WholeCase,
} from './case.ts'
export {
  MailboxPolicy,
  Preset,
  Presets,
  MailboxSource,
  Rescan,
  MailboxView,
  Mailboxes,
  OneMailbox,
  TestStep,
  TestSteps,
  MailCount,
  MailboxTest,
  TestEvent,
  RescanWish,
  RescanAsked,
  Requeued,
  MailHeader,
  Ledger,
} from './fetcher.ts'
export { Reading, DryRunReading, SubjectRun, DryRunPlace, Decision, DryRunMail } from './parser.ts'
export {
  ReplyState,
  OutboxReply,
  Outbox,
  OutboxQuery,
  SendingTry,
  ReplyStory,
  HeldReply,
  HeldReplies,
  Words,
  Override,
  Templates,
  TemplatePlace,
  OneTemplate,
  SavedTemplate,
  ResetTemplate,
  TemplateDraft,
  Preview,
  TestMail,
  SendingTest,
} from './notifier.ts'
export {
  MailHead,
  MailPage,
  MailQuery,
  StoryLine,
  MailStory,
  Conservation,
  DeadLetterState,
  DeadLetterHead,
  DeadLetters,
  DeadLetterQuery,
  LettersHandled,
  LettersToDiscard,
  LettersToRedrive,
  OneDeadLetter,
  EventQuery,
  EventTypes,
  JournalEvent,
  JournalEvents,
} from './console.ts'
export { Alerts, OneAlert, Rates, ReplicaState, ServiceStates } from './health.ts'
export { AppliedSetUp, CheckedText, Difference, SetUpText } from './set-up.ts'
export { LONGEST_SET_UP, MOST_LETTERS_AT_ONCE } from './limits.ts'
export { AuditEntry, AuditPage, AuditQuery } from './audit.ts'
export { ApiScope, MadeToken, NewToken, ShownToken, Tokens } from './tokens.ts'
export { Wall } from './wall.ts'
export {
  AwayTo,
  Binding,
  CallbackQuery,
  FirstLink,
  Invitation,
  LinkSecret,
  LONGEST_PASSWORD,
  Me,
  NewPassword,
  Session,
  SessionQuery,
  Sessions,
  SignIn,
  SignInWays,
  Unbound,
  Unlock,
  Unlocked,
} from './sign-in.ts'
export { ServiceName, Outcome, Role, StatusType, Due } from './values.ts'
export {
  ACKS,
  ALERT_SEVERITIES,
  ALERT_STATES,
  API_SCOPES,
  BACKLOGS,
  DEAD_LETTER_STATES,
  DIFFERENCES,
  DIFFERING_KINDS,
  DUES,
  FETCH_SCOPES,
  HANDLINGS,
  LEAST_TRUSTS,
  OUTCOMES,
  PAST_DATES,
  PRIORITIES,
  PRESETS,
  REPLY_STATES,
  ROLES,
  SERVICE_NAMES,
  SIGN_IN_REFUSALS,
  type SignInRefusal,
  SOURCE_KINDS,
  STATUS_TYPES,
  TEST_STEPS,
  TLS_MODES,
  UNKNOWN_SENDERS,
} from './vocabulary.ts'
