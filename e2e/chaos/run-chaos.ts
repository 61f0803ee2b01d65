import { cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { compare, conversationsOf, UNKNOWN_PER_KILL } from './compare.ts'
import { ENOUGH_IN_FLIGHT, Feeder } from './feeder.ts'
import type { Violation } from './law.ts'
import { observe, type Observation, readBooks } from './observe.ts'
import { type Death, ProcessWatch } from './process-watch.ts'
import { seeded } from './random.ts'
import { CRASH_POINTS, describeFault, ONE, planFaults, type Step } from './schedule.ts'
import { setStage, type Stage } from './stage.ts'
import { type Field, strike } from './strike.ts'
import { createTruth, type TestMail } from './truth.ts'

export interface ChaosOptions {
  mails: number
  kills: number
  seed: number
  /** Replaces the seed's own schedule. */
  plan?: readonly Step[]
  /** All services in one process. */
  small?: boolean
  /** The path of each service's main.ts. */
  mainOf?: (service: string) => string
  /** Everything must come to rest within this time after the last fault. */
  deadlineMs?: number
  say?: (text: string) => void
}

export interface ChaosResult {
  mails: readonly TestMail[]
  plan: readonly Step[]
  deaths: readonly Death[]
  /** Crash points at which no process died with enough mails in flight. */
  missed: readonly string[]
  seen: Observation
  violations: readonly Violation[]
  /** Milliseconds from the last fault to rest; null when the deadline came first. */
  restMs: number | null
  totalMs: number
}

// How many of a hundred mails.
const TO_CASES = 30
const DEADLINE_MS = 5 * 60_000
const LOOK_MS = 500
// Time for a second effect to show after the first has been counted.
const AFTERWARDS_MS = 2_000

/** One run: stage, faults while mails stream in, rest, judgement. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const began = performance.now()
  const say = (text: string) =>
    options.say?.(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}`)
  const plan = options.plan ?? planFaults(seeded(options.seed), options)
  const truth = createTruth(options.seed, Date.now(), TO_CASES)
  const stage = await setStage(options)
  const watch = new ProcessWatch(stage)
  try {
    say(`ready: ${stage.installation.processes.map(({ name }) => name).join(', ')}`)
    const feeder = new Feeder(stage, truth, seeded(options.seed + 1))
    const field: Field = { stage, feeder, watch, frozen: undefined, say, missed: [], patienceMs: patienceOf(options) }
    for (const step of plan) {
      say(`step ${step.step}: ${describeFault(step.fault)}`)
      const inFlight = await strike(field, step)
      say(`      done; ${inFlight} mails were in flight`)
    }
    feeder.deliver(Math.max(0, options.mails - truth.mails.length))
    await field.frozen?.until
    say(`last fault; ${truth.mails.length} mails were delivered`)
    const lastFault = performance.now()
    const isAtRest = await untilRest(stage, truth.mails, options.deadlineMs ?? DEADLINE_MS)
    const restMs = isAtRest ? performance.now() - lastFault : null
    say(isAtRest ? 'at rest' : 'NOT at rest at the deadline')
    await delay(AFTERWARDS_MS)
    const seen = await observe(stage, truth.mails)
    const violations = compare(truth.mails, seen, mayBeUnknown(watch.deaths))
    const totalMs = performance.now() - began
    if (violations.length > 0 || restMs === null) keepLogs(stage, options.seed, say)
    return { mails: truth.mails, plan, deaths: watch.deaths, missed: field.missed, seen, violations, restMs, totalMs }
  } finally {
    watch.stop()
    await stage.stop()
  }
}

// Longer than a lease, and for a run in CI as long as its time allows.
const PATIENCE_MS = 12_000
const SHORT_PATIENCE_MS = 1_500
const SHORT_KILLS = 5

function patienceOf({ kills }: ChaosOptions): number {
  return kills <= SHORT_KILLS ? SHORT_PATIENCE_MS : PATIENCE_MS
}

function keepLogs(stage: Stage, seed: number, say: (text: string) => void): void {
  const kept = path.join(tmpdir(), `chaos-logs-${seed}-${process.pid}`)
  cpSync(stage.logs, kept, { recursive: true })
  say(`the logs of the services are kept in ${kept}`)
}

/** A kill of the notifier may happen while each of its senders waits for the answer to a final dot. */
function mayBeUnknown(deaths: readonly Death[]): number {
  const kills = deaths.filter(
    ({ process, cause }) => (process.startsWith('notifier') || process === ONE) && cause !== 'itself',
  ).length
  return kills * UNKNOWN_PER_KILL
}

/** At rest: INBOX is empty, the books know every mail as final, and nothing is on its way between the services. */
async function untilRest(stage: Stage, mails: readonly TestMail[], timeoutMs: number): Promise<boolean> {
  const copies = mails.reduce((sum, mail) => sum + mail.mailboxes.length, 0)
  const sent = (kind: TestMail['kind']) => mails.filter((mail) => mail.kind === kind).length
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    await delay(LOOK_MS)
    if (stage.inFlight() > 0) continue
    const books = await readBooks(stage).catch(() => undefined)
    if (books === undefined) continue
    const replied = Object.values(books.replies).reduce((sum, count) => sum + count, 0)
    const { final } = books.ledger
    // The ignored mails of people were passed over, and their writers are told.
    const passedOver = (books.settled['ignored'] ?? 0) - sent('automatic') - sent('stranger')
    const due = sent('unreadable') + passedOver + conversationsOf(mails)
    if (final === copies && replied >= due && books.lag.events === 0 && books.difference === 0) return true
  }
  return false
}

export function pointsHit(deaths: readonly Death[]): string[] {
  return CRASH_POINTS.map(({ point }) => point).filter((point) =>
    deaths.some((death) => death.cause === 'crash' && death.point === point && death.inFlight >= ENOUGH_IN_FLIGHT),
  )
}
