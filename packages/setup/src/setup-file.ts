import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { MailboxRecord, Organisation, Person, Status } from '@tubepost/events'
import { LineCounter, parseDocument } from 'yaml'
import { completeSetup } from './complete-setup.ts'
import { meaningProblems, type PasswordPart } from './meaning-problems.ts'
import { schemaMisfits, SETUP_FILE, soundParts } from './schema-problems.ts'
import type { MailboxEntry, SetupFile } from './setup-schema.ts'

/** Where a password is to be read when it is needed. It is kept nowhere else. */
export type PasswordSource = { file: string } | { env: string } | undefined

export interface ImapSource {
  kind: 'imap'
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  username: string
  password: PasswordSource
  allowPrivateAddress: boolean
  tlsVerify: boolean
  folder: string
  pollIntervalMs: number
}
export type SourceSettings = ImapSource | { kind: 'smtp'; port: number }

export interface SmtpSettings {
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  from: string
  username: string | undefined
  password: PasswordSource
  tlsVerify: boolean
}

/** A mailbox with every preset and default filled in, and with `entry` as a person has written it, without its password. */
export type CompleteMailbox = MailboxRecord & { source: SourceSettings; entry: MailboxEntry }

/** tubepost.yaml, checked and with every preset and default filled in. */
export interface Setup {
  organisation: Organisation
  people: Person[]
  /** `colour`: null for the one of its type. */
  statuses: (Status & { colour: string | null })[]
  mailboxes: CompleteMailbox[]
  smtp: SmtpSettings | undefined
  limits: {
    repliesPerRecipientPerHour: number
    /** To all recipients together. */
    repliesPerHour: number
  }
}

export class SetupError extends Error {
  readonly problems: readonly string[]

  constructor(file: string, problems: readonly string[]) {
    super(`${file} is not usable, nothing of it was applied:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SetupError'
    this.problems = problems
  }
}

/**
 * Reads tubepost.yaml. Throws a SetupError that lists every problem by its path; then nothing is to be applied.
 * @param passwordsOf the parts whose passwords are looked for; who reads none of them need not have them
 */
export function loadSetup(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  passwordsOf: readonly PasswordPart[] = ['mailboxes', 'smtp'],
): Setup {
  const fail = (problems: string[]) => new SetupError(file, problems)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fail([`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  if (document.errors.length > 0) throw fail(document.errors.map((error) => error.message.split('\n')[0] ?? ''))
  const value = document.toJS() as unknown
  const misfits = schemaMisfits(value, SETUP_FILE)
  const problems = [
    ...misfits.map((misfit) => `${misfit.path || '(the whole file)'}: ${misfit.text}`),
    ...meaningProblems(soundParts(value, misfits), path.dirname(file), environment, passwordsOf),
  ]
  if (problems.length > 0) throw fail(problems)
  return completeSetup(value as SetupFile, path.dirname(file))
}
