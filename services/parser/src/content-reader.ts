import { type ChildProcess, fork } from 'node:child_process'
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
 * Reads mails in a child process, one after the other. A mail that breaks a limit costs its child, which is replaced; the
 * service goes on. The child has no environment, so no secrets, and may neither write files nor start programs.
 *
 * @param program what the child runs, and `readMs` how long a mail may take; tests give others.
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
        '--allow-fs-read=*',
        '--allow-worker',
        '--no-warnings',
      ],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // A warm child must not keep the service from ending.
    started.unref()
    started.channel?.unref()
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

function readIn(child: ChildProcess, mail: Buffer, readMs: number): Promise<ReadContent> {
  return new Promise((resolve) => {
    let late = false
    const settle = (read: ReadContent): void => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit)
      resolve(read)
    }
    const onMessage = (answer: { content: MailContent } | { error: string }): void =>
      settle('content' in answer ? answer : unread(null, `The mail could not be read: ${answer.error}`))
    const onExit = (_code: number | null, signal: NodeJS.Signals | null): void => {
      if (late) settle(unread('readMs', LIMIT_MESSAGES.readMs))
      // V8 has no gentler end for a heap that is full.
      else if (signal === 'SIGABRT') settle(unread('heapMegabytes', LIMIT_MESSAGES.heapMegabytes))
      else settle(unread(null, 'The mail’s parts could not be read: the program that reads them came to an end.'))
    }
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
    }, readMs)
    child.once('message', onMessage).once('exit', onExit)
    child.send(mail, (error) => {
      // A child that dies as it is written to: `exit` follows.
      if (error !== null) child.kill('SIGKILL')
    })
  })
}

function unread(limit: ContentLimit | null, message: string): ReadContent {
  return { unread: { limit, message } }
}
