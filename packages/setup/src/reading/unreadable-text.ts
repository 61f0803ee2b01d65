import type { SyntaxProblem } from './syntax-problems.ts'

/** Why a file could not be read as a set-up. `problems` have places where the text is known. */
export class UnreadableText extends Error {
  readonly problems: readonly (Partial<SyntaxProblem> & { text: string })[]
  readonly lineAt: (line: number) => string

  constructor(problems: UnreadableText['problems'], lineAt: (line: number) => string = () => '') {
    super(problems.map(({ text }) => text).join('; '))
    this.problems = problems
    this.lineAt = lineAt
  }
}
