import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A mail on the disk, with its user and its folder. */
export interface Lying {
  /** X-Test-Id; undefined for a mail that no test delivered. */
  id: string | undefined
  folder: string
}

const PARTS = ['new', 'cur']

/** Mails in INBOX now. A mail is in flight from its delivery until it is no longer here. */
export function countInbox(maildir: string): number {
  return PARTS.reduce((count, part) => count + readdirSync(path.join(maildir, part)).length, 0)
}

/** Every mail of every folder of a Maildir whose folders are directories (Dovecot's LAYOUT=fs). */
export function readMaildir(maildir: string): Lying[] {
  return readdirSync(maildir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && PARTS.includes(path.basename(entry.parentPath)))
    .map((entry) => {
      const text = readFileSync(path.join(entry.parentPath, entry.name), 'latin1')
      return {
        id: /^X-Test-Id: (\S+)/m.exec(text)?.[1],
        folder: path.relative(maildir, path.dirname(entry.parentPath)) || 'INBOX',
      }
    })
}
