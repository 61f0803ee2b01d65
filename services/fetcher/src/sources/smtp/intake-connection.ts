import type { Socket } from 'node:net'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { SMTPServer, SMTPServerSession } from 'smtp-server'
import type { IntakeLimits } from './intake-limits.ts'
import { IntakeStream } from './intake-stream.ts'
import { readQuotedPath } from './quoted-path.ts'

// A client says what it has within a few round trips; on a busy machine they take longer.
const ABOUT_TO_SEND_MS = 3_000

/** A connection of smtp-server within the limits of the intake, and with the mails' bytes read by our own decoder. */
export class IntakeConnection extends SMTPConnection {
  readonly #limits: IntakeLimits
  /** Since the greeting, or since the last mail was stored. */
  #since = performance.now()
  #hasSent = false
  #commands = 0
  #refusals = 0
  #bytesBefore = 0

  constructor(
    server: SMTPServer,
    socket: Socket,
    limits: IntakeLimits,
    options?: Parameters<SMTPServer['connect']>[1],
  ) {
    super(server, socket, options)
    this.#limits = limits
    this._parser = this.#createStream()
  }

  /** Whether its mail takes longer than a mail may. While it waits for our answer, it is not late. */
  isLate(now: number): boolean {
    const isOurTurn = this._handlerPending || (this._dataStream && this._parser && !this._parser._dataMode)
    if (isOurTurn) return false
    const received = this._socket.bytesRead - this.#bytesBefore
    const { mailMs, bytesPerSecond } = this.#limits
    return now - this.#since > mailMs + (received / bytesPerSecond) * 1_000
  }

  /** Whether it is in the middle of a mail, or has connected so lately that its first one is about to come. */
  isAboutToSend(now: number): boolean {
    const envelope: SMTPServerSession['envelope'] | undefined = this.session.envelope // none before the greeting
    return (
      (envelope !== undefined && envelope.mailFrom !== false) ||
      (!this.#hasSent && now - this.#since < ABOUT_TO_SEND_MS)
    )
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    super.send(code, data, context)
    if (context === 'DATA_OK') this.#beginAnew()
    if (code >= 500 && ++this.#refusals >= this.#limits.refusals) super.send(421, '4.7.0 Too many refusals')
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    if (++this.#commands > this.#limits.commands) this.send(421, '4.7.0 Too many commands')
    else super._onCommand(command, callback)
  }

  /** smtp-server cuts a quoted local part at its blanks and counts the @ in it (RFC 5321 §4.1.2). */
  override _parseAddressCommand(
    name: string,
    command: Buffer | string,
  ): ReturnType<SMTPConnection['_parseAddressCommand']> {
    const quoted = readQuotedPath(command.toString())
    if (quoted === undefined) return super._parseAddressCommand(name, command)
    const parsed = super._parseAddressCommand(name, quoted.commandWithAtom)
    const address = parsed === false ? undefined : quoted.address(parsed.address)
    return parsed === false || address === undefined ? false : { ...parsed, address }
  }

  #createStream(): IntakeStream {
    const stream = new IntakeStream(this.#limits)
    stream.oncommand = (command, callback) => this._onCommand(command, callback)
    stream.on('error', ({ message }) => this.send(421, message))
    stream.onBareLineEnd = (found) => {
      this.send(500, `5.5.2 A ${found} is no line end; lines must end with CR LF (RFC 5321, 2.3.8)`)
      this.close()
    }
    return stream
  }

  #beginAnew(): void {
    this.#hasSent = true
    this.#since = performance.now()
    this.#bytesBefore = this._socket.bytesRead
    this.#commands = 0
    this.#refusals = 0
  }
}
