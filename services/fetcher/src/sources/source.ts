import type { FetcherConfig } from '../config.ts'
import type { Folder, KeyedFolder } from './folder.ts'
import type { IncomingMail } from './incoming-mail.ts'

/** The steps on the way to the messages of a folder; a source has some or all of them. */
export const STEPS = ['resolve', 'connect', 'tls', 'login', 'folder', 'count', 'trust'] as const
export type Step = (typeof STEPS)[number]

/** A source whose mails lie in a folder, which one replica at a time reads. */
export interface FolderSource<Settings = never> {
  readonly holds: 'folder'
  /** The steps of `open`. */
  readonly steps: readonly Step[]
  /** Opens the folder of the settings, or another of the account at a path from `pathsOf`. Throws a SourceError. */
  open(settings: Settings, access: Access, path?: string): Promise<Folder | KeyedFolder>
}

export interface Access {
  readonly config: FetcherConfig
  /** Called when it is needed; may throw. */
  password(): string
  /** Aborted when the service no longer waits for other machines. */
  readonly cutOff?: AbortSignal
  /** Called for each step that succeeded, with a text for an administrator. */
  readonly passed?: ((step: Step, detail: string) => void) | undefined
}

/** A source whose mails are handed over; we are responsible for a mail once we have acknowledged it. */
export interface IntakeSource<Settings = never> {
  readonly holds: 'nothing'
  /** How its mails come, as in "takes mail over SMTP". */
  readonly label: string
  /** The endpoint it listens at, in words; mailboxes of one endpoint share one intake. */
  endpointOf(settings: Settings): string
  /** Throws a SourceError where the endpoint cannot be opened; its code is `PORT_TAKEN` where another has it. */
  listen(settings: Settings, options: ListenOptions): Promise<Intake>
  /**
   * Whether mail is taken there, or could be once the mailbox is enabled, in words to act on.
   * @param ours proofs of the intakes of this installation that are open there
   */
  test(
    settings: Settings,
    enabled: boolean,
    config: FetcherConfig,
    ours: ReadonlySet<string>,
  ): Promise<{ ok: boolean; detail: string }>
}

export interface ListenOptions {
  readonly config: FetcherConfig
  readonly accepts: (address: string) => boolean
  /** Bytes of a mail to keep; of a larger one only the header block is kept. */
  readonly maxBytes: (recipients: readonly string[]) => number
  /**
   * Must have stored the mail durably when it resolves; then, and only then, the sender may get its acknowledgement.
   */
  readonly take: (mail: IncomingMail) => Promise<void>
  readonly onError: (error: Error) => void
  /** A mail was put off, because it could not be kept. */
  readonly onNotStored: (error: Error) => void
}

export interface Intake {
  /** A word of its greeting that no other program knows: whoever gives it listens for this installation. */
  readonly proof: string
  /** Takes no more mails, and waits for those that are coming in. */
  close(): Promise<void>
  /** Breaks off mails that are still coming in; their senders have no acknowledgement, and send them again. */
  cutOff(): void
}

export type Source<Settings = never> = FolderSource<Settings> | IntakeSource<Settings>
