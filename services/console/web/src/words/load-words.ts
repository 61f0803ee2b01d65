import type { Words } from './en.ts'
import { type Language, LANGUAGES, type Part } from './languages.ts'

/** Parts that are on the page. */
const shown = new Set<Part>()

/** @returns ends it */
export function showPart(part: Part): () => void {
  shown.add(part)
  return () => void shown.delete(part)
}

/** All words that the page needs in a language. Rejects where some of them do not come, so that no page speaks two. */
export async function loadWords(language: Language): Promise<Words> {
  const { load, parts } = LANGUAGES[language]
  const [words] = await Promise.all([load(), ...[...shown].map((part) => parts[part]())])
  return words
}
