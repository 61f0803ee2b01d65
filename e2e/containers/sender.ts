import { setTimeout as delay } from 'node:timers/promises'
import type { MailKind, TestMail, Truth } from '../chaos/truth.ts'
import { openSession } from '../smtp-session.ts'

export interface SentMail {
  readonly mail: TestMail
  /** Whether it was sent again because an answer was missing: it may have been taken twice. */
  readonly isResent: boolean
}

const RECIPIENT = 'status@localhost'
const ANSWER_MS = 10_000
const RETRY_MS = 250
const GIVE_UP_MS = 120_000

/** A mail server that sends as real ones do: again until it gets 250. */
export class Sender {
  readonly sent: SentMail[] = []
  /** The reason of each connection that nobody took, or that ended before its mail was taken. */
  readonly failures: string[] = []
  readonly #port: number
  readonly #truth: Truth

  constructor(port: number, truth: Truth) {
    this.#port = port
    this.#truth = truth
  }

  /** Sends mails at once, of the usual mixture unless a kind is given. Resolves when each has its 250. */
  async send(count: number, kind?: MailKind): Promise<TestMail[]> {
    // Every fourth is one that is answered, because the usual mixture has few of those.
    const mails = Array.from({ length: count }, (_, i) =>
      this.#truth.next(kind ?? (i % 4 === 3 ? 'unreadable' : undefined)),
    )
    await Promise.all(mails.map((mail) => this.#untilTaken(mail)))
    return mails
  }

  /** Sends `each` mails again and again while the work goes on. Returns when the last has its 250. */
  async whileStreaming(each: number, everyMs: number, work: () => Promise<void>): Promise<void> {
    let isOver = false
    const streaming = async () => {
      while (!isOver) await Promise.all([this.send(each), delay(everyMs)])
    }
    const working = work().finally(() => (isOver = true))
    await Promise.all([working, streaming()])
  }

  async #untilTaken(mail: TestMail): Promise<void> {
    const giveUpAt = performance.now() + GIVE_UP_MS
    let isResent = false
    for (;;) {
      const session = await withinTime(openSession(this.#port)).catch((error: unknown) => {
        this.failures.push(`not opened: ${String(error)}`)
      })
      try {
        if (session !== undefined) {
          await withinTime(session.send(Buffer.from(mail.raw), [RECIPIENT]))
          this.sent.push({ mail, isResent })
          return
        }
      } catch (error) {
        isResent = true
        this.failures.push(`not taken: ${String(error)}`)
      } finally {
        session?.close()
      }
      if (performance.now() > giveUpAt) throw new Error(`nobody took ${mail.messageId} within ${GIVE_UP_MS} ms`)
      await delay(RETRY_MS)
    }
  }
}

function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  const deadline = new Promise<never>((_, reject) => {
    setTimeout(reject, ANSWER_MS, new Error(`no answer within ${ANSWER_MS} ms`)).unref()
  })
  return Promise.race([work, deadline])
}
