import type { Document, ErrorCode, LineCounter, YAMLError } from 'yaml'

/** A mistake of YAML or JSON, at its place in the text. */
export interface SyntaxProblem {
  readonly line: number
  readonly column: number
  readonly text: string
}

/**
 * The usual mistakes, without the words of YAML's specification. `found` is the text at the place; yaml's own words are
 * the last resort.
 */
const TEXTS: Partial<Record<ErrorCode, (error: YAMLError, found: string) => string>> = {
  TAB_AS_INDENT: () => 'the line is indented with a tab; indent with spaces',
  BAD_INDENT: ({ message }) =>
    /Flow /.test(message)
      ? unclosed(message.includes('sequence'))
      : 'the line is indented neither like the lines above it nor as a part of one of them; align it with its siblings',
  MISSING_CHAR: ({ message }) => {
    const quote = /Missing closing (["'])/.exec(message)?.[1]
    const open = /Flow (map|sequence) .*must end with/i.exec(message)?.[1]
    if (open !== undefined) return unclosed(open === 'sequence')
    if (quote !== undefined) return `a text that begins with ${quote} has no closing ${quote}`
    if (/followed by map values/.test(message)) return 'this is no "field: value"; a colon and a space are missing'
    if (/without - indicator/.test(message))
      return 'this line belongs to no entry of the list above it; begin an entry with "- ", or align the line with the fields of its entry'
    return `${message.toLowerCase()}; a sign such as a comma, a quote or a bracket is missing`
  },
  BLOCK_AS_IMPLICIT_KEY: () =>
    'a second ": " on this line, or a line below that is indented too far; put a text that holds ": " in quotes, or align the lines',
  MULTILINE_IMPLICIT_KEY: () =>
    'a field and its colon must stand on one line; is ": " missing, or the line indented too far?',
  DUPLICATE_KEY: (_error, found) => `the field "${found}" is given twice in the same group; remove one`,
  BAD_SCALAR_START: (_error, found) => `a text that begins with ${found.slice(0, 1)} must be in quotes`,
  BAD_DQ_ESCAPE: (_error, found) =>
    `${found.slice(0, 2)} has no meaning between double quotes; write \\\\ for a backslash, or use single quotes`,
  MULTIPLE_DOCS: () => 'a second part begins here with "---"; a set-up is one',
  UNEXPECTED_TOKEN: (_error, found) => unexpected(found),
  BAD_COLLECTION_TYPE: () => 'a list and a group of fields are mixed here; begin every line of a list with "- "',
  BLOCK_IN_FLOW: () => 'lines in the indented form stand within [ ] or { }; separate the entries with commas there',
  KEY_OVER_1024_CHARS: () => 'the name of this field is longer than 1024 characters; is a quote missing?',
  NON_STRING_KEY: () => 'the name of a field must be a text',
  BAD_ALIAS: (_error, found) => `a text that begins with ${found.slice(0, 1)} must be in quotes`,
  RESOURCE_EXHAUSTION: () => 'groups or lists stand within each other too deep',
  BAD_DIRECTIVE: () => 'a line that begins with % has no place here',
}

const unclosed = (isList: boolean): string =>
  isList ? 'a [ before this is not closed; add its ]' : 'a { before this is not closed; add its }'

function unexpected(found: string): string {
  const sign = found.trim().slice(0, 1)
  if (sign === ']' || sign === '}')
    return `${sign} closes nothing; remove it, or add its ${sign === ']' ? '[' : '{'} before`
  if (sign === '-') return 'a list begins in the middle of a line; put "- " on a line of its own'
  return `"${found.split('\n')[0]?.trim().slice(0, 20) ?? ''}" does not belong here; is a quote, a comma or a colon missing before it?`
}

// No file should hold a secret, and a mistaken one must not end in a log.
export const MAY_BE_SECRET = /pass|secret|token|key/i

// A few words tell which place is meant.
const LONGEST_FOUND = 20

/** Mistakes in the order of the text, one a line: a mistake makes the parser stumble on. */
export function syntaxProblems(document: Document, text: string, lines: LineCounter): SyntaxProblem[] {
  const byLine = new Map<number, SyntaxProblem>()
  for (const error of document.errors) {
    // An end that is missing is reported where the text ends; a line that is empty tells nobody anything.
    // Where the parser's stack is full is no place of a mistake.
    const from = error.code === 'RESOURCE_EXHAUSTION' ? 0 : Math.min(error.pos[0], text.trimEnd().length)
    const { line, col: column } = lines.linePos(from)
    const raw = text.slice(from, Math.max(error.pos[1], from + 1) + LONGEST_FOUND).split('\n')[0] ?? ''
    const key = error.code === 'DUPLICATE_KEY' ? /^["']?([^"':\s]+)/.exec(raw)?.[1] : undefined
    const isSecret = MAY_BE_SECRET.test(text.split('\n', line)[line - 1] ?? '')
    const word = key ?? (isSecret ? '…' : raw)
    const said = TEXTS[error.code]?.(error, word) ?? error.message
    if (!byLine.has(line)) byLine.set(line, { line, column, text: said })
  }
  return [...byLine.values()].toSorted((a, b) => a.line - b.line)
}
