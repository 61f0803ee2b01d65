// Longer ones are no words, and an index entry has a limit.
const LONGEST_WORD = 60
// A subject of more is not searched by its end.
const MOST_WORDS = 200

/** The words of texts as they are searched: folded by NFKC, case and accents, cut at every sign, each once. */
export function searchWords(...texts: readonly string[]): string[] {
  const folded = texts
    .join(' ')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
  const words = folded.split(/[^\p{L}\p{N}]+/u).map((word) => word.slice(0, LONGEST_WORD))
  return [...new Set(words)].filter((word) => word.isWellFormed() && word !== '').slice(0, MOST_WORDS)
}

/** All of these words, each as the beginning of one, for `@@` (PostgreSQL 8.11.2). Words hold no sign that means something there. */
export const asQuery = (words: readonly string[]): string => words.map((word) => `'${word}':*`).join(' & ')
