import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { BlockList, isIP } from 'node:net'
import { type ImapSource, readPassword } from '@tubepost/service'
import { ImapFlow } from 'imapflow'
import { SourceError, toSourceError } from './source-errors.ts'

/** A message as a look at the folder shows it. The body stays on the server. */
export interface FoundMail {
  uid: number
  seen: boolean
  arrivedAt: string
  /** Bytes, as the server says. */
  size: number
  /** Raw, at most 64 KiB. */
  headers: Buffer
}

/** The door to one folder of one account. Every method fails with a SourceError; then the folder is to be closed. */
export interface Folder {
  readonly account: string
  readonly uidValidity: string
  /** The highest UID there can be now. */
  readonly lastUid: number
  /** UIDs on the server from `first` on, ascending. */
  uidsFrom(first: number): Promise<number[]>
  fetch(uids: readonly number[]): Promise<FoundMail[]>
  /** @returns the UIDs that the server says it moved, and those that are no longer there */
  move(uids: readonly number[], target: string): Promise<{ moved: number[]; gone: number[] }>
  markSeen(uids: readonly number[]): Promise<void>
  remove(uids: readonly number[]): Promise<void>
  /** Returns true when the server announces new mail, false when it is told to stop or the time is over. */
  wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

// A server announces new mail in IDLE, but IDLE dies silently (imapflow#14, mail_room#61): it is begun anew before the
// five minutes after which NATs and load balancers forget a connection.
const MAX_IDLE_MS = 4 * 60_000
const CONNECT_TIMEOUT_MS = 15_000
// Longer than the longest silence of a healthy server between IDLEs, so that a black hole ends in an error.
const SOCKET_TIMEOUT_MS = 5 * 60_000
const COMMAND_TIMEOUT_MS = 60_000
// What a header block may hold; imapflow asks the server for no more.
const MAX_HEADER_BYTES = 65_536
const USUAL_PORTS = new Set([143, 993])

const PRIVATE = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4')
}
PRIVATE.addAddress('::1', 'ipv6')
PRIVATE.addAddress('::', 'ipv6')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')
PRIVATE.addSubnet('fe80::', 10, 'ipv6')

/** The address to connect to, resolved once; a host that resolves to a private address is refused unless allowed. */
export async function resolveHost(source: ImapSource): Promise<string> {
  if (!source.allowPrivateAddress && !USUAL_PORTS.has(source.port)) {
    throw new SourceError(
      'imap/port-refused',
      `Port ${source.port} is no usual IMAP port. Set allowPrivateAddress if it is meant.`,
    )
  }
  const { address, family } = await lookup(source.host).catch((error: unknown) => {
    throw toSourceError(error)
  })
  const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : undefined
  const isPrivate =
    mapped !== undefined && isIP(mapped) === 4
      ? PRIVATE.check(mapped, 'ipv4')
      : PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4')
  if (isPrivate && !source.allowPrivateAddress) {
    throw new SourceError(
      'imap/private-address',
      'The host has a private address. Set allowPrivateAddress if it is meant.',
    )
  }
  return address
}

export async function connectImap(source: ImapSource, address: string): Promise<ImapFlow> {
  const password = readPassword(source.password)
  const client = new ImapFlow({
    host: address,
    port: source.port,
    secure: source.tls === 'implicit',
    doSTARTTLS: source.tls === 'starttls',
    servername: isIP(source.host) === 0 ? source.host : undefined,
    tls: { rejectUnauthorized: source.tlsVerify },
    auth: { user: source.username, pass: password ?? '' },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: MAX_IDLE_MS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    clientInfo: { name: 'Tubepost' },
  })
  // Before connect: an error without a listener ends the process, and with it all mailboxes (imapflow#302).
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    client.close()
    throw toSourceError(error)
  }
}

export async function openImapFolder(source: ImapSource): Promise<Folder> {
  const client = await connectImap(source, await resolveHost(source))
  const limited = <Result>(work: Promise<Result>) => withinTime(client, work)
  try {
    const mailbox = await limited(client.mailboxOpen(source.folder))
    return new ImapFolder(client, source, mailbox.uidValidity.toString(), mailbox.uidNext - 1)
  } catch (error) {
    client.close()
    throw error instanceof SourceError
      ? error
      : new SourceError('imap/folder', `The folder ${source.folder} cannot be opened.`, { cause: error })
  }
}

class ImapFolder implements Folder {
  readonly account: string
  readonly uidValidity: string
  readonly lastUid: number
  readonly #client: ImapFlow
  /** The server has announced a message since the last wait ended. */
  #news = false
  #change = Promise.withResolvers<void>()

