import { foldName } from './normalise-subject.ts'

/** Rule G2: words that mail gateways put before the subjects of mails from outside. */
export const DEFAULT_SUBJECT_TAGS: readonly string[] = [
  'external',
  'ext',
  'extern',
  'externe',
  'externo',
  'spam',
  'caution',
  '外部',
]

const folded = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Folded once per list: callers replace the list when a tag changes. */
export function foldTags(tags: readonly string[]): ReadonlySet<string> {
  const known = folded.get(tags)
  if (known) return known
  const words = new Set(tags.map(foldName))
  folded.set(tags, words)
  return words
}
