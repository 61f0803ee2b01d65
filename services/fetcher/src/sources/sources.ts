import type { SettingsOf, SourceKind, SourceSettings } from '@tubepost/setup'
import { imap } from './imap/imap.ts'
import { maildir } from './maildir/maildir.ts'
import { smtp } from './smtp/smtp.ts'
import type { FolderSource, IntakeSource, Source } from './source.ts'

/** The fetcher's source for each kind of mailbox. */
export const sources = { imap, maildir, smtp } satisfies { [Kind in SourceKind]: Source<SettingsOf<Kind>> }

/** Settings of a source whose mails lie in a folder. */
export type FolderSettings = Extract<SourceSettings, { pollIntervalMs: number }>

export function hasFolder(source: SourceSettings): source is FolderSettings {
  return sources[source.kind].holds === 'folder'
}

/** @returns undefined for a source without a folder */
export function folderSourceOf(source: SourceSettings): FolderSource<SourceSettings> | undefined {
  const own: Source = sources[source.kind]
  return own.holds === 'folder' ? own : undefined
}

/** @returns undefined for a source with a folder */
export function intakeSourceOf(source: SourceSettings): IntakeSource<SourceSettings> | undefined {
  const own: Source = sources[source.kind]
  return own.holds === 'nothing' ? own : undefined
}
