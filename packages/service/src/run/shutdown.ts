import type { Logger } from 'pino'

/**
 * Once a service stops, it waits no longer than this for another machine, such as a mail server or a client. Most
 * answer within it, and ten seconds of `DRAIN_LIMIT_MS` are left for recording the result.
 */
const CUT_OFF_MS = 15_000

/** The end of a service. Its parts are taken down in the reverse of the order in which they were set up. */
export interface Shutdown {
  /** Aborted when the service is to stop. */
  readonly signal: AbortSignal
  /** Aborted when the service stops waiting for other machines. */
  readonly cutOff: AbortSignal
  /** @param name named in the log when this part takes too long */
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
