/** One connection to the scriptable IMAP server: reads commands, lets the script interfere, answers. */
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Piece } from './fetch-items.ts'
import type { ImapMisbehaviour, ImapScript, ImapVerb } from './script.ts'
import type { ImapFolder, ImapStore } from './store.ts'
import { readTokens, type Token } from './wire.ts'

export type ImapAccess = {
  readonly store: ImapStore
  readonly script: ImapScript
  readonly belowInbox: boolean
  readonly delimiter: string
  readonly capabilities: readonly string[]
  readonly passwords: ReadonlyMap<string, string>
  readonly note: (entry: { verb: string; user: string | undefined; line: string }) => void
}

/** A verb of the protocol: returns the text that follows the tag. */
export type Command = (session: ImapSession, words: readonly Token[], isUid: boolean) => string | Promise<string>

/** Ends a command without a tagged answer. */
class Silenced extends Error {}

export class ImapSession {
  readonly access: ImapAccess
  readonly #verbs: Readonly<Record<string, Command>>
  user: string | undefined
  selected: { folder: ImapFolder; readOnly: boolean; view: number[] } | undefined
  due: readonly ImapMisbehaviour[] = []
  /** The UID whose FETCH answer is being sent. */
  sending = 0
  readonly #socket: Socket
  #input = Buffer.alloc(0)
  #wake = Promise.withResolvers<void>()
  #silent = false

