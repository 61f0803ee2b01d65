import { readBytes } from './read-bytes.ts'
import { UnreadableText } from './unreadable-text.ts'
import { type Document, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { Path, Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { showableText } from './showable-text.ts'
import { MAY_BE_SECRET, syntaxProblems } from './syntax-problems.ts'

/** A set-up in YAML or JSON, which is a part of YAML, with the places of its values. */
export interface SetupText {
  readonly value: unknown
  /** As it may be kept and shown. */
  readonly showable: string
  /** Line and column, from 1, of a value or of its key; where it is missing, of the nearest around it. */
  placeOf(problem: Pick<Problem, 'path' | 'isKey'>): { line: number; column: number }
  lineAt(line: number): string
}

/** Throws an UnreadableText. */
export function readSetupText(file: string): SetupText {
  return parseSetupText(decode(readBytes(file)))
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableText([{ text: problemTexts.notUtf8() }])
  }
}

/** Throws an UnreadableText. */
export function parseSetupText(text: string): SetupText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const lineAt = (line: number) => text.split(/\r?\n/)[line - 1] ?? ''
  if (document.errors.length > 0) throw new UnreadableText(syntaxProblems(document, text, lines), lineAt)
  return {
    value: toValue(document, lines, lineAt),
    get showable() {
      return showableText(text)
    },
    lineAt,
    placeOf({ path, isKey = false }) {
      const offset = offsetOf(document.contents, path, isKey) ?? 0
      const { line, col } = lines.linePos(offset)
      return { line: Math.max(line, 1), column: Math.max(col, 1) }
    },
  }
}

function toValue(document: Document, lines: LineCounter, lineAt: (line: number) => string): unknown {
  const endless = findEndless(document)
  if (endless !== undefined) {
    const { line, col: column } = lines.linePos(endless)
    throw new UnreadableText([{ line, column, text: problemTexts.tooManyAliases() }], lineAt)
  }
  try {
    return document.toJS()
  } catch (error) {
    // Aliases are resolved here: a bomb of them is refused, and so is one that stands for nothing.
    const alias = /^Unresolved alias.*: (.+)$/.exec((error as Error).message)?.[1]
    if (alias === undefined) throw new UnreadableText([{ text: problemTexts.tooManyAliases() }])
    const at = findAlias(document.contents, alias)
    const place: { line?: number; column?: number } =
      at === undefined ? {} : { line: lines.linePos(at).line, column: lines.linePos(at).col }
    const shown = MAY_BE_SECRET.test(lineAt(place.line ?? 0)) ? '…' : alias
    throw new UnreadableText([{ ...place, text: problemTexts.unknownAlias(shown) }], lineAt)
  }
}

/** Where an alias stands within what it repeats, which has no end; yaml makes a ring of objects of it. */
function findEndless(document: Document): number | undefined {
  let found: number | undefined
  visit(document, {
    Alias(_key, alias, around) {
      const meant = alias.resolve(document)
      if (meant === undefined || !around.includes(meant)) return undefined
      found = alias.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return found
}

function findAlias(node: unknown, name: string): number | undefined {
  if (isPair(node)) return findAlias(node.value, name)
  if (isMap(node) || isSeq(node)) {
    for (const item of node.items) {
      const found = findAlias(item, name)
      if (found !== undefined) return found
    }
    return undefined
  }
  const { source, range } = (node ?? {}) as { source?: string; range?: readonly number[] }
  return source === name && !isScalar(node) ? range?.[0] : undefined
}

/** Follows the path as far as it leads. */
function offsetOf(node: Node | null, path: Path, isKey: boolean): number | undefined {
  let at: unknown = node
  let offset = startOf(node)
  for (const [i, step] of path.entries()) {
    if (isMap(at)) {
      const pair = at.items.find(({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step))
      if (pair === undefined) return offset
      const wantsKey = isKey && i === path.length - 1
      // An entry that is a group or a list is known by its name.
      const isGroup = isMap(pair.value) || isSeq(pair.value)
      offset = (wantsKey || isGroup ? startOf(pair.key) : startOf(pair.value)) ?? startOf(pair.key) ?? offset
      at = pair.value
    } else if (isSeq(at)) {
      const item: unknown = at.items[Number(step)]
      offset = startOf(item) ?? offset
      at = item
    } else return offset
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0]
}
