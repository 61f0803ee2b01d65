import type { ChildProcess } from 'node:child_process'
import { type Confinement, startConfined } from './start-confined.ts'
import { createStopwatch } from './stopwatch.ts'

/** A mail as it comes from where it is kept. */
export interface MailBytes {
  readonly size: number
  readonly bytes: AsyncIterable<Uint8Array>
}

export type ConfinedReading<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The program threw: it will again. */
  | { readonly kind: 'failed'; readonly message: string }
  /** It took its whole time, or filled its heap, and was stopped. */
  | { readonly kind: 'late' | 'heapFull' }
  /** The child came to an end that may have nothing to do with the bytes, so another try may succeed. */
  | { readonly kind: 'lost'; readonly message: string }

export interface ConfinedReader<Asked, Answer> {
  /**
   * Rejects where the bytes cannot be had, and only then.
   * @param ms that the child may keep its parent waiting
   */
  read(bytes: MailBytes, asked: Asked, ms: number): Promise<ConfinedReading<Answer>>
  close(): void
}

/**
 * Reads bytes in a child process, one reading after the other, and holds no more than a piece of them. Bytes that are too much cost
 * their child, which is replaced; the service goes on.
 *
 * @param program its module calls `answerReadings`
 */
export function createConfinedReader<Asked, Answer>(
  program: URL,
  confinement: Omit<Confinement, 'takesBytes'>,
): ConfinedReader<Asked, Answer> {
  let child: ChildProcess | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()
  const start = (): ChildProcess => {
    // The worker is the thread that watches for the end of the parent.
    const flags = ['--allow-worker', ...(confinement.flags ?? [])]
    const started = startConfined(program, { ...confinement, flags, takesBytes: true })
    // An idle child must not keep the service from ending.
    started.unref()
    started.channel?.unref()
    // Errors of writing to a dead child are ignored: its exit reports them.
    started.stdin?.on('error', () => {})
    // The child could not be started: there is no exit event, and the next reading tries again.
    started.once('error', () => {
      if (child === started) child = undefined
    })
    started.once('exit', () => {
      if (child === started) child = closed ? undefined : start()
    })
    return started
  }
  return {
    read(bytes, asked, ms) {
      const reading = last.then(() => readIn<Answer>((child ??= start()), bytes, asked, ms))
      last = reading.catch(() => {})
      return reading
    },
    close() {
      closed = true
      child?.kill('SIGKILL')
    },
  }
}

async function readIn<Answer>(
  child: ChildProcess,
  { size, bytes }: MailBytes,
  asked: unknown,
  ms: number,
): Promise<ConfinedReading<Answer>> {
  if (child.pid === undefined) return { kind: 'lost', message: 'the program that reads them did not start' }
  const clock = createStopwatch(ms, () => child.kill('SIGKILL'))
  const reading = readingOf<Answer>(child, clock.isLate)
  let isOver = false
  void reading.then(() => {
    isOver = true
  })
  try {
    // The size as a message, the bytes over the pipe: a message would be copied three times on its way.
    child.send({ size, asked }, (error) => {
      if (error !== null) child.kill('SIGKILL')
    })
    let sent = 0
    for await (const piece of bytes) {
      sent += piece.byteLength
      if (isOver || sent > size) break
      // The child is not to blame for the wait between two pieces.
      clock.go()
      await write(child, piece, reading)
      clock.stop()
    }
    // A child that has failed was not given all of it.
    if (sent > size || (sent < size && !isOver)) throw new Error(`a mail of ${size} bytes came with ${sent}`)
    clock.go()
    return await reading
  } catch (error) {
    // It would take the next bytes for the rest of these.
    child.kill('SIGKILL')
    await reading
    throw error
  } finally {
    clock.stop()
  }
}

/** Waits until the child takes more, or has ended. */
function write(child: ChildProcess, piece: Uint8Array, reading: Promise<unknown>): Promise<unknown> | undefined {
  const { stdin } = child
  if (stdin === null || stdin.write(piece)) return undefined
  return Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), reading])
}

type Message<Answer> = { readonly answer: Answer } | { readonly error: string }

function readingOf<Answer>(child: ChildProcess, isLate: () => boolean): Promise<ConfinedReading<Answer>> {
  return new Promise((resolve) => {
    let failure: ConfinedReading<Answer> | undefined
    const settle = (reading: ConfinedReading<Answer>): void => {
      child.off('message', onMessage).off('exit', onExit)
      resolve(reading)
    }
    const onMessage = (message: Message<Answer>): void => {
      if ('answer' in message) settle({ kind: 'answer', answer: message.answer })
      // The child ends after that, and the next reading must not be given to one that is ending.
      else failure = { kind: 'failed', message: message.error }
    }
    const onExit = (_code: number | null, signal: NodeJS.Signals | null): void => {
      if (failure !== undefined) settle(failure)
      else if (isLate()) settle({ kind: 'late' })
      // V8 ends the process when a heap is full; it offers nothing gentler.
      else if (signal === 'SIGABRT') settle({ kind: 'heapFull' })
      else settle({ kind: 'lost', message: 'the program that reads them came to an end' })
    }
    child.on('message', onMessage).once('exit', onExit)
  })
}
