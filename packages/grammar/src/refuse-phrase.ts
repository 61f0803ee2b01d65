import { matchAt } from './due-phrase.ts'
import type { Vocabulary } from './vocabulary.ts'

// Numbers in a form that is ours to read: behind a sign, a clock, a fraction, a date, a decimal, a range, half of a day.
const OWN_NUMBERS = /[-+.−] ?\d|\d+[:.,/]\d|\d+ ?\/|\d{1,2}-\d|\d{1,2} [ap](?!\p{L})/uy
const GLUED = /\d+\p{Script=Latin}/uy

/**
 * Rules G12 and G12b: whether the text at an anchor has a form that our rules know and do not take (`25:00`, `2/30`,
 * `1d9am`, `-30m`, `5 daysies`, `a minute`, `from 9`, `sat on a chair`), so that no second reader may take it either.
 */
export function isRefused(text: string, at: number, vocabulary: Vocabulary): boolean {
  const leadIn = matchAt(vocabulary.patterns.leadIn, text, at)
  const behind = leadIn ? at + leadIn[0].length : at
  return isOwnForm(text, at, vocabulary) || (leadIn !== null && isOwnForm(text, behind, vocabulary))
}

function isOwnForm(text: string, at: number, { patterns }: Vocabulary): boolean {
  const own = [OWN_NUMBERS, GLUED, patterns.rangeOpener, patterns.idiom]
  if (own.some((pattern) => matchAt(pattern, text, at) !== null)) return true
  return [patterns.weekday, patterns.dayWord, patterns.monthDay, patterns.dayMonth, patterns.duration].some(
    (pattern) => {
      const match = matchAt(pattern, text, at)
      return match !== null && !/\p{L}/u.test(text.charAt(at + match[0].length)) // else the word is another
    },
  )
}
