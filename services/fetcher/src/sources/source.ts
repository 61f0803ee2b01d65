import type { FetcherConfig } from '../config.ts'
import type { Folder, KeyedFolder } from './folder.ts'
import type { IncomingMail } from './incoming-mail.ts'

/** The way to the messages of a folder, part by part; a source goes those it has. */
export const STEPS = ['resolve', 'connect', 'tls', 'login', 'folder', 'count'] as const
export type Step = (typeof STEPS)[number]

/** Mails lie in a folder, which one replica at a time reads. */
export interface FolderSource<Settings = never> {
  readonly holds: 'folder'
  /** The steps that `open` goes. */
  readonly steps: readonly Step[]
  /** Opens the folder of the settings, or another of the account at a path as `pathOf` gives it. Throws a SourceError. */
  open(settings: Settings, access: Access, path?: string): Promise<Folder | KeyedFolder>
}

export interface Access {
  readonly config: FetcherConfig
  /** Asked for when it is needed; may throw. */
  password(): string
  /** Aborted when whoever waits for another machine is to let go of it. */
  readonly cutOff?: AbortSignal
  /** Called for each step of the way that was gone, in words for an administrator. */
  readonly passed?: ((step: Step, detail: string) => void) | undefined
}

/** Mails are handed over, and we answer for them once we have said so. */
export interface IntakeSource<Settings = never> {
  readonly holds: 'nothing'
  /** How its mails come, as in "takes mail over SMTP". */
  readonly label: string
  /** Where it listens, in words; mailboxes of one place share one intake. */
  placeOf(settings: Settings): string
  listen(settings: Settings, options: ListenOptions): Promise<Intake>
  /** Whether mail is taken there, or could be once the mailbox is enabled, in words to act on. */
  test(settings: Settings, enabled: boolean, config: FetcherConfig): Promise<{ ok: boolean; detail: string }>
}

export interface ListenOptions {
  readonly config: FetcherConfig
  readonly accepts: (address: string) => boolean
  /** Bytes of a mail to keep; of a larger one there is the header block. */
  readonly maxBytes: (recipients: readonly string[]) => number
  /** Has stored the mail durably when it resolves; then, and only then, the sender may be told so. */
  readonly take: (mail: IncomingMail) => Promise<void>
  readonly onError: (error: Error) => void
}

export interface Intake {
  /** Takes no more mails, and waits for those that are coming in. */
  close(): Promise<void>
  /** Breaks off what is still coming in; its sender has not been told that it was taken, and sends it again. */
  cutOff(): void
}

export type Source<Settings = never> = FolderSource<Settings> | IntakeSource<Settings>
