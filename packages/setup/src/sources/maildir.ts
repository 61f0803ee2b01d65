import path from 'node:path'
import { Type } from 'typebox'
import { defineSource, POLLED, pollIntervalMs } from './source-setup.ts'

/** A Maildir on the fetcher's machine, into which a mail server there delivers. */
export const maildir = defineSource({
  holds: 'folder',
  fields: {
    path: Type.String({ minLength: 1, description: 'the absolute path of the folder that holds cur, new and tmp' }),
    folder: Type.Optional(Type.String({ minLength: 1 })),
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
  problems: ({ path: root }) => (path.isAbsolute(root) ? [] : ['path: must be absolute']),
})
