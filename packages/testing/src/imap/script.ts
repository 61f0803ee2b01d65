/** The misbehaviours of the scriptable IMAP server, and when they happen. */
import type { ImapStore } from './store.ts'

/** `MOVE` stands for `UID MOVE` too, `greeting` for the moment of connecting. */
export type ImapVerb =
  | 'greeting'
  | 'CAPABILITY'
  | 'LOGIN'
  | 'AUTHENTICATE'
  | 'SELECT'
  | 'EXAMINE'
  | 'SEARCH'
  | 'FETCH'
  | 'STORE'
  | 'MOVE'
  | 'COPY'
  | 'EXPUNGE'
  | 'CREATE'
  | 'LIST'
  | 'STATUS'
  | 'NOOP'
  | 'IDLE'
  | 'LOGOUT'

export type ImapAction =
  /** Closes the connection instead of answering. */
  | { readonly does: 'drop' }
  /** Closes the connection after this many bytes of a literal. */
  | { readonly does: 'dropInLiteral'; readonly bytes: number }
  /** Announces a literal longer (positive) or shorter (negative) than its text. */
  | { readonly does: 'lieAboutLength'; readonly by: number }
  /** Never answers on this connection again, and keeps it open. IDLE still gets its `+`. */
  | { readonly does: 'silence' }
  /** Refuses instead of carrying it out: `NO [LIMIT] Too many requests`. */
  | { readonly does: 'refuse'; readonly with: string }
  | { readonly does: 'delay'; readonly ms: number }
  | { readonly does: 'bye'; readonly text: string }
  /** Sends these lines first: garbage, an unsolicited FETCH, EXISTS twice. */
  | { readonly does: 'say'; readonly lines: readonly string[] }
  /** Carries it out, and closes the connection instead of answering: the answer is lost. */
  | { readonly does: 'dropAnswer' }
  /** Changes the store `before` the command, `between` the messages of a FETCH, or `after` the command. */
  | {
      readonly does: 'change'
      readonly at: 'before' | 'between' | 'after'
      readonly change: (store: ImapStore) => void
    }

export type ImapMisbehaviour = ImapAction & {
  readonly on: ImapVerb
  readonly user?: string
  /** Only in a FETCH of this UID, and only to its literal. */
  readonly uid?: number
  /** How many occasions pass before the first. */
  readonly skip?: number
  /** How often; once by default. */
  readonly times?: number
}

export type ImapOccasion = {
  readonly verb: ImapVerb
  readonly user: string | undefined
  readonly uids: readonly number[]
}

export class ImapScript {
  #pending: { misbehaviour: ImapMisbehaviour; skip: number; left: number }[] = []

  add(misbehaviours: readonly ImapMisbehaviour[]): void {
    for (const misbehaviour of misbehaviours) {
      this.#pending.push({ misbehaviour, skip: misbehaviour.skip ?? 0, left: misbehaviour.times ?? 1 })
    }
  }

  clear(): void {
    this.#pending = []
  }

  pending(user: string): number {
    return this.#pending
      .filter(({ misbehaviour }) => misbehaviour.user === user)
      .reduce((sum, { left }) => sum + left, 0)
  }

  /** The misbehaviours due now, counted as done. */
  take({ verb, user, uids }: ImapOccasion): ImapMisbehaviour[] {
    const due: ImapMisbehaviour[] = []
    for (const entry of this.#pending) {
      const { misbehaviour } = entry
      if (misbehaviour.on !== verb) continue
      if (misbehaviour.user !== undefined && misbehaviour.user !== user) continue
      if (misbehaviour.uid !== undefined && !uids.includes(misbehaviour.uid)) continue
      if (entry.skip > 0) entry.skip--
      else if (entry.left > 0) {
        entry.left--
        due.push(misbehaviour)
      }
    }
    this.#pending = this.#pending.filter(({ left }) => left > 0)
    return due
  }
}
