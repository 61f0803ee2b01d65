import { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import { type BareLineEnd, DataDecoder } from './data-decoder.ts'

const CR = 0x0d
const LF = 0x0a
/**
 * Bytes that may wait for the disk before the socket is paused: a sender of single bytes makes an object of each.
 */
const WAITING_BYTES = 4 * 1024

/** A refusal that ends the mail, with the code of the answer. */
export class RefusedData extends Error {
  readonly responseCode: number

  constructor(responseCode: number, message: string) {
    super(message)
    this.name = 'RefusedData'
    this.responseCode = responseCode
  }
}

type Done = (error?: Error | null) => void

/**
 * The bytes of one connection, cut into command lines and the contents of mails. smtp-server's own parser takes any
 * line end, and makes an object of each line that begins with a dot without regard to whether the disk keeps up. The
 * members with an underscore are that parser's.
 */
export class IntakeStream extends SMTPStream {
  readonly #maxDataBytes: number
  #decoder = new DataDecoder()
  #endsInCr = false
  /** Called for a line end that is not CR LF in a command, and where the end of a mail is in doubt. */
  onBareLineEnd: (found: BareLineEnd) => void = () => {}

  constructor(options: { commandBytes: number; dataBytes: number }) {
    super({ maxCommandLength: options.commandBytes, highWaterMark: WAITING_BYTES })
    this.#maxDataBytes = options.dataBytes
  }

  override startDataMode(maxBytes?: number | string | null): ReturnType<SMTPStream['startDataMode']> {
    this.#decoder = new DataDecoder()
    const stream = super.startDataMode(maxBytes)
    // A mail may be refused before anybody reads it; an error that nobody hears ends the process.
    stream.on('error', () => {})
    return stream
  }

  override _write(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: Done): void {
    if (chunk.length === 0 || this.isClosed) next()
    else if (this._dataMode) this.#readData(chunk, 0, next)
    else this.#readCommand(chunk, encoding, next)
  }

  /** One line at a time. Others get their turn between two, however many a client sends at once. */
  #readCommand(chunk: Buffer, encoding: BufferEncoding | 'buffer', next: Done): void {
    const line = chunk.subarray(0, chunk.indexOf(LF) + 1 || chunk.length)
    const bare = this.#bareLineEndIn(line)
    if (bare !== undefined) {
      this.onBareLineEnd(bare)
      return next()
    }
    const rest = chunk.subarray(line.length)
    super._write(line, encoding, (error) => {
      if (error instanceof Error || rest.length === 0) next(error)
      else setImmediate(() => this._write(rest, encoding, next))
    })
  }

  #bareLineEndIn(line: Buffer): BareLineEnd | undefined {
    for (const byte of line) {
      if (byte === LF && !this.#endsInCr) return 'bare LF'
      if (byte !== LF && this.#endsInCr) return 'bare CR'
      this.#endsInCr = byte === CR
    }
    return undefined
  }

  #readData(chunk: Buffer, from: number, next: Done): void {
    const decoder = this.#decoder
    for (let at = from; at < chunk.length; ) {
      at = decoder.read(chunk, at)
      this.#refuseIfBroken(decoder)
      if (decoder.hasEnded) return this._endDataMode(this.#nextPiece(), chunk.subarray(at), next)
      if (this.isClosed) return next()
      if (decoder.isFull && !this.#store(this.#nextPiece(), () => this.#readData(chunk, at, next))) return
    }
    next()
  }

  #refuseIfBroken({ bareLineEnd, isAbandoned }: DataDecoder): void {
    if (bareLineEnd === undefined) return
    const text = `5.5.2 The mail has a ${bareLineEnd}; lines must end with CR LF (RFC 5321, 2.3.8)`
    this._dataStream?.destroy(new RefusedData(550, text))
    if (isAbandoned) this.onBareLineEnd(bareLineEnd)
  }

  #nextPiece(): Buffer {
    const piece = this.#decoder.takePiece()
    this._countDataBytes(piece.length)
    if (this.dataBytes > this.#maxDataBytes)
      this._dataStream?.destroy(new RefusedData(552, '5.3.4 The mail is longer than any mail may be'))
    return piece
  }

  /** @returns false where `then` is called later, when the disk has caught up */
  #store(piece: Buffer, then: () => void): boolean {
    const stream = this._dataStream
    // A mail that was refused is read to its end, and thrown away.
    if (stream === null || !stream.writable || stream.write(piece)) return true
    const goOn = () => {
      stream.off('drain', goOn)
      stream.off('close', goOn)
      then()
    }
    stream.on('drain', goOn)
    stream.on('close', goOn)
    return false
  }
}
