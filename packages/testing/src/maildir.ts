/**
 * Mailboxes on the disk, as Dovecot keeps them with `maildir:…:LAYOUT=fs:UTF-8`: the folder `[IMAP]/Trash` is the path
 * `[IMAP]/Trash/{cur,new,tmp}` below the user's Maildir, and INBOX is the Maildir itself.
 */
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import type { SystemUser } from './system-user.ts'

export type MaildirMessage = {
  /** Null until Dovecot has seen the message. */
  readonly uid: number | null
  /** IMAP names: `\Seen`, … System flags only. */
  readonly flags: readonly string[]
  readonly internalDate: Date
  readonly size: number
  readonly file: string
}

export type AppendOptions = { readonly flags?: readonly string[]; readonly internalDate?: Date }

/** https://cr.yp.to/proto/maildir.html, "What can I put in info?" */
const LETTERS: Readonly<Record<string, string>> = {
  '\\Draft': 'D',
  '\\Flagged': 'F',
  '\\Answered': 'R',
  '\\Seen': 'S',
  '\\Deleted': 'T',
}

let serial = 0

/**
 * Writes the file and moves it to the place where the server finds it. Without flags into `new`, as a delivery agent
 * does.
 */
export function writeMessage(
  folder: string,
  raw: Buffer | string,
  owner: SystemUser | undefined,
  options: AppendOptions,
): void {
  const name = `${Math.floor(Date.now() / 1000)}.M${++serial}P${process.pid}.tubepost`
  const written = join(folder, 'tmp', name)
  writeFileSync(written, raw)
  if (owner !== undefined) chownSync(written, owner.uid, owner.gid)
  if (options.internalDate !== undefined) utimesSync(written, options.internalDate, options.internalDate)
  if (options.flags === undefined) return renameSync(written, join(folder, 'new', name))
  const letters = options.flags
    .map((flag) => LETTERS[flag] ?? '')
    .toSorted()
    .join('')
  renameSync(written, join(folder, 'cur', `${name}:2,${letters}`))
}

export function makeFolder(maildir: string, folder: string, owner: SystemUser | undefined): string {
  const path = folderPath(maildir, folder)
  for (const part of ['cur', 'new', 'tmp']) {
    const first = mkdirSync(join(path, part), { recursive: true })
    if (first !== undefined && owner !== undefined) chownFrom(first, join(path, part), owner)
  }
  return path
}

export function listFolders(maildir: string): string[] {
  if (!existsSync(maildir)) return []
  return readdirSync(maildir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name === 'cur')
    .map((entry) => relative(maildir, entry.parentPath) || 'INBOX')
    .toSorted()
}

/** Those that the server knows come first, by UID. */
export function listMessages(maildir: string, folder: string): MaildirMessage[] {
  const path = folderPath(maildir, folder)
  const uids = readUids(path)
  return ['cur', 'new']
    .map((part) => join(path, part))
    .flatMap((part) => (existsSync(part) ? readdirSync(part).map((name) => join(part, name)) : []))
    .map((file) => describe(file, uids))
    .toSorted((one, other) => (one.uid ?? Infinity) - (other.uid ?? Infinity) || one.file.localeCompare(other.file))
}

/**
 * Sets a new UIDVALIDITY and removes the UIDs: the server gives new ones. No effect on a folder that it never opened.
 */
export function forgetUids(maildir: string, folder: string, owner: SystemUser | undefined): void {
  const list = join(folderPath(maildir, folder), 'dovecot-uidlist')
  if (!existsSync(list)) return
  const validity = Number(/ V(\d+) /.exec(readFileSync(list, 'utf8'))?.[1])
  writeFileSync(`${list}.new`, `3 V${validity + 1} N1 G${randomBytes(16).toString('hex')}\n`)
  if (owner !== undefined) chownSync(`${list}.new`, owner.uid, owner.gid)
  renameSync(`${list}.new`, list)
}

function folderPath(maildir: string, folder: string): string {
  return folder.toUpperCase() === 'INBOX' ? maildir : join(maildir, folder)
}

function describe(file: string, uids: ReadonlyMap<string, number>): MaildirMessage {
  const { mtime, size } = statSync(file)
  const letters = file.split(':2,')[1] ?? ''
  const flags = Object.entries(LETTERS).flatMap(([flag, letter]) => (letters.includes(letter) ? [flag] : []))
  return { uid: uids.get(baseName(file)) ?? null, flags, internalDate: mtime, size, file }
}

/** dovecot-uidlist, version 3: a header line, then `<uid> [<extensions>] :<file name>`. */
function readUids(path: string): Map<string, number> {
  const list = join(path, 'dovecot-uidlist')
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n').slice(1) : []
  return new Map(
    lines.flatMap((line) => {
      const name = line.slice(line.indexOf(' :') + 2)
      return line === '' ? [] : [[baseName(name), Number.parseInt(line, 10)] as const]
    }),
  )
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/:2,.*$/, '')
}

function chownFrom(first: string, last: string, owner: SystemUser): void {
  chownSync(first, owner.uid, owner.gid)
  let path = first
  for (const part of relative(first, last).split('/').filter(Boolean)) {
    path = join(path, part)
    chownSync(path, owner.uid, owner.gid)
  }
}
