import type { Logger } from 'pino'

/**
 * Once the service is to stop, it waits no longer than this for another machine: a mail server, a client. Most finish
 * within it, and ten seconds of `DRAIN_LIMIT_MS` are left for writing down what became of it.
 */
const CUT_OFF_MS = 15_000

/** How a service comes to its end. It takes its parts down in the reverse of the order it set them up in. */
export interface Shutdown {
  /** Aborted when the service is to stop. */
  readonly signal: AbortSignal
  /** Aborted when it waits for no other machine any more. */
  readonly cutOff: AbortSignal
  /** @param name what is said when this part takes too long */
  onStop(name: string, release: () => Promise<unknown> | void): void
  run(): Promise<void>
  /** The part that `run` waits for. */
  part(): string
}

export function createShutdown(log: Logger): Shutdown {
  const parts: { name: string; release: () => Promise<unknown> | void }[] = []
  const stopping = new AbortController()
  const cutOff = new AbortController()
  let current = ''
  return {
    signal: stopping.signal,
    cutOff: cutOff.signal,
    onStop: (name, release) => void parts.push({ name, release }),
    part: () => current,
    async run() {
      stopping.abort()
      const atLast = setTimeout(() => {
        log.warn({ part: current }, 'stopping takes long; connections to other machines are cut off')
        cutOff.abort()
      }, CUT_OFF_MS)
      atLast.unref()
      for (const { name, release } of parts.splice(0).toReversed()) {
        current = name
        await release()
      }
      clearTimeout(atLast)
    },
  }
}
