import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** Where a password is to be read when it is needed. It is kept nowhere else. */
export type PasswordSource = { file: string } | { env: string } | undefined

/**
 * A kind of mailbox source as a person sets it up: how it is written in tubepost.yaml and over HTTP, and what it is once
 * every default is filled in. How it is read or listened to is the fetcher's part, under the same kind.
 */
export interface SourceSetup<Fields extends TProperties = TProperties, Settings extends object = object> {
  /** Mails lie in a folder, or are handed over. */
  readonly holds: 'folder' | 'nothing'
  /** What a person writes besides `kind` and the password; unknown fields are refused. */
  readonly fields: Fields
  /** It logs in, with a password that stands elsewhere. */
  readonly secrets: readonly 'password'[]
  /** Settings that say to whom the password is given: with another value of one of them it must be given anew. */
  readonly givesSecretTo: readonly (string & keyof Settings)[]
  /** Names something on the fetcher's own machine, so that only the file may declare it. */
  readonly isLocal?: boolean
  /** Fills in every default. @param address of the mailbox */
  complete(written: Written<Fields>, address: string): Settings
  /** What the schema cannot say of it, by the path of the field. */
  problems?(written: Written<Fields>): string[]
}

export type Written<Fields extends TProperties> = Static<TObject<Fields>>

/** One value per kind; it keeps the types of what is written and of what becomes of it. */
export const defineSource = <Fields extends TProperties, Settings extends object>(
  setup: SourceSetup<Fields, Settings>,
): SourceSetup<Fields, Settings> => setup

const Interval = Type.String({ pattern: '^\\d+(s|m|h)$', description: 'a duration such as 60s, 5m or 1h' })
const SECONDS = { s: 1, m: 60, h: 3_600 } as const

/** The fields of every source with a folder: how often it is looked at when nothing announces a mail. */
export const POLLED = { pollInterval: Type.Optional(Interval) } satisfies Record<string, TSchema>

/** @param interval as in `POLLED` */
export function pollIntervalMs(interval = '60s'): number {
  return Number.parseInt(interval, 10) * SECONDS[interval.at(-1) as keyof typeof SECONDS] * 1_000
}
