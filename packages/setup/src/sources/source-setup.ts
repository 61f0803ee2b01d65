import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import type { Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'

/** Where to read a password when it is needed. It is stored nowhere else. */
export type PasswordSource = { file: string } | { env: string } | undefined

/**
 * A kind of mailbox source as a person sets it up: its form in tubepost.yaml and over HTTP, and its settings once
 * every default is filled in. Reading or listening to it is the fetcher's part, under the same kind.
 */
export interface SourceSetup<Fields extends TProperties = TProperties, Settings extends object = object> {
  /** `folder`: mails lie in a folder that is read. `nothing`: mails are handed over. */
  readonly holds: 'folder' | 'nothing'
  /** A sentence for the reference and for editors. */
  readonly summary: string
  /** The fields a person writes besides `kind` and the password; unknown fields are refused. */
  readonly fields: Fields
  /** `password` for a source that logs in, with a password kept elsewhere. */
  readonly secrets: readonly 'password'[]
  /** Settings that decide where the password is sent: when one of them changes, the password must be given again. */
  readonly givesSecretTo: readonly (string & keyof Settings)[]
  /** Names something on the fetcher's own machine, so that only the file may declare it. */
  readonly isLocal?: boolean
  /** Fills in every default. @param address of the mailbox */
  complete(written: Written<Fields>, address: string): Settings
  /** Problems that the schema cannot find; their paths begin with the field. */
  problems?(written: Written<Fields>): Problem[]
  /** Things to know that only the machine shows on which the set-up is looked at. */
  notes?(written: Written<Fields>): Problem[]
}

export type Written<Fields extends TProperties> = Static<TObject<Fields>>

/** Defines one kind; it keeps the types of its fields and its settings. */
export const defineSource = <Fields extends TProperties, Settings extends object>(
  setup: SourceSetup<Fields, Settings>,
): SourceSetup<Fields, Settings> => setup

const Interval = Type.String({
  pattern: '^[1-9]\\d{0,5}(s|m|h)$',
  form: 'a duration such as 60s, 5m or 1h',
  description: 'How often the folder is looked at when nothing announces a mail.',
  default: '60s',
})
const SECONDS = { s: 1, m: 60, h: 3_600 } as const
// Whoever has a folder looked at less often than each day has mistaken the unit.
const LONGEST_INTERVAL_MS = 24 * 3_600_000

/** The fields of every source with a folder: how often to look when nothing announces a mail. */
export const POLLED = { pollInterval: Type.Optional(Interval) } satisfies Record<string, TSchema>

/** @param interval as in `POLLED` */
export function pollIntervalMs(interval = '60s'): number {
  return Number.parseInt(interval, 10) * SECONDS[interval.at(-1) as keyof typeof SECONDS] * 1_000
}

/** An interval must be one that somebody can mean. */
export function intervalProblems({ pollInterval }: { pollInterval?: string }): Problem[] {
  return pollIntervalMs(pollInterval) <= LONGEST_INTERVAL_MS
    ? []
    : [{ path: ['pollInterval'], text: problemTexts.outOfRange('at most 24h', pollInterval) }]
}
