import type { Vocabulary } from './vocabulary.ts'

/** Whether a comment names a clock, a day or a unit of time: its writer may have meant a due that was not read. */
export function namesTime(comment: string, { patterns }: Vocabulary): boolean {
  return patterns.timeWord.test(comment)
}
