/**
 * `npm run bench -- scale`: how much sooner two replicas of a service are done than one. The consumers of all services pause
 * while the mails come; then one service after the other works off what waits for it, the others resting, in an installation with one
 * replica of each and in one with two. Each replica has a share of a core, so that two of them, broker and database find
 * room on two cores: what is measured is whether they hinder each other.
 */
import path from 'node:path'
import { SERVICES, type ServiceName } from '@tubepost/events'
import type { Installation } from '@tubepost/sandbox'
import { freePort, startDovecot, startSmtpSink, tempDir, waitUntil } from '@tubepost/testing'
import { startReady } from '../../start-ready.ts'
import { benchMail, benchSetup } from '../bench-mails.ts'
import { sendOverSmtp } from '../latency.ts'
import { cpuWhile, sumOf } from '../programs-of.ts'
import { openConsumers } from './consumers.ts'
import { shareOfCore } from './share-of-core.ts'

// For each replica: code that is not compiled yet takes longer.
const WARM_UP = 3_000
const MAILS = 10_000
const UNREADABLE = 'Oot 30m'
const UNREADABLE_MAILS = 1_000
// A replica works off alone what it has fetched ahead, so the last share of all that waits is not measured.
const MEASURED = 0.8
// In the order in which the data flows; each leaves its events to those that follow.
const PHASES = ['parser', 'status', 'notifier', 'fetcher', 'console'] as const satisfies readonly ServiceName[]
const INTAKE = 'fetcher over SMTP'
type Phase = typeof INTAKE | (typeof PHASES)[number]
/** How many times as soon two replicas are to be done; one alone reads a mailbox, so of its settlements nothing is asked. */
const LEAST: Partial<Record<Phase, number>> = {
  [INTAKE]: 1.6,
  parser: 1.8,
  status: 1.6,
  notifier: 1.6,
  console: 1.6,
}
const OVER_SMTP = 1_500
const AT_ONCE = 8
const SHARE = 0.25
const GIVE_UP_MS = 120_000
const LOOK_MS = 20

interface Worked {
  readonly events: number
  readonly seconds: number
  readonly cpuMs: ReadonlyMap<string, number>
}

/** @returns whether two replicas are as much sooner as they have to be */
export async function runScale(): Promise<boolean> {
  const one = await workOff(1)
  const two = await workOff(2)
  console.log('events a second         one     two   ratio   least   cores busy    CPU ms an event')
  let isGood = true
  for (const phase of [INTAKE, ...PHASES] as const) {
    const [alone, both] = [one.get(phase), two.get(phase)]
    if (alone === undefined || both === undefined) throw new Error(`${phase} was not measured`)
    const [before, after] = [alone, both].map(({ events, seconds }) => events / seconds) as [number, number]
    const busy = [alone, both].map(({ cpuMs, seconds }) => (sumOf(cpuMs) / seconds / 1_000).toFixed(2))
    const cost = [alone, both].map(({ cpuMs, events }) => (sumOf(cpuMs) / events).toFixed(3))
    const least = LEAST[phase]
    if (least !== undefined && after / before < least) isGood = false
    const cells = [before.toFixed(0), after.toFixed(0), (after / before).toFixed(2), least?.toFixed(1) ?? '']
    const more = [busy.join(' → '), cost.join(' → ')]
    console.log(`${phase.padEnd(18)}${cells.map((cell) => cell.padStart(8)).join('')}   ${more.join('   ')}`)
  }
  return isGood
}

