import { setTimeout as delay } from 'node:timers/promises'
import { ENOUGH_IN_FLIGHT, type Feeder } from './feeder.ts'
import type { ProcessWatch } from './process-watch.ts'
import { describeFault, type Fault, PROCESSES, type Step } from './schedule.ts'
import type { Stage } from './stage.ts'
import type { MailKind } from './truth.ts'

/** The parts of a run that faults work on. */
export interface Field {
  stage: Stage
  feeder: Feeder
  watch: ProcessWatch
  /** Prints a line of the run's log. */
  say(text: string): void
  /** Crash points at which no process died with enough mails in flight. */
  missed: string[]
  /** How long a fault waits for the mails to move again after the previous one. */
  patienceMs: number
  /** The stopped process, and the moment when it continues. */
  frozen: { process: string; until: Promise<void> } | undefined
}

// Twice the ten seconds for which an owner of a mailbox holds its lease.
const FREEZE_MS = 20_000
const LEASE_TAKEN_MS = 30_000
const CRASH_MS = 90_000
const TRIES = 4

/** Causes one fault when enough mails are in flight. @returns how many were */
export async function strike(field: Field, { fault, delayMs }: Step): Promise<number> {
  await field.feeder.untilMoving(field.patienceMs)
  const inFlight = await field.feeder.untilEnoughInFlight(delayMs)
  await act(field, fault)
  return inFlight
}

async function act(field: Field, fault: Fault): Promise<void> {
  const { nats, postgres } = field.stage.installation
  switch (fault.kind) {
    case 'kill':
      return kill(field, fault.process)
    case 'crash':
      return crash(field, fault)
    case 'freeze':
      return freeze(field)
    case 'postgres':
      await postgres.kill()
      await delay(fault.downMs)
      return postgres.start()
    case 'nats':
      await nats.kill()
      await delay(fault.downMs)
      return nats.start()
    case 'empty disk':
      await nats.wipe()
      await delay(fault.downMs)
      return nats.start()
  }
}

/** Kills this process or, when it is already down or frozen, the next one. */
async function kill(field: Field, name: string): Promise<void> {
  const first = PROCESSES.indexOf(name)
  for (;;) {
    for (let i = 0; i < PROCESSES.length; i++) {
      const victim = field.stage.runsIn(PROCESSES[(first + i) % PROCESSES.length] ?? name)
      if (victim === field.frozen?.process) continue
      if (await field.watch.kill(victim)) return
    }
    await delay(100)
  }
}

/** Every replica is armed, because any of them may pass the point. It counts when one of them has died there. */
async function crash(field: Field, fault: Extract<Fault, { kind: 'crash' }>): Promise<void> {
  const { watch, feeder, stage } = field
  const names = PROCESSES.filter((name) => name.replace(/-\d+$/, '') === fault.service)
  const replicas = [...new Set(names.map(stage.runsIn))]
  if (replicas.includes(field.frozen?.process ?? '')) await field.frozen?.until
  const before = watch.crashesAt(fault.point, ENOUGH_IN_FLIGHT)
  for (let tries = 0; tries < TRIES; tries++) {
    const diedBefore = watch.crashesAt(fault.point, 0)
    await Promise.all(replicas.map((name) => watch.killAndArm(name, fault.point, fault.passes)))
    const hasDied = () => watch.crashesAt(fault.point, 0) > diedBefore
    const reached = await feeder.streamUntil(hasDied, CRASH_MS, kindThatPasses(fault))
    if (watch.crashesAt(fault.point, ENOUGH_IN_FLIGHT) > before) return
    field.say(reached ? '      too few mails were in flight; once more' : '      the point was not reached; once more')
  }
  field.missed.push(describeFault(fault))
}

/** A crash point of sending is passed only by mails that are answered, and one of whole mails only by those for cases. */
function kindThatPasses({ service, point }: Extract<Fault, { kind: 'crash' }>): MailKind | undefined {
  if (service === 'notifier') return 'unreadable'
  return service === 'case' || point === 'after-bytes' ? 'case' : undefined
}

async function freeze(field: Field): Promise<void> {
  const owner = await findOwner(field)
  const ended = Promise.withResolvers<void>()
  field.frozen = { process: owner, until: ended.promise }
  await field.watch.signal(owner, 'SIGSTOP')
  field.say(`      ${owner} is stopped`)
  setTimeout(() => {
    field.watch
      .signal(owner, 'SIGCONT')
      .then(() => field.say(`      ${owner} goes on`))
      .then(() => {
        field.frozen = undefined
        ended.resolve()
      }, ended.reject)
  }, FREEZE_MS)
}

/** A fetcher logs when it begins to read a mailbox, which only the owner of the mailbox's lease does. */
async function findOwner({ watch, stage }: Field): Promise<string> {
  const fetchers = [...new Set(PROCESSES.filter((name) => name.startsWith('fetcher')).map(stage.runsIn))]
  const deadline = performance.now() + LEASE_TAKEN_MS
  while (performance.now() < deadline) {
    const owner = fetchers.find((name) => watch.isAlive(name) && watch.logOf(name).includes('reading the mailbox'))
    if (owner !== undefined) return owner
    await delay(100)
  }
  throw new Error('no fetcher has taken a mailbox')
}
