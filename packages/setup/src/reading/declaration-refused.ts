import { type Problem, problemText } from '../problems/problem.ts'

/** A sound set-up that does not go together with what a service has in its tables already. */
export class DeclarationRefused extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problemText(problem, 'the set-up')).join('; '))
    this.name = 'DeclarationRefused'
    this.problems = problems
  }
}
