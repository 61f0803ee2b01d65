import { constants, type FSWatcher, watch } from 'node:fs'
import { type FileHandle, lchown, mkdir, open, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { MAX_HEADER_BYTES } from '@tubepost/events'
import type { FoundMail, KeyedFolder } from '../folder.ts'
import { factsOfBody } from '../facts-of-body.ts'
import { headerPart, USUAL_HEADER_BYTES } from '../header-tap.ts'
import { createNews, type News } from '../news.ts'
import { RefusedError, SourceError } from '../source-errors.ts'

// A process has at most 1,024 open files by default.
const FILES_AT_ONCE = 32
const PARTS = ['cur', 'new', 'tmp'] as const

/** A message as its file describes it: the key is the part of the name that never changes. */
interface Message {
  readonly key: string
  readonly file: string
  readonly isSeen: boolean
}

/**
 * A folder of a Maildir (https://cr.yp.to/proto/maildir.html), with sub-folders as in Maildir++: `A/B` is the folder
 * `.A.B` beside the inbox. Other programs read, mark and move the same messages at any time: every act looks for the
 * file by its key, and a file that is gone is no error.
 */
export async function openMaildirFolder(root: string, folder: string): Promise<KeyedFolder> {
  const dir = folderIn(root, folder)
  await look(dir)
  const news = watchForNews(dir)
  let lastFetched: ReadonlyMap<string, string> = new Map()
  const fileOf = async (keys: readonly string[]): Promise<Message[]> => {
    const asked = new Set(keys)
    return (await messagesOf(dir)).filter(({ key }) => asked.has(key))
  }
  return {
    kind: 'maildir',
    account: dir,
    // The names of a Maildir are unique for ever, so the folder has one life.
    life: 'maildir',
    pathsOf: (target) => [target],
    makeTarget: async (target) => create(path.resolve(root), folderIn(root, target)),
    refresh: () => look(dir),
    keys: async () => (await messagesOf(dir)).map(({ key }) => key),
    async uidsSince(day) {
      const found = await inBatches(await messagesOf(dir), async ({ key, file }) => ({
        key,
        at: await arrivalOf(file),
      }))
      return found.filter(({ at }) => at !== undefined && at >= day).map(({ key }) => key)
    },
    uidsUnseen: async () => (await messagesOf(dir)).filter(({ isSeen }) => !isSeen).map(({ key }) => key),
    present: async (keys) => (await fileOf(keys)).map(({ key }) => key),
    async fetch(keys) {
      const found = await fileOf(keys)
      // Where they are, so that the folder is not read again for each of them.
      lastFetched = new Map(found.map(({ key, file }) => [key, file]))
      const maxLength = keys.length === 1 ? MAX_HEADER_BYTES : USUAL_HEADER_BYTES
      const mails = await inBatches(found, (message) => readMail(message, maxLength))
      return mails.filter((mail) => mail !== undefined)
    },
    async whole(key) {
      const known = lastFetched.get(key)
      const handle = known === undefined ? undefined : await openMessage(known)
      if (handle !== undefined) return bytesOf(handle)
      const [found] = await fileOf([key])
      return found === undefined ? undefined : bytesOf(await openMessage(found.file))
    },
    async move(keys, target) {
      const to = folderIn(root, target)
      await create(path.resolve(root), to)
      const moved: string[] = []
      for (const { key, file } of await fileOf(keys))
        if (await unlessGone(rename(file, path.join(to, 'cur', infoOf(file).name)))) moved.push(key)
      return { moved, gone: keys.filter((key) => !moved.includes(key)) }
    },
    async markSeen(keys) {
      for (const { file, isSeen } of await fileOf(keys))
        if (!isSeen) await unlessGone(rename(file, path.join(dir, 'cur', infoOf(file).seen)))
    },
    async remove(keys) {
      for (const { file } of await fileOf(keys)) await unlessGone(unlink(file))
      return 'deleted'
    },
    wait: (stopped, timeoutMs) => news.wait(stopped, timeoutMs),
    close: async () => news.close(),
  }
}

/** `INBOX` is the Maildir itself. Throws a RefusedError for a name that would leave it. */
function folderIn(root: string, folder: string): string {
  if (folder === 'INBOX') return path.resolve(root)
  const parts = folder.split('/')
  if (parts.some((part) => part === '' || part.includes('.') || part.includes('\0')))
    throw new RefusedError('source/folder', `A folder of a Maildir cannot be called ${folder}.`)
  return path.join(path.resolve(root), `.${parts.join('.')}`)
}

/** Throws a SourceError where there is no such folder, or it may not be read. */
async function namesIn(dir: string, part: 'cur' | 'new'): Promise<string[]> {
  try {
    const entries = await readdir(path.join(dir, part), { withFileTypes: true })
    // A link would have us read another's file, and a pipe would have us wait for ever.
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'EACCES'
        ? 'Tubepost may not read it: give its user the right to.'
        : 'There is no Maildir with cur and new: name one that there is (path, folder), or make it.'
    throw new SourceError('source/folder', `The folder ${dir} cannot be opened. ${why}`, { cause: error })
  }
}

async function look(dir: string): Promise<void> {
  await namesIn(dir, 'cur')
  await namesIn(dir, 'new')
}

/** Makes a folder of a Maildir, with the owner and mode of the Maildir itself. One that exists is no error. */
async function create(root: string, dir: string): Promise<void> {
  try {
    const { mode, uid, gid } = await stat(root)
    const giveAway = (made: string) => (process.getuid?.() === 0 ? lchown(made, uid, gid) : undefined)
    for (const each of [dir, ...PARTS.map((part) => path.join(dir, part))])
      if (await isNew(mkdir(each, { mode }))) await giveAway(each)
    const marker = path.join(dir, 'maildirfolder')
    if (await isNew(writeFile(marker, '', { flag: 'wx' }))) await giveAway(marker)
  } catch (error) {
    throw new RefusedError('source/move-refused', 'The folder to move to cannot be made.', { cause: error })
  }
}

/** @returns false where it was there already */
async function isNew(making: Promise<unknown>): Promise<boolean> {
  try {
    await making
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * In the order in which they came: a name begins with the second of its delivery. `new` is read first, so that a message
 * which somebody moves to `cur` meanwhile is seen, once.
 */
async function messagesOf(dir: string): Promise<Message[]> {
  const byKey = new Map<string, Message & { readonly second: number }>()
  for (const part of ['new', 'cur'] as const) {
    for (const name of await namesIn(dir, part)) {
      const key = keyOf(name)
      const isSeen = part === 'cur' && flagsOf(name).includes('S')
      byKey.set(key, { key, file: path.join(dir, part, name), isSeen, second: Number.parseInt(key, 10) || 0 })
    }
  }
  return [...byKey.values()].toSorted((a, b) => a.second - b.second || (a.key < b.key ? -1 : 1))
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let i = 0; i < items.length; i += FILES_AT_ONCE)
    results.push(...(await Promise.all(items.slice(i, i + FILES_AT_ONCE).map(work))))
  return results
}

const keyOf = (name: string): string => name.split(':', 1)[0] ?? name
const flagsOf = (name: string): string => /:2,([A-Za-z]*)$/.exec(name)?.[1] ?? ''

/** The names of a message in `cur`: with its present flags, and with Seen; flags are in alphabetical order. */
function infoOf(file: string): { name: string; seen: string } {
  const name = path.basename(file)
  const flags = flagsOf(name)
  const withFlags = (of: Iterable<string>) => `${keyOf(name)}:2,${[...new Set(of)].toSorted().join('')}`
  return { name: withFlags(flags), seen: withFlags(`${flags}S`) }
}

async function arrivalOf(file: string): Promise<Date | undefined> {
  return stat(file).then(
    ({ mtime }) => mtime,
    () => undefined,
  )
}

/** @returns undefined for a message that is gone, or that may not be read */
async function openMessage(file: string): Promise<FileHandle | undefined> {
  return open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => undefined)
}

/** The bytes of an open file, which is closed at their end, or when they are read no more. */
const bytesOf = (handle: FileHandle | undefined): AsyncIterable<Uint8Array> | undefined => handle?.createReadStream()

async function readMail({ key, file, isSeen }: Message, maxLength: number): Promise<FoundMail<string> | undefined> {
  const handle = await openMessage(file)
  if (handle === undefined) return undefined
  try {
    const { size, mtime } = await handle.stat()
    const buffer = Buffer.alloc(Math.min(size, maxLength))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
    const start = buffer.subarray(0, bytesRead)
    const header = headerPart(start, maxLength)
    const bodyFacts = factsOfBody(header, start.subarray(header.headers.length))
    return { uid: key, seen: isSeen, arrivedAt: mtime.toISOString(), size, header, bodyFacts }
  } finally {
    await handle.close()
  }
}

/** @returns false where the file is gone. Throws a RefusedError where the file system does not allow it. */
async function unlessGone(act: Promise<void>): Promise<boolean> {
  try {
    await act
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    return refused(error)
  }
}

function refused(error: unknown): never {
  const { code } = error as NodeJS.ErrnoException
  throw new RefusedError('source/refused', `The file system refuses an act in the Maildir (${code ?? 'no code'}).`, {
    cause: error,
  })
}

/** The kernel reports new files; where it cannot (a network file system), the next poll sees them. */
function watchForNews(dir: string): Pick<News, 'wait'> & { close(): void } {
  const { announce, wait } = createNews()
  const watchers = ['new', 'cur'].flatMap((part): FSWatcher[] => {
    try {
      return [watch(path.join(dir, part), announce).on('error', () => {})]
    } catch {
      return []
    }
  })
  return {
    wait,
    close() {
      for (const watcher of watchers) watcher.close()
    },
  }
}
