import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ContentLimit, contentLimits, LIMIT_MESSAGES } from './content-limits.ts'
import type { MailContent } from './read-content.ts'
import { scanStructure } from './scan-structure.ts'

/** The content of a mail, or why there is none. `limit` names one of `contentLimits`. */
export type ReadContent =
  | { readonly content: MailContent }
  | { readonly unread: { readonly limit: ContentLimit | null; readonly message: string } }

export interface ContentReader {
  /** Never rejects, and takes at most `readMs` once it is the mail's turn. */
  read(mail: Buffer): Promise<ReadContent>
  close(): void
}

/**
 * Reads mails in a child process, one after the other. A mail that breaks a limit costs its child, which is replaced;
 * the service goes on. The child has no environment, so no secrets, reads no files but its program's, and may neither write
 * files nor start programs.
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
      const limit = scanStructure(mail)
      if (limit !== undefined) return Promise.resolve({ unread: { limit, message: LIMIT_MESSAGES[limit] } })
      const reading = last.then(() => readIn((child ??= start()), mail, readMs))
      last = reading
      return reading
    },
    close() {
      closed = true
      child?.kill('SIGKILL')
    },
  }
}

/**
 * The program's own folder, and what it is made of: this package, the one it imports, and the libraries. Not the folder above
 * them, where secrets may stand, and nothing of /proc, where the environment of its parent is.
 */
function readable(program: URL): string[] {
  const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  return [
    fileURLToPath(new URL('.', program)),
    beside('.'),
    beside('../package.json'),
    beside('../node_modules/'),
    beside('../../../packages/mail/'),
    beside('../../../node_modules/'),
  ]
}

function readIn(child: ChildProcess, mail: Buffer, readMs: number): Promise<ReadContent> {
  if (child.pid === undefined)
    return Promise.resolve(
      unread(null, 'The mail’s parts could not be read: the program that reads them did not start.'),
    )
  return new Promise((resolve) => {
    let late = false
    const settle = (read: ReadContent): void => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit)
      resolve(read)
    }
    let failure: ReadContent | undefined
    const onMessage = (answer: { content: MailContent } | { error: string; limit: ContentLimit | null }): void => {
      if ('content' in answer) settle(answer)
      // The child ends after that, and the next mail must not be given to one that is ending.
      else if (answer.limit !== null) failure = unread(answer.limit, LIMIT_MESSAGES[answer.limit])
      else failure = unread(null, `The mail’s parts could not be read: ${answer.error}`)
    }
    const onExit = (_code: number | null, signal: NodeJS.Signals | null): void => {
      if (failure !== undefined) settle(failure)
      else if (late) settle(unread('readMs', LIMIT_MESSAGES.readMs))
      // V8 ends the process when a heap is full; it offers nothing gentler.
      else if (signal === 'SIGABRT') settle(unread('heapMegabytes', LIMIT_MESSAGES.heapMegabytes))
      else settle(unread(null, 'The mail’s parts could not be read: the program that reads them came to an end.'))
    }
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, readMs)
    child.on('message', onMessage).once('exit', onExit)
    // The size as a message, the bytes over the pipe: a message would be copied three times on its way.
    child.send({ size: mail.length }, (error) => {
      if (error !== null) child.kill('SIGKILL')
    })
    child.stdin?.write(mail)
  })
}

function unread(limit: ContentLimit | null, message: string): ReadContent {
  return { unread: { limit, message } }
}
