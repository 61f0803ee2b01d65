import type { ServiceName } from '@tubepost/events'
import type { Random } from './random.ts'

/** One fault. Processes are named as in the installation: `fetcher`, `fetcher-2`, … */
export type Fault =
  | { kind: 'kill'; process: string }
  /** The service is killed and started again so that it dies at the Nth pass of the named point. */
  | { kind: 'crash'; point: string; service: string; passes: number }
  | { kind: 'postgres'; downMs: number }
  | { kind: 'nats'; downMs: number }
  /** The broker comes back with an empty disk. */
  | { kind: 'empty disk'; downMs: number }
  /** SIGSTOP of a process that owns a mailbox, for two lease times. */
  | { kind: 'freeze' }

export interface Step {
  step: number
  fault: Fault
  /** Delay between the moment when enough mails are in flight and the fault, so that it meets them at any stage. */
  delayMs: number
}

/** Replicas of each service; those with more than one share their work. */
export const REPLICAS = {
  fetcher: 2,
  parser: 2,
  status: 2,
  case: 2,
  notifier: 1,
  console: 1,
} as const satisfies Record<ServiceName, number>

export const PROCESSES: readonly string[] = Object.entries(REPLICAS).flatMap(([service, replicas]) =>
  Array.from({ length: replicas }, (_, i) => (i === 0 ? service : `${service}-${i + 1}`)),
)

/** The process of an installation that has all services in one. */
export const ONE = 'tubepost'

/** The points of the mail's way, with the services that pass them. */
export const CRASH_POINTS: readonly { point: string; services: readonly string[] }[] = [
  { point: 'after-bytes', services: ['fetcher'] },
  { point: 'after-ledger-row', services: ['fetcher'] },
  { point: 'after-publish', services: ['fetcher'] },
  { point: 'after-puback', services: ['fetcher'] },
  { point: 'after-effect-commit', services: ['status', 'case', 'console'] },
  { point: 'before-ack', services: ['parser', 'status', 'case', 'console'] },
  { point: 'after-settlement-publish', services: ['status', 'case'] },
  { point: 'after-move', services: ['fetcher'] },
  { point: 'after-354', services: ['notifier'] },
  { point: 'after-final-dot', services: ['notifier'] },
]

// From this many kills on every crash point is visited; a shorter run visits one of each group, drawn by its seed.
const ALL_POINTS_FROM = 9
const GROUPS = [
  ['after-bytes', 'after-ledger-row', 'after-publish', 'after-puback', 'after-move'],
  ['after-effect-commit', 'before-ack', 'after-settlement-publish'],
  ['after-354', 'after-final-dot'],
]
const LONGEST_DELAY_MS = 700

/** All faults of a run in the order in which they strike. The same draws give the same schedule. */
export function planFaults(random: Random, options: { kills: number }): Step[] {
  const visited = options.kills >= ALL_POINTS_FROM ? GROUPS.flat() : GROUPS.map((group) => random.pick(group))
  const crashes = CRASH_POINTS.filter(({ point }) => visited.includes(point)).map(
    ({ point, services }): Fault => ({
      kind: 'crash',
      point,
      service: random.pick(services),
      passes: random.between(1, 3),
    }),
  )
  const kills = Array.from({ length: options.kills }, (): Fault => ({ kind: 'kill', process: random.pick(PROCESSES) }))
  const outages: Fault[] = [
    { kind: 'postgres', downMs: random.between(200, 3_000) },
    { kind: 'nats', downMs: random.between(200, 3_000) },
    { kind: 'empty disk', downMs: random.between(200, 3_000) },
  ]
  return steps(random, freezeLate(random.shuffle<Fault>([...kills, ...crashes, ...outages])))
}

/** Gives the faults numbers and delays. */
export function steps(random: Random, faults: readonly Fault[]): Step[] {
  return faults.map((fault, i) => ({ step: i + 1, fault, delayMs: random.between(0, LONGEST_DELAY_MS) }))
}

/** The freeze continues while the next faults happen, so it comes when no fetcher must be armed any more. */
function freezeLate(faults: readonly Fault[]): Fault[] {
  const last = faults.findLastIndex((fault) => fault.kind === 'crash' && fault.service === 'fetcher')
  return faults.toSpliced(last + 1, 0, { kind: 'freeze' })
}

export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.process}`
    case 'crash':
      return `crash of ${fault.service} at ${fault.point}, pass ${fault.passes}`
    case 'postgres':
      return `kill -9 postgres, down ${fault.downMs} ms`
    case 'nats':
      return `kill -9 nats-server, down ${fault.downMs} ms`
    case 'empty disk':
      return `nats-server loses its disk, down ${fault.downMs} ms`
    case 'freeze':
      return 'SIGSTOP of a lease owner for two lease times'
  }
}
