/** Keys and positions from the top of the set-up: `['mailboxes', 0, 'source', 'port']`. */
export type Path = readonly (string | number)[]

/** Something in a set-up that is not right, or that the person should know. */
export interface Problem {
  readonly path: Path
  /** Says what is wrong and what is right, without its place. */
  readonly text: string
  /** The last key of the path is what is wrong, not its value. */
  readonly isKey?: boolean
}

/** The part of a problem's place that is counted from the top: `mailboxes.0.source.port`. */
export const pathText = (path: Path): string => path.join('.')

/** One line without a file: for HTTP, where the place is the path alone. @param whole names the top */
export function problemText({ path, text }: Problem, whole: string): string {
  return `${pathText(path) || whole}: ${text}`
}

/** The same problem, seen from further up. */
export const within = (path: Path, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }))