/** All phases in an installation with so many replicas of each service. */
async function workOff(replicas: number): Promise<ReadonlyMap<Phase, Worked>> {
  const dir = await tempDir(`bench-scale-${replicas}`)
  process.env['BENCH_PASSWORD'] = 'bench'
  const dovecot = await startDovecot({
    dir: path.join(dir, 'imap'),
    users: [{ name: 'status', password: 'bench' }],
  })
  const sink = await startSmtpSink()
  let adminSeed = ''
  const ports = { http: await freePort(), imap: dovecot.port, smtp: sink.port, intake: await freePort() }
  const installation = await startReady(dir, benchSetup(ports), {
    httpPort: ports.http,
    fsync: true,
    replicas: Object.fromEntries(SERVICES.map((name) => [name, replicas])),
    beforeServices: async (parts) => void ({ adminSeed } = parts),
  })
  const consumers = await openConsumers(installation.nats.url, adminSeed)
  const deliver = async (first: number, mails: number, subject?: string) => {
    for (let n = first; n < first + mails; n++) dovecot.deliver('status', benchMail(n, subject).raw)
    await until(async () => (await takenIn(installation)) >= first + mails)
  }
  const replicasOf = (service: ServiceName) =>
    installation.processes.filter(({ name }) => name.split('-')[0] === service)
  /** Meanwhile each replica of the service has its share of a core. */
  const withShares = async <Result>(service: ServiceName, act: () => Promise<Result>): Promise<Result> => {
    const release = replicasOf(service).map(({ pid }) => shareOfCore(pid, SHARE))
    try {
      return await act()
    } finally {
      for (const letGo of release) letGo()
    }
  }
  // On one machine each replica needs an address of its own for the same port.
  const hosts = replicasOf('fetcher').map((_, n) => `127.0.0.${n + 1}`)
  const takeOverSmtp = async (): Promise<Worked> => {
    const senders = hosts.map((host) => sendOverSmtp(ports.intake, () => 'In', host))
    const began = performance.now()
    let next = 0
    const sendAll = async ({ send }: (typeof senders)[number]) => {
      for (let n = next++; n < OVER_SMTP; n = next++) await send(n, '')
    }
    const cpuMs = await cpuWhile(installation, () =>
      Promise.all(Array.from({ length: AT_ONCE }, (_, n) => sendAll(senders[n % senders.length]!))),
    )
    const seconds = (performance.now() - began) / 1_000
    for (const { close } of senders) close()
    return { events: OVER_SMTP, seconds, cpuMs }
  }
  const workOffBy = async (service: ServiceName): Promise<Worked> => {
    const all = await consumers.waiting(service)
    await consumers.resume(service)
    // A consumer that is let go on hears of it some seconds later.
    await until(async () => (await consumers.waiting(service)) < all)
    const left = await consumers.waiting(service)
    const began = performance.now()
    const isMeasured = async () => (await consumers.waiting(service)) <= all * (1 - MEASURED)
    const cpuMs = await cpuWhile(installation, () => until(isMeasured))
    const seconds = (performance.now() - began) / 1_000
    const events = left - (await consumers.waiting(service))
    return { events, seconds, cpuMs }
  }
  try {
    for (const [n, fetcher] of replicasOf('fetcher').entries()) {
      fetcher.setEnvironment({ SMTP_HOST: hosts[n] ?? '' })
      await fetcher.kill('SIGTERM')
    }
    const warmUp = WARM_UP * replicas
    await deliver(0, warmUp)
    for (const service of PHASES) await until(() => consumers.areDone(service))
    for (const service of PHASES) await consumers.pause(service)
    await deliver(warmUp, MAILS)
    await deliver(warmUp + MAILS, UNREADABLE_MAILS, UNREADABLE)
    const worked = new Map<Phase, Worked>([[INTAKE, await withShares('fetcher', takeOverSmtp)]])
    for (const service of PHASES) {
      worked.set(service, await withShares(service, () => workOffBy(service)))
      await until(() => consumers.areDone(service))
    }
    return worked
  } finally {
    await consumers.close()
    await installation.stop()
    await sink.stop()
    await dovecot.stop()
  }
}

const until = (isSo: () => Promise<boolean>) =>
  waitUntil(isSo, { timeoutMs: GIVE_UP_MS, everyMs: LOOK_MS, what: 'the events to be worked off' })

async function takenIn({ url, token }: Installation): Promise<number> {
  const response = await fetch(`${url}/api/console/conservation`, { headers: { authorization: `Bearer ${token}` } })
  return ((await response.json()) as { received: number }).received
}
