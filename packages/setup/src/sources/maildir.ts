import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { Type } from 'typebox'
import { isFolder } from './is-folder.ts'
import type { Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { Text } from '../setup-values.ts'
import { defineSource, intervalProblems, POLLED, pollIntervalMs } from './source-setup.ts'

/** A Maildir on the fetcher's machine, into which a mail server there delivers. */
export const maildir = defineSource({
  holds: 'folder',
  summary: 'A Maildir into which a mail server on the fetcher’s machine delivers. Only the file may declare one.',
  fields: {
    path: Text({
      description: 'The absolute path of the folder that holds cur, new and tmp.',
      examples: ['/var/mail/status'],
    }),
    folder: Type.Optional(
      Text({ description: 'The folder that is read; `A/B` is `.A.B` of Maildir++.', default: 'INBOX' }),
    ),
    ...POLLED,
  },
  secrets: [],
  givesSecretTo: [],
  isLocal: true,
  complete: ({ path: root, folder, pollInterval }) => ({
    path: root,
    folder: folder ?? 'INBOX',
    pollIntervalMs: pollIntervalMs(pollInterval),
  }),
  problems: ({ path: root, ...polled }) => [
    ...(path.isAbsolute(root) ? [] : [{ path: ['path'], text: problemTexts.relativePath(root) }]),
    ...intervalProblems(polled),
  ],
  notes: ({ path: root, folder = 'INBOX' }) => [
    ...folderNotes('path', root),
    ...(folder === 'INBOX' || !isFolder(root)
      ? []
      : folderNotes('folder', path.join(root, `.${folder.replaceAll('/', '.')}`))),
  ],
})

function folderNotes(field: 'path' | 'folder', folder: string): Problem[] {
  const note = (text: string): Problem[] => [{ path: [field], text }]
  if (!isFolder(folder)) return note(problemTexts.maildirMissing(folder))
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
  } catch {
    return note(problemTexts.maildirForbidden(folder))
  }
  return ['cur', 'new'].every((part) => isFolder(path.join(folder, part)))
    ? []
    : note(problemTexts.maildirOther(folder))
}