  constructor(socket: Socket, access: ImapAccess, verbs: Readonly<Record<string, Command>>) {
    this.#socket = socket
    this.access = access
    this.#verbs = verbs
    socket.on('data', (data: Buffer) => {
      this.#input = Buffer.concat([this.#input, data])
      this.#stir()
    })
    socket.on('close', () => this.#stir())
    socket.on('error', () => {}) // 'close' follows
  }

  async run(): Promise<void> {
    try {
      await this.#occasion('greeting', [])
      this.say(`* OK [CAPABILITY ${this.access.capabilities.join(' ')}] ready`)
      while (!this.#socket.destroyed) await this.#serve()
    } catch (error) {
      if (!(error instanceof Silenced)) this.#socket.destroy()
    }
  }

  /** Sends a line, or pieces of one with literals in between, changed as the script says. */
  say(...pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (typeof piece === 'string') this.#write(piece)
      else this.#literal(piece.literal)
    }
    this.#write('\r\n')
  }

  /** The next line of the client, or undefined when it is gone. */
  async readLine(): Promise<string | undefined> {
    for (;;) {
      const end = this.#input.indexOf('\r\n')
      if (end !== -1) {
        const line = this.#input.subarray(0, end).toString('latin1')
        this.#input = this.#input.subarray(end + 2)
        return line
      }
      if (this.#socket.destroyed) return undefined
      await this.#more()
    }
  }

  /** Waits for a line of the client, or for `other`. */
  async lineOr(other: Promise<void>): Promise<void> {
    if (this.hasLine || this.#socket.destroyed) return
    await Promise.race([this.#more(), other])
  }

  get hasLine(): boolean {
    return this.#input.includes('\r\n')
  }

  end(): void {
    this.#socket.end()
  }

  get gone(): boolean {
    return this.#socket.destroyed
  }

  /** Announces the changes in the selected folder since the last announcement (RFC 9051 §7.4.1, §7.5.1). */
  tellChanges(): void {
    if (this.selected === undefined) return
    const { folder, view } = this.selected
    const now = folder.messages.map(({ uid }) => uid)
    for (let i = view.length - 1; i >= 0; i--) {
      if (now.includes(view[i] ?? 0)) continue
      view.splice(i, 1)
      this.say(`* ${i + 1} EXPUNGE`)
    }
    if (now.length !== view.length) this.say(`* ${now.length} EXISTS`)
    this.selected.view = now
  }

  change(at: 'before' | 'between' | 'after'): void {
    for (const each of this.due) if (each.does === 'change' && each.at === at) each.change(this.access.store)
  }

  async #serve(): Promise<void> {
    const first = await this.readLine()
    if (first === undefined) return
    const { line, literals } = await this.#withLiterals(first)
    const [tag = '*', ...rest] = readTokens(line, literals)
    const isUid = String(rest[0]).toUpperCase() === 'UID'
    const verb = String(rest[isUid ? 1 : 0] ?? '').toUpperCase()
    const words = rest.slice(isUid ? 2 : 1)
    // Without the initial response of SASL-IR (RFC 4959) it is asked for, so that the script can know the user.
    if (verb === 'AUTHENTICATE' && words.length === 1) {
      this.say('+ ')
      words.push((await this.readLine()) ?? '')
    }
    this.access.note({ verb: isUid ? `UID ${verb}` : verb, user: this.user, line })
    const refusal = await this.#occasion(verb as ImapVerb, words)
    const command = this.#verbs[verb]
    const answer =
      refusal ?? (command === undefined ? `BAD ${verb} is not known here` : await command(this, words, isUid))
    this.change('after')
    if (this.due.some(({ does }) => does === 'dropAnswer')) this.#socket.destroy()
    this.say(`${String(tag)} ${answer}`)
    if (verb === 'LOGOUT') this.end()
  }

  /** Applies the script. @returns the answer with which it refuses the command */
  async #occasion(verb: ImapVerb, words: readonly Token[]): Promise<string | undefined> {
    const uids = verb === 'FETCH' ? this.#uidsIn(String(words[0] ?? '')) : []
    this.due = this.access.script.take({ verb, user: this.user ?? userOf(verb, words), uids })
    for (const each of this.due) {
      if (each.does === 'drop') this.#socket.destroy()
      if (each.does === 'delay') await pause(each.ms)
      if (each.does === 'say') for (const line of each.lines) this.say(line)
      if (each.does === 'bye') {
        this.say(`* BYE ${each.text}`)
        this.end()
      }
      if (each.does === 'silence') {
        if (verb === 'IDLE') this.say('+ idling')
        this.#silent = true
      }
      if (each.does === 'drop' || each.does === 'bye' || each.does === 'silence') throw new Silenced()
    }
    this.change('before')
    return this.due.find((each) => each.does === 'refuse')?.with
  }

  #uidsIn(set: string): number[] {
    const uids = this.selected?.folder.messages.map(({ uid }) => uid) ?? []
    return uids.filter((uid) => set.split(',').some((part) => part === String(uid) || inRange(part, uid)))
  }

  #literal(bytes: Buffer): void {
    const bent = this.due.find((each) => each.does === 'dropInLiteral' || each.does === 'lieAboutLength')
    const applies = bent !== undefined && (bent.uid === undefined || bent.uid === this.sending)
    const lie = applies && bent.does === 'lieAboutLength' ? bent.by : 0
    this.#write(`{${Math.max(0, bytes.length + lie)}}\r\n`)
    if (applies && bent.does === 'dropInLiteral') {
      this.#socket.end(bytes.subarray(0, bent.bytes))
      this.#silent = true
      throw new Silenced()
    }
    if (applies) this.due = this.due.filter((each) => each !== bent)
    this.#write(bytes)
  }

  async #withLiterals(first: string): Promise<{ line: string; literals: Buffer[] }> {
    const literals: Buffer[] = []
    let line = first
    for (let part = first; ; line += part) {
      const announced = /\{(\d+)(\+?)\}$/.exec(part)
      if (announced === null) return { line, literals }
      if (announced[2] === '') this.say('+ go on')
      const length = Number(announced[1])
      while (this.#input.length < length && !this.#socket.destroyed) await this.#more()
      literals.push(this.#input.subarray(0, length))
      this.#input = this.#input.subarray(length)
      part = (await this.readLine()) ?? ''
    }
  }

  async #more(): Promise<void> {
    await this.#wake.promise
  }

  #stir(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers<void>()
  }

  #write(bytes: string | Buffer): void {
    if (!this.#silent && this.#socket.writable) this.#socket.write(bytes)
  }
}

function userOf(verb: ImapVerb, words: readonly Token[]): string | undefined {
  if (verb === 'LOGIN') return String(words[0])
  if (verb !== 'AUTHENTICATE') return undefined
  return Buffer.from(String(words[1]), 'base64').toString('utf8').split('\0')[1]
}

function inRange(part: string, uid: number): boolean {
  const [low, high] = part.split(':')
  return high !== undefined && uid >= Number(low) && (high === '*' || uid <= Number(high))
}