  constructor(client: ImapFlow, source: ImapSource, uidValidity: string, lastUid: number) {
    this.#client = client
    this.account = `${source.username}@${source.host}:${source.port}/${source.folder}`
    this.uidValidity = uidValidity
    this.lastUid = lastUid
    client.on('exists', () => {
      this.#news = true
      this.#change.resolve()
    })
    client.on('close', () => this.#change.resolve())
  }

  async uidsFrom(first: number): Promise<number[]> {
    const found = await this.#limited(this.#client.search({ uid: `${first}:*` }, { uid: true }))
    if (found === false || found === undefined)
      throw new SourceError('imap/search-failed', 'The server did not answer a search.')
    // `n:*` always names the last message, also when its UID is below n (RFC 9051 §6.4.8).
    return found.filter((uid) => uid >= first).toSorted((a, b) => a - b)
  }

  async fetch(uids: readonly number[]): Promise<FoundMail[]> {
    const messages = await this.#limited(
      this.#client.fetchAll(
        ranges(uids),
        {
          uid: true,
          flags: true,
          internalDate: true,
          size: true,
          bodyParts: [{ key: 'header', start: 0, maxLength: MAX_HEADER_BYTES }],
        },
        { uid: true },
      ),
    )
    const asked = new Set(uids)
    return messages.flatMap((message) => {
      const { headers } = message
      // Servers also announce flags of messages nobody asked for; those come without a header block.
      if (headers === undefined || !asked.delete(message.uid)) return []
      return [
        {
          uid: message.uid,
          seen: message.flags?.has('\\Seen') ?? false,
          arrivedAt: toInstant(message.internalDate),
          size: message.size ?? headers.length,
          headers,
        },
      ]
    })
  }

  async move(uids: readonly number[], target: string): Promise<{ moved: number[]; gone: number[] }> {
    const path = target.split('/')
    let answer = await this.#limited(this.#client.messageMove(ranges(uids), this.#pathOf(path), { uid: true }))
    if (answer === false) {
      await this.#createFolder(path)
      answer = await this.#limited(this.#client.messageMove(ranges(uids), this.#pathOf(path), { uid: true }))
    }
    const moved = answer ? [...(answer.uidMap?.keys() ?? [])] : []
    const open = uids.filter((uid) => !moved.includes(uid))
    return { moved, gone: await this.#missing(open) }
  }

  async markSeen(uids: readonly number[]): Promise<void> {
    await this.#limited(this.#client.messageFlagsAdd(ranges(uids), ['\\Seen'], { uid: true }))
  }

  async remove(uids: readonly number[]): Promise<void> {
    await this.#limited(this.#client.messageDelete(ranges(uids), { uid: true }))
    const left = uids.length - (await this.#missing(uids)).length
    if (left > 0) throw new SourceError('imap/delete-refused', 'The server did not delete all messages.')
  }

  async wait(stopped: AbortSignal, timeoutMs: number): Promise<boolean> {
    // The next command breaks the IDLE; where the server has none, imapflow polls with NOOP.
    void this.#client.idle().catch(() => {})
    const deadline = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)])
    while (!this.#news && !deadline.aborted && this.#client.usable) {
      await Promise.race([this.#change.promise, once(deadline, 'abort')]).catch(() => {})
      this.#change = Promise.withResolvers<void>()
    }
    if (!this.#client.usable) throw new SourceError('imap/unreachable', 'The connection was lost.')
    const news = this.#news
    this.#news = false
    return news
  }

  async close(): Promise<void> {
    if (!this.#client.usable) return this.#client.close()
    await withinTime(this.#client, this.#client.logout()).catch(() => this.#client.close())
  }

  /** Creates a folder and its parents; one that exists is no error. */
  async #createFolder(path: readonly string[]): Promise<void> {
    for (let depth = 1; depth <= path.length; depth++) {
      await this.#limited(this.#client.mailboxCreate(path.slice(0, depth))).catch(() => {})
    }
  }

  #pathOf(path: readonly string[]): string {
    const mailbox = this.#client.mailbox
    const delimiter = mailbox === false ? '/' : mailbox.delimiter
    return path.join(delimiter)
  }

  /** Which of the UIDs the folder does not hold. */
  async #missing(uids: readonly number[]): Promise<number[]> {
    if (uids.length === 0) return []
    const there = await this.#limited(this.#client.search({ uid: ranges(uids) }, { uid: true }))
    if (there === false || there === undefined)
      throw new SourceError('imap/search-failed', 'The server did not answer a search.')
    return uids.filter((uid) => !there.includes(uid))
  }

  #limited<Result>(work: Promise<Result>): Promise<Result> {
    return withinTime(this.#client, work)
  }
}

/** One command under its own deadline: without it a vanished network is noticed only by TCP (imapflow#48). */
async function withinTime<Result>(client: ImapFlow, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new SourceError('imap/silent', 'The server did not answer a command in time.')),
      COMMAND_TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    if (error instanceof SourceError && error.code === 'imap/silent') client.close()
    throw toSourceError(error)
  } finally {
    clearTimeout(timer)
  }
}

/** `1:3,7` for 1, 2, 3 and 7: what a server can parse in one line also for thousands. */
export function ranges(uids: readonly number[]): string {
  const sorted = [...uids].toSorted((a, b) => a - b)
  const parts: [number, number][] = []
  for (const uid of sorted) {
    const last = parts.at(-1)
    if (last !== undefined && uid <= last[1] + 1) last[1] = uid
    else parts.push([uid, uid])
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(',')
}

function toInstant(date: Date | string | undefined): string {
  const parsed = date instanceof Date ? date : new Date(date ?? Number.NaN)
  return Number.isNaN(parsed.getTime()) ? new Date().toISOString() : parsed.toISOString()
}
