import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { StructureLimit } from '@tubepost/mail'
import { type ContentLimit, contentLimits, LIMIT_MESSAGES } from './content-limits.ts'
import type { WholeContent } from './read-content.ts'
import { createStopwatch } from './stopwatch.ts'

/**
 * The content of a mail, or why there is none. `limit` names one of `contentLimits`. `lost`: the child came to an end
 * that may have nothing to do with the mail, so another try may read it.
 */
export type ContentRead =
  | { readonly content: WholeContent }
  | { readonly unread: { readonly limit: ContentLimit | null; readonly message: string } }
  | { readonly lost: string }

/** A mail as it comes from where it is kept. */
export interface MailBytes {
  readonly size: number
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface ContentReader {
  /** Rejects where the bytes cannot be had, and only then. Takes at most `readMs` beside the wait for them. */
  read(mail: MailBytes): Promise<ContentRead>
  close(): void
}

/**
 * Reads mails in a child process, one after the other, and holds no more than a piece of one. A mail that is too much
 * costs its child, which is replaced; the service goes on. The child has no environment, so no secrets, reads no files
 * but its program's, and may neither write files nor start programs.
 *
 * @param program the program of the child, and `readMs`, the longest time for a mail; tests give others.
 */
export function createContentReader(
  program: URL = new URL('./content-child.ts', import.meta.url),
  readMs: number = contentLimits.readMs,
): ContentReader {
  let child: ChildProcess | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()
  const start = (): ChildProcess => {
    const started = fork(program, {
      execArgv: [
        `--max-old-space-size=${contentLimits.heapMegabytes}`,
        '--permission',
        ...readable(program).map((path) => `--allow-fs-read=${path}`),
        '--allow-worker',
        '--no-warnings',
      ],
      env: {},
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    })
    // An idle child must not keep the service from ending.
    started.unref()
    started.channel?.unref()
    // Errors of writing to a dead child are ignored: its exit reports them.
    started.stdin?.on('error', () => {})
    // The child could not be started: there is no exit event, and the next mail tries again.
    started.once('error', () => {
      if (child === started) child = undefined
    })
    started.once('exit', () => {
      if (child === started) child = closed ? undefined : start()
    })
    return started
  }
  return {
    read(mail) {
      const reading = last.then(() => readIn((child ??= start()), mail, readMs))
      last = reading.catch(() => {})
      return reading
    },
    close() {
      closed = true
      child?.kill('SIGKILL')
    },
  }
}

/**
 * The program's own folder, and what it is made of: this package, the one it imports, and the libraries. Not the
 * folder above them, where secrets may stand, and nothing of /proc, where the environment of its parent is.
 */
function readable(program: URL): string[] {
  const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  return [
    fileURLToPath(new URL('.', program)),
    beside('.'),
    beside('../../package.json'),
    beside('../../node_modules/'),
    beside('../../../../packages/mail/'),
    beside('../../../../node_modules/'),
  ]
}

async function readIn(child: ChildProcess, mail: MailBytes, readMs: number): Promise<ContentRead> {
  if (child.pid === undefined)
    return { lost: 'The mail’s parts could not be read: the program that reads them did not start.' }
  const clock = createStopwatch(readMs * Math.max(1, Math.ceil(mail.size / contentLimits.rawBytes)), () =>
    child.kill('SIGKILL'),
  )
  const answer = answerOf(child, clock.isLate)
  let isAnswered = false
  void answer.then(() => {
    isAnswered = true
  })
  try {
    // The size as a message, the bytes over the pipe: a message would be copied three times on its way.
    child.send({ size: mail.size }, (error) => {
      if (error !== null) child.kill('SIGKILL')
    })
    let sent = 0
    for await (const piece of mail.bytes) {
      sent += piece.byteLength
      if (isAnswered || sent > mail.size) break
      // The child is not to blame for the wait between two pieces.
      clock.go()
      await write(child, piece, answer)
      clock.stop()
    }
    // A child that has failed was not given all of it.
    if (sent > mail.size || (sent < mail.size && !isAnswered))
      throw new Error(`a mail of ${mail.size} bytes came with ${sent}`)
    clock.go()
    return await answer
  } catch (error) {
    // It would take the next mail for the rest of this one.
    child.kill('SIGKILL')
    await answer
    throw error
  } finally {
    clock.stop()
  }
}

/** Waits until the child takes more, or has ended. */
function write(child: ChildProcess, piece: Uint8Array, answer: Promise<unknown>): Promise<unknown> | undefined {
  const { stdin } = child
  if (stdin === null || stdin.write(piece)) return undefined
  return Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), answer])
}

type Answer = { content: WholeContent } | { limit: StructureLimit } | { error: string }

function answerOf(child: ChildProcess, isLate: () => boolean): Promise<ContentRead> {
  return new Promise((resolve) => {
    let failure: ContentRead | undefined
    const settle = (read: ContentRead): void => {
      child.off('message', onMessage).off('exit', onExit)
      resolve(read)
    }
    const onMessage = (answer: Answer): void => {
      if ('content' in answer) settle(answer)
      else if ('limit' in answer) settle(unread(answer.limit))
      // The child ends after that, and the next mail must not be given to one that is ending.
      else failure = { unread: { limit: null, message: `The mail’s parts could not be read: ${answer.error}` } }
    }
    const onExit = (_code: number | null, signal: NodeJS.Signals | null): void => {
      if (failure !== undefined) settle(failure)
      else if (isLate()) settle(unread('readMs'))
      // V8 ends the process when a heap is full; it offers nothing gentler.
      else if (signal === 'SIGABRT') settle(unread('heapMegabytes'))
      else settle({ lost: 'The mail’s parts could not be read: the program that reads them came to an end.' })
    }
    child.on('message', onMessage).once('exit', onExit)
  })
}

/** For a mail that is beyond a limit. */
export function unread(limit: ContentLimit): ContentRead {
  return { unread: { limit, message: LIMIT_MESSAGES[limit] } }
}
