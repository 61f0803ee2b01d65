/** Rules about plain English: comments, names of tests, subjects of commits. Pure; `check-prose.ts` reads and asks here. */

export type Comment = { readonly line: number; readonly text: string }
export type Commit = { readonly parents: number; readonly subject: string }

const OPENING = /^(what|who|of|that)\b/i
const PHRASE = /\bis\s+(told\s+of|away|over)\b/i
const LONGEST_TEST_NAME = 80
const LONGEST_SUBJECT = 72
// `area: verb …`; that the word is a verb is for people to see.
const SUBJECT = /^\.?[a-z0-9-]+(\/[a-z0-9-]+)*: (?!(the|an?|what|who|of|that)\b)[a-z]+( |$)/
const MADE_BY_GIT = /^Merge (branch|commit|tag|remote-tracking branch|pull request) /

export function commentProblem(text: string): string | undefined {
  const [, word] = OPENING.exec(text) ?? []
  if (word !== undefined) return `a comment begins with "${word}": name the thing or the reason`
  const [phrase] = PHRASE.exec(text) ?? []
  return phrase === undefined ? undefined : `a comment says "${phrase.replaceAll(/\s+/g, ' ')}": use the plain word`
}

export function testNameProblem(name: string): string | undefined {
  return name.length > LONGEST_TEST_NAME
    ? `the name of a test has ${name.length} characters, not at most ${LONGEST_TEST_NAME}`
    : undefined
}

export function subjectProblem({ parents, subject }: Commit): string | undefined {
  if (parents > 1 && MADE_BY_GIT.test(subject)) return undefined
  if (subject.length > LONGEST_SUBJECT) return `has ${subject.length} characters, not at most ${LONGEST_SUBJECT}`
  return SUBJECT.test(subject) ? undefined : 'is not of the form `area: verb …`'
}

/** Comments after `#` or `--`, of a file without a parser. */
export function lineComments(text: string, mark: '#' | '--'): Comment[] {
  const pattern = new RegExp(String.raw`^((?:.*?\s)?)${mark}(?!!)\s*(.*)$`)
  const lines = text.split('\n').flatMap((line, index) => {
    const [, before, comment] = pattern.exec(line) ?? []
    return comment === undefined ? [] : [{ line: index + 1, text: comment, isAlone: before?.trim() === '' }]
  })
  return joined(lines)
}

/** Lines with nothing but a comment that follow each other are one comment. */
export function joined(lines: readonly (Comment & { readonly isAlone: boolean })[]): Comment[] {
  const found: (Comment & { readonly isAlone: boolean })[] = []
  for (const next of lines) {
    const last = found.at(-1)
    const goesOn = last?.isAlone === true && next.isAlone && last.line + last.text.split('\n').length === next.line
    if (goesOn) found.splice(-1, 1, { ...last, text: `${last.text}\n${next.text}` })
    else found.push(next)
  }
  return found
}
