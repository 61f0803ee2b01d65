import { setTimeout as delay } from 'node:timers/promises'

/** A server that the sandbox has started. */
export interface KeptServer {
  readonly name: string
  readonly log: string
  readonly isRunning: () => boolean
  /** Whether it does its work; a broker whose disk was full runs on without. */
  readonly works: () => Promise<boolean>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

const WATCH_MS = 1_000
/** So many looks in a row that find it not working; one alone may have met a busy machine. */
const LOOKS_WITHOUT_WORK = 10
/** After so many that find it working, the next trouble is a new one. */
const LOOKS_AT_WORK = 60
// A full disk is emptied by a person, within minutes; until then each start is in vain.
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/**
 * Starts a server again when it has ended or no longer does its work, with growing pauses, and says so in a line each.
 * Runs until the signal.
 */
export async function keepRunning(server: KeptServer, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const pause = (ms: number) => delay(ms, undefined, { signal, ref: false }).catch(() => {})
  const looks = { idle: 0, atWork: 0 }
  let pauseMs = FIRST_PAUSE_MS
  for (await pause(WATCH_MS); !signal.aborted; await pause(WATCH_MS)) {
    if (server.isRunning()) {
      const works = await server.works()
      looks.idle = works ? 0 : looks.idle + 1
      looks.atWork = works ? looks.atWork + 1 : 0
      if (looks.atWork >= LOOKS_AT_WORK) pauseMs = FIRST_PAUSE_MS
      if (looks.idle < LOOKS_WITHOUT_WORK || signal.aborted) continue
      say(`${server.name} runs, but does not do its work. It is started again; ${server.log} says why.`)
      await server.stop()
    } else say(`${server.name} has stopped. It is started again; ${server.log} says why.`)
    looks.idle = looks.atWork = 0
    await server.start().then(
      () => say(`${server.name} runs again.`),
      () => say(`${server.name} does not start. It is tried again in ${pauseMs / 1_000} s; ${server.log} says why.`),
    )
    await pause(pauseMs)
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
}
