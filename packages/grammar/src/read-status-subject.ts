import { type DueSearch, findDue } from './find-due.ts'
import { meetsPunctuation } from './due-phrase.ts'
import { compileStatuses, matchStatus, type StatusMatch } from './match-status.ts'
import { normaliseSubject, plainName, type SubjectText } from './normalise-subject.ts'
import type { ErrorCode, FailedReading, Reading, ReadingContext, Span, WarningCode } from './reading.ts'
import { momentOf } from './resolve-due.ts'
import { stripWrapping } from './strip-wrapping.ts'
import { DEFAULT_SUBJECT_TAGS, foldTags } from './subject-tags.ts'
import { suggestStatuses } from './suggest-statuses.ts'
import { takeComment } from './take-comment.ts'
import { skipSeparators } from './token-end.ts'
import { namesTime } from './unread-time.ts'
import { vocabularyFor } from './vocabulary.ts'
import { startsWithZone } from './zone-names.ts'

const NO_SEARCH: DueSearch = { due: null, warnings: [], isPastDate: false }

/**
 * Reads a subject line as `[Status Name] [Due Back] [Comment]`. Any string gives a reading, in time linear in its
 * length; the context has to be sound.
 *
 * @throws RangeError where the context's `sentAt`, `timeZone`, `defaultReturn` or `endOfDay` is none.
 */
export function readStatusSubject(subject: string, context: ReadingContext): Reading {
  const text = normaliseSubject(subject)
  const { start, end, forwarded } = stripWrapping(text.folded, {
    language: vocabularyFor(context.locale).language,
    tags: foldTags(context.subjectTags ?? DEFAULT_SUBJECT_TAGS),
    startsName: (at) => statusAt(text, at, context) !== null,
  })
  if (forwarded) return failed(text, 'forwarded')
  if (start === end) return failed(text, 'empty')

  const own = { ...text, folded: text.folded.slice(0, end) }
  const match = statusAt(own, start, context)
  if (!match || beginsSentence(own.folded, match, context))
    return failed(text, 'no_status', { suggestions: suggestStatuses(own.folded.slice(start), context.statuses) })
  return readRest(own, match, context, own.toShown(start, match.end))
}

/** Reads the text after the name: `text` ends where the sender's own words do. */
function readRest(text: SubjectText, { status, end }: StatusMatch, context: ReadingContext, statusSpan: Span): Reading {
  const rest = skipSeparators(text.folded, end)
  const search =
    status.due === 'forbidden'
      ? NO_SEARCH
      : findDue(text.folded, rest, vocabularyFor(context.locale), momentOf(context))
  const named = { status: { id: status.id, name: status.name }, span: statusSpan, warnings: search.warnings }
  if (search.isPastDate) return failed(text, 'past_date', named)
  if (status.due === 'required' && !search.due) return failed(text, 'due_required', named)

  const due = search.due && text.toShown(search.due.start, search.due.end)
  const parts = takeComment(text.folded, rest, search.due)
  const comment = parts.map((part) => text.toShown(part.start, part.end))
  const vocabulary = vocabularyFor(context.locale)
  const isUnread =
    status.due !== 'forbidden' &&
    !due &&
    search.warnings.length === 0 &&
    parts.some((part) => namesTime(text.folded.slice(part.start, part.end), vocabulary))
  const zoneIgnored = due && search.due?.hasLocalClock && startsWithZone(text.shown.slice(due.end), vocabulary.language)
  const doubts: WarningCode[] = [
    ...(zoneIgnored ? (['zone_ignored'] as const) : []),
    ...(isUnread ? (['unread_time'] as const) : []),
  ]
  return {
    status: named.status,
    dueBack: search.due?.at.toString({ smallestUnit: 'second', timeZoneName: 'never' }) ?? null,
    comment: comment.map((span) => text.shown.slice(span.start, span.end)).join(' ') || null,
    warnings: warningsOf(text, [...search.warnings, ...doubts]),
    error: null,
    subject: text.shown,
    spans: { status: statusSpan, due, comment },
  }
}

/**
 * Rule G3: a word that begins sentences, used as an alias, names a status only before the end, punctuation or a due. `I am
 * out til 4pm` is a sentence, and `I 9am` is In.
 */
function beginsSentence(text: string, { alias, end }: StatusMatch, context: ReadingContext): boolean {
  const vocabulary = vocabularyFor(context.locale)
  if (alias === null || !vocabulary.sentenceWords.has(alias) || meetsPunctuation(text, end)) return false
  return findDue(text, end + 1, vocabulary, momentOf(context)).due?.start !== end + 1
}

function statusAt(text: SubjectText, at: number, { statuses, caseSensitive }: ReadingContext): StatusMatch | null {
  const compiled = compileStatuses(statuses)
  if (!caseSensitive) return matchStatus(text.folded, at, compiled)
  return matchStatus(text.folded, at, compiled, (start, end, exact) => {
    const span = text.toShown(start, end)
    return plainName(text.shown.slice(span.start, span.end)) === exact
  })
}

interface FailureDetails {
  readonly status?: FailedReading['status']
  readonly span?: Span
  readonly warnings?: readonly WarningCode[]
  readonly suggestions?: readonly string[]
}

function failed(text: SubjectText, code: ErrorCode, details: FailureDetails = {}): FailedReading {
  const { status = null, span = null, warnings = [], suggestions = [] } = details
  return {
    status,
    dueBack: null,
    comment: null,
    warnings: warningsOf(text, warnings),
    error: { code, suggestions },
    subject: text.shown,
    spans: { status: span, due: null, comment: [] },
  }
}

function warningsOf(text: SubjectText, warnings: readonly WarningCode[]): readonly WarningCode[] {
  return text.cut ? ['subject_cut', ...warnings] : warnings
}
