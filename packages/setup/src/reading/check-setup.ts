import path from 'node:path'
import { characterProblems } from '../checking/character-problems.ts'
import { completeSetup } from '../completing/complete-setup.ts'
import { describeEffects } from '../completing/describe-effects.ts'
import { meaningProblems } from '../checking/meaning-problems.ts'
import type { PasswordPlaces } from '../checking/password-problems.ts'
import { pathText, type Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { schemaMisfits, soundParts } from '../checking/schema-problems.ts'
import type { Setup } from '../completing/setup.ts'
import { SetupFile } from '../schema/setup-schema.ts'
import { MAY_BE_SECRET } from './syntax-problems.ts'
import { parseSetupText, readSetupText, type SetupText } from './setup-text.ts'
import { thingsToKnow } from '../checking/things-to-know.ts'
import { UnreadableText } from './unreadable-text.ts'

/** A problem with its place in the file. Without a line it is about the whole file. */
export interface Finding {
  readonly line?: number
  readonly column?: number
  /** From the top of the set-up, `mailboxes.0.source.port`; empty for the whole, and for mistakes of YAML. */
  readonly path: string
  readonly text: string
  /** The line as it stands there, where nothing but it shows what is wrong. */
  readonly source?: string
}

export interface CheckedSetup {
  readonly problems: readonly Finding[]
  /** Things that the person should know; the set-up can be used. */
  readonly notes: readonly Finding[]
  /** With every preset and default filled in; undefined where there are problems. */
  readonly setup: Setup | undefined
  /** The text as it may be kept and shown: without comments. Undefined where there are problems. */
  readonly written?: string
  /** Further problems, at their places in the file, in its order. */
  place(problems: readonly Problem[]): Finding[]
}

export type Places = Omit<PasswordPlaces, 'folder'>

/** Reads a set-up, in YAML or JSON, and finds all that is wrong with it. Needs neither database nor broker. */
export function checkSetup(file: string, places: Places): CheckedSetup {
  return checkRead(() => readSetupText(file), { ...places, folder: path.dirname(file) })
}

/**
 * Finds what is wrong with the text of a set-up, whoever wrote it: opens no path, reads no environment and connects nowhere. Whether
 * there is a file or a variable of a name is not looked at.
 */
export function checkSetupText(text: string): CheckedSetup {
  return checkRead(() => parseSetupText(text), undefined)
}

function checkRead(read: () => SetupText, places: PasswordPlaces | undefined): CheckedSetup {
  let text: SetupText
  try {
    text = read()
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error
    const { problems, lineAt } = error
    const findings = problems.map(({ line, column, text: said }) => ({
      ...(line !== undefined && column !== undefined && { line, column, source: lineAt(line) }),
      path: '',
      text: said,
    }))
    return { problems: findings, notes: [], setup: undefined, place: () => findings }
  }
  return checkText(text, places)
}

// The complete set-up of a text is nobody's to apply, so that its paths may begin anywhere.
const NOWHERE = '/'

function checkText(text: SetupText, places: PasswordPlaces | undefined): CheckedSetup {
  const { value } = text
  const place = (problems: readonly Problem[]): Finding[] =>
    problems
      .map((problem) => ({ ...text.placeOf(problem), path: pathText(problem.path), text: problem.text }))
      .toSorted((a, b) => a.line - b.line || a.column - b.column)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { problems: place([{ path: [], text: problemTexts.notFields() }]), notes: [], setup: undefined, place }
  const misfits = schemaMisfits(value, SetupFile)
  const { problems, notes } = meaningProblems(soundParts(value, misfits), places)
  const all = place([...misfits, ...characterProblems(value), ...problems])
  if (all.length > 0) return { problems: all, notes: place(notes), setup: undefined, place }
  const declared = value as SetupFile
  const setup = completeSetup(declared, places?.folder ?? NOWHERE)
  const known = thingsToKnow(declared, setup, places !== undefined)
  return { problems: [], notes: place([...notes, ...known]), setup, written: text.showable, place }
}

// A line of a terminal.
const LONGEST_SOURCE = 100

/** `tubepost.yaml:12:5: mailboxes.0.source.port: must be from 1 to 65535, not 0`, and the line where it helps. */
export function findingText(file: string, { line, column, path: at, text, source }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`
  const said = `${place}: ${at === '' ? '' : `${at}: `}${text}`
  if (source === undefined || column === undefined || MAY_BE_SECRET.test(source)) return said
  const from = Math.max(0, column - 1 - LONGEST_SOURCE / 2)
  const shown = source.slice(from, from + LONGEST_SOURCE)
  return `${said}\n    ${shown}\n    ${shown.slice(0, column - 1 - from).replace(/\S/g, ' ')}^`
}

/** Things to know, a line each. */
export const noteLines = (file: string, notes: readonly Finding[]): string[] =>
  notes.map((finding) => `note: ${findingText(file, finding)}`)

/** Each mailbox with what will become of its mails, for a person who is about to apply the set-up. */
export function effectLines({ mailboxes }: Setup): string[] {
  return mailboxes.map(
    ({ id, enabled, source, policy, routes }) =>
      `mailbox ${id} (${enabled ? 'enabled' : 'not enabled'}): ${describeEffects({ kind: source.kind, policy, routes }).join(' ')}`,
  )
}
