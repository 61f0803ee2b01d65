export { ownWords } from './own-words.ts'
export { readStatusSubject } from './read-status-subject.ts'
export { renderReading } from './render-reading.ts'
export { DEFAULT_SUBJECT_TAGS } from './subject-tags.ts'
export { suggestStatuses } from './suggest-statuses.ts'
export { SUBJECT_CAP } from './normalise-subject.ts'
export type {
  ErrorCode,
  FailedReading,
  Reading,
  ReadingContext,
  Span,
  StatusReading,
  StatusReference,
  StatusTerm,
  WarningCode,
} from './reading.ts'
