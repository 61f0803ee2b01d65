import type { SettingsOf } from '@tubepost/setup'
import type { FolderSource } from '../source.ts'
import { openMaildirFolder } from './maildir-folder.ts'

export const maildir: FolderSource<SettingsOf<'maildir'>> = {
  holds: 'folder',
  steps: ['folder'],
  async open({ path, folder }, access, asked = folder) {
    const opened = await openMaildirFolder(path, asked)
    access.passed?.('folder', `The folder ${asked} can be opened.`)
    return opened
  },
}
