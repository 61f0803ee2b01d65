import type { SourceSettings } from '@tubepost/setup'
import type { Folder, KeyedFolder } from './folder.ts'
import { numbered, type Numbers } from './numbered.ts'
import type { Access } from './source.ts'
import { folderSourceOf } from './sources.ts'

/**
 * Opens the folder of a source, or another of the same account.
 * @param numbers of the messages, where the source has textual keys
 */
export async function openFolder(
  settings: SourceSettings,
  access: Access,
  { numbers, path }: { numbers: (folder: KeyedFolder) => Numbers; path?: string | undefined },
): Promise<Folder> {
  const source = folderSourceOf(settings)
  if (source === undefined) throw new TypeError(`a source ${settings.kind} has no folder`)
  const folder = await source.open(settings, access, path)
  return 'keys' in folder ? await numbered(folder, numbers(folder)) : folder
}
