import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'
import type { MailKind, Truth } from './truth.ts'

/** A fault counts only with this many mails in flight. */
export const ENOUGH_IN_FLIGHT = 20
// The stream of mails continues while a fault is awaited, up to this many in flight: a flood would only hide the
// place it strikes.
const FLOOD = 45
const STREAM_EVERY_MS = 400
const STREAM_CHUNK = 5
// Fewest mails in flight when a crash point is awaited, because some of them will have ended by then.
const STREAMING = 30
const LOOK_MS = 50
// Mails that do not move for so long may be lost, as some mutations lose them; a flood of those must not stop the
// stream.
const STUCK_MS = 5_000

/** Delivers mails into the mailboxes so that faults meet enough of them on their way. */
export class Feeder {
  readonly #stage: Stage
  readonly #truth: Truth
  readonly #random: Random
  #delivered = 0

  constructor(stage: Stage, truth: Truth, random: Random) {
    this.#stage = stage
    this.#truth = truth
    this.#random = random
  }

  deliver(count: number, kind?: MailKind): void {
    for (let i = 0; i < count; i++) {
      const mail = this.#truth.next(kind)
      for (const mailbox of mail.mailboxes) this.#stage.dovecot.deliver(mailbox, mail.raw)
      this.#delivered += mail.mailboxes.length
    }
  }

  /**
   * Mails that only wait for a lease to run out meet few faults. So this waits, for a limited time, until one more
   * mail has ended.
   */
  async untilMoving(patienceMs: number): Promise<void> {
    const deadline = performance.now() + patienceMs
    const ended = () => this.#delivered - this.#stage.inFlight()
    const before = ended()
    if (this.#stage.inFlight() < FLOOD) this.deliver(STREAM_CHUNK)
    while (ended() <= before && performance.now() < deadline) await delay(LOOK_MS)
  }

  /** Delivers, waits `delayMs` for the mails to get on their way, and returns while enough of them are. */
  async untilEnoughInFlight(delayMs: number): Promise<number> {
    for (let wait = delayMs; ; wait = Math.floor(wait / 2)) {
      const missing = ENOUGH_IN_FLIGHT - this.#stage.inFlight()
      if (missing > 0) this.deliver(missing + this.#random.between(2, 12))
      await delay(wait)
      const inFlight = this.#stage.inFlight()
      if (inFlight >= ENOUGH_IN_FLIGHT) return inFlight
    }
  }

  /** Delivers mails until `done`, always one of the given kind among them. @returns false when time ran out */
  async streamUntil(done: () => boolean, timeoutMs: number, kind?: MailKind): Promise<boolean> {
    const deadline = performance.now() + timeoutMs
    let ended = 0
    let moved = performance.now()
    while (!done()) {
      const now = performance.now()
      if (now > deadline) return false
      const inFlight = this.#stage.inFlight()
      if (this.#delivered - inFlight > ended) moved = now
      ended = this.#delivered - inFlight
      if (inFlight < FLOOD || now - moved > STUCK_MS) {
        this.deliver(Math.max(STREAM_CHUNK, STREAMING - inFlight) - 1)
        this.deliver(1, kind)
      }
      await delay(STREAM_EVERY_MS)
    }
    return true
  }
}
