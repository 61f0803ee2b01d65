/**
 * A small IMAP4rev1 server in this process, with mails in memory, that misbehaves by script: it drops connections
 * inside a literal, lies about lengths, falls silent, throttles, changes UIDVALIDITY. Without a script it behaves.
 */
import { createServer, type Socket } from 'node:net'
import { freePort } from './free-port.ts'
import { type ImapMisbehaviour, ImapScript } from './imap/script.ts'
import { verbs } from './imap/verbs.ts'
import { ImapSession } from './imap/session.ts'
import { createImapStore, type ImapStore } from './imap/store.ts'

export type ImapServerOptions = {
  readonly users: readonly { readonly name: string; readonly password: string }[]
  /** Extensions to leave out; by default it has all of them. */
  readonly without?: readonly ('MOVE' | 'UIDPLUS' | 'IDLE')[]
  /** All folders stand below INBOX, with a dot between, and no NAMESPACE says so: as Courier has it. */
  readonly belowInbox?: boolean
  readonly script?: readonly ImapMisbehaviour[]
}

export type ImapServer = {
  readonly host: string
  readonly port: number
  readonly store: ImapStore
  /** Every command received, oldest first: `UID FETCH`, with its line. */
  readonly commands: readonly ImapCommand[]
  /** Number of open connections. */
  readonly connections: number
  /** Number of misbehaviours still due for this user. */
  pending(user: string): number
  /** Adds misbehaviours to those already scripted. */
  misbehave(...misbehaviours: readonly ImapMisbehaviour[]): void
  /** Clears the rest of the script. */
  behave(): void
  /** Closes all connections; clients may connect again. */
  dropAll(): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type ImapCommand = { readonly verb: string; readonly user: string | undefined; readonly line: string }

const HOST = '127.0.0.1'
const EXTENSIONS = ['MOVE', 'UIDPLUS', 'IDLE'] as const

export async function startImapServer(options: ImapServerOptions): Promise<ImapServer> {
  const port = await freePort()
  const store = createImapStore(options.users.map(({ name }) => name))
  const script = new ImapScript()
  script.add(options.script ?? [])
  const commands: ImapCommand[] = []
  const sockets = new Set<Socket>()
  const extensions = EXTENSIONS.filter((name) => options.without?.includes(name) !== true)
  const belowInbox = options.belowInbox ?? false
  const access = {
    belowInbox,
    delimiter: belowInbox ? '.' : '/',
    store,
    script,
    capabilities: ['IMAP4rev1', 'AUTH=PLAIN', 'SASL-IR', 'ID', 'ENABLE', ...extensions],
    passwords: new Map(options.users.map(({ name, password }) => [name, password])),
    note: (command: ImapCommand) => void commands.push(command),
  }
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    void new ImapSession(socket, access, verbs).run()
  })
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      dropAll()
    })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })

  return {
    host: HOST,
    port,
    store,
    commands,
    get connections() {
      return sockets.size
    },
    pending: (user) => script.pending(user),
    misbehave: (...misbehaviours) => script.add(misbehaviours),
    behave: () => script.clear(),
    dropAll,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
