import { normaliseSubject } from './normalise-subject.ts'
import { stripWrapping } from './strip-wrapping.ts'
import { DEFAULT_SUBJECT_TAGS, foldTags } from './subject-tags.ts'
import { vocabularyFor } from './vocabulary.ts'

/**
 * The words of a subject without those that mail programs put around them (prefixes of answers and forwards, gateway tags,
 * enclosing quotation marks), folded so that two subjects can be compared. `isAnswer`: whether a prefix was there.
 */
export function ownWords(subject: string, locale: string): { words: string; isAnswer: boolean } {
  const language = vocabularyFor(locale).language
  let { folded } = normaliseSubject(subject)
  let isAnswer = false
  for (;;) {
    const { start, end, forwarded, answers } = stripWrapping(folded, {
      language,
      tags: foldTags(DEFAULT_SUBJECT_TAGS),
      startsName: () => false,
    })
    isAnswer ||= answers || forwarded
    if (!forwarded) return { words: folded.slice(start, end), isAnswer }
    const bracketed = folded[start] === '[' && folded[end - 1] === ']' ? 1 : 0 // `[Fwd: what it says]`
    folded = folded.slice(folded.indexOf(':', start) + 1, end - bracketed)
  }
}
