/**
 * A real Dovecot on 127.0.0.1 with Maildirs: IDLE, MOVE, UIDPLUS, special-use folders, separator '/'. It has its own
 * configuration, run folder and log in `dir`; the system's instance is not touched. Dovecot 2.3 and 2.4; with
 * TEST_INFRA=containers it is that of `deploy/mail`.
 */
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { dovecotConfig } from './dovecot-config.ts'
import { dovecotImage } from './dovecot-image.ts'
import { freePort } from './free-port.ts'
import { infra, infraMissing } from './infra.ts'
import {
  type AppendOptions,
  type MaildirMessage,
  forgetUids,
  listFolders,
  listMessages,
  makeFolder,
  writeMessage,
} from './maildir.ts'
import { startProgram } from './program.ts'
import { type SystemUser, findUser, ownNames } from './system-user.ts'

export type DovecotOptions = {
  /** Folder of configuration, log and mails; survives stop() and is used again by the next start. */
  readonly dir: string
  readonly port?: number
  readonly users: readonly { readonly name: string; readonly password: string }[]
}

export type Dovecot = {
  readonly host: string
  readonly port: number
  readonly pid: number
  /** Delivers into INBOX, past the protocol: thousands in a second. The server notices by itself. */
  deliver(user: string, raw: Buffer | string): void
  /** Puts a mail into a folder, made if missing. The internal date is now by default. */
  append(user: string, folder: string, raw: Buffer | string, options?: AppendOptions): void
  folders(user: string): string[]
  messages(user: string, folder: string): MaildirMessage[]
  /** As after a restored backup: the folder's next opening finds a new UIDVALIDITY and new UIDs. */
  renumber(user: string, folder: string): void
  kill(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
/** Room for the folder within the 108 bytes of a Unix socket's path, beside Dovecot's longest socket name. */
const LONGEST_DIR = 75

/** The reason why tests that need Dovecot cannot run here, or undefined. */
export function dovecotMissing(): string | undefined {
  if (infra() === 'containers') return infraMissing()
  if (findDovecot() !== undefined) return undefined
  return process.env['TUBEPOST_NO_DOVECOT'] ?? 'no dovecot with IMAP on this machine: apt-get install dovecot-imapd'
}

export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  const missing = dovecotMissing()
  if (missing !== undefined) throw new Error(missing)
  if (options.dir.length > LONGEST_DIR)
    throw new Error(`${options.dir} is too long for Unix sockets: at most ${LONGEST_DIR}`)
  const port = options.port ?? (await freePort())
  const isRoot = process.getuid?.() === 0
  // Dovecot opens no mail as root.
  const owner = isRoot ? findUser('nobody') : undefined
  const base = join(options.dir, 'run')
  const mail = join(options.dir, 'mail')
  const configFile = join(options.dir, 'dovecot.conf')
  const { version, ...where } = infra() === 'containers' ? await inContainer() : installed()
  const passwords = join(options.dir, 'passwords')

  mkdirSync(base, { recursive: true })
  for (const { name } of options.users) makeHome(join(mail, name), owner)
  writeFileSync(passwords, options.users.map(({ name, password }) => `${name}:{PLAIN}${password}\n`).join(''))
  const text = dovecotConfig({
    version,
    dir: options.dir,
    base,
    mail,
    passwords,
    host: HOST,
    port,
    owner: owner ?? userInfo(),
    runAs: isRoot ? undefined : ownNames(),
  })
  writeFileSync(configFile, text)

  const program = await startProgram({
    name: 'dovecot',
    ...where,
    args: ['-F', '-c', configFile],
    dir: options.dir,
    stopSignal: 'SIGTERM',
    ready: () => greets(port),
  })
  const maildir = (user: string): string => join(mail, user, 'Maildir')

  return {
    host: HOST,
    port,
    get pid() {
      return program.pid
    },
    deliver: (user, raw) => writeMessage(maildir(user), raw, owner, {}),
    append: (user, folder, raw, how = {}) => writeMessage(makeFolder(maildir(user), folder, owner), raw, owner, how),
    folders: (user) => listFolders(maildir(user)),
    messages: (user, folder) => listMessages(maildir(user), folder),
    renumber: (user, folder) => forgetUids(maildir(user), folder, owner),
    kill: program.kill,
    start: program.start,
    stop: program.stop,
  }
}

/** The image has some 2.4; its configuration is the same for each, so the first number will do. */
async function inContainer(): Promise<{ version: string; image: string; command: string }> {
  return { version: '2.4.0', image: await dovecotImage(), command: 'dovecot' }
}

function installed(): { version: string; command: string } {
  const command = findDovecot() ?? ''
  return { version: execFileSync(command, ['--version'], { encoding: 'utf8' }).trim(), command }
}

function findDovecot(): string | undefined {
  const hasImap = ['/usr/lib/dovecot/imap', '/usr/libexec/dovecot/imap'].some((file) => existsSync(file))
  return hasImap ? ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find((file) => existsSync(file)) : undefined
}

function makeHome(home: string, owner: SystemUser | undefined): void {
  mkdirSync(home, { recursive: true })
  if (owner !== undefined) chownSync(home, owner.uid, owner.gid)
  makeFolder(join(home, 'Maildir'), 'INBOX', owner)
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: HOST, port, timeout: 5_000 })
    const answer = (value: boolean): void => {
      socket.destroy()
      resolve(value)
    }
    socket.once('data', (data) => answer(data.toString().startsWith('* OK')))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
    socket.once('close', () => answer(false))
  })
}
