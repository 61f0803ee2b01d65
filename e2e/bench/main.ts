/**
 * `npm run bench`: drains a full mailbox and prints the cost, with the floor of the same run beside it; then the
 * latency at a steady rate. Two cores and noise: compare CPU time and ratios, not seconds.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { type Dovecot, freePort, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import { benchMail, benchSetup } from './bench-mails.ts'
import { startCollector } from './collector.ts'
import { cpuOfTree, peakRssMb } from './cpu-time.ts'
import { boardTags, measureLatency, type Percentiles, replyTags, sendOverSmtp, sendToDovecot } from './latency.ts'

const { values } = parseArgs({ options: { mails: { type: 'string', default: '5000' } } })
const MAILS = Number(values.mails)
const READY_MS = 60_000
const GIVE_UP_MS = 300_000
const LOOK_MS = 50
const PASSWORD = 'bench'

const dir = await tempDir('bench')
process.env['BENCH_PASSWORD'] = PASSWORD
const dovecot = await startDovecot({
  dir: path.join(dir, 'imap'),
  users: ['status', 'floor'].map((name) => ({ name, password: PASSWORD })),
})
const sink = await startSmtpSink()
const ports = { http: await freePort(), imap: dovecot.port, smtp: sink.port, intake: await freePort() }
const setupFile = path.join(dir, 'tubepost.yaml')
mkdirSync(dir, { recursive: true })
writeFileSync(setupFile, benchSetup(ports))
const collector = await startCollector()
const installation = await startInstallation({
  dir: path.join(dir, 'installation'),
  setupFile,
  httpPort: ports.http,
  environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
})
try {
  await installation.untilReady(READY_MS)
  await delay(1_000) // work left over from the start does not count as the mails' cost
  const drained = await drain(installation, dovecot)
  const floor = await measureFloor(installation, dovecot)
  printDrain(drained, floor)
  await printLatency(installation, dovecot)
} finally {
  await installation.stop()
  collector.stop()
  await sink.stop()
  await dovecot.stop()
}

interface Drained {
  seconds: number
  cpuMs: Map<string, number>
  rssMb: Map<string, number>
}

function programs(of: Installation): Map<string, number> {
  return new Map([
    ...of.processes.map(({ name, pid }) => [name, pid] as const),
    ['nats-server', of.nats.pid],
    ['postgres', of.postgres.pid],
    ['dovecot', dovecot.pid],
  ])
}

async function drain(of: Installation, into: Dovecot): Promise<Drained> {
  const pids = programs(of)
  const before = new Map([...pids].map(([name, pid]) => [name, cpuOfTree(pid)]))
  const began = performance.now()
  for (let n = 0; n < MAILS; n++) into.deliver('status', benchMail(n).raw)
  await untilFinal(of)
  const seconds = (performance.now() - began) / 1_000
  return {
    seconds,
    cpuMs: new Map([...pids].map(([name, pid]) => [name, cpuOfTree(pid) - (before.get(name) ?? 0)])),
    rssMb: new Map(of.processes.map(({ name, pid }) => [name, peakRssMb(pid)])),
  }
}

interface Books {
  ledger: { final: number }
  settled: Record<string, number>
  replies: Record<string, number>
  lag: { events: number }
  difference: number
}

async function untilFinal(of: Installation): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS
  let books: Books | undefined
  while (performance.now() < deadline) {
    const response = await fetch(`${of.url}/api/console/conservation`, {
      headers: { authorization: `Bearer ${of.token}` },
    })
    books = (await response.json()) as Books
    const replies = (books.replies['sent'] ?? 0) + (books.replies['unknown'] ?? 0)
    if (books.ledger.final >= MAILS && books.lag.events === 0 && replies >= (MAILS * 3) / 100) {
      process.stdout.write(
        `settled ${JSON.stringify(books.settled)}, replies ${JSON.stringify(books.replies)}, difference ${books.difference}\n`,
      )
      return
    }
    // Asking uses CPU time that is measured; seldom is enough.
    await delay(10 * LOOK_MS)
  }
  throw new Error(`not drained: ${JSON.stringify(books)}`)
}

interface Floor {
  seconds: number
  cpuMs: Map<string, number>
}

async function measureFloor(of: Installation, from: Dovecot): Promise<Floor> {
  for (let n = 0; n < MAILS; n++) from.deliver('floor', benchMail(n).raw)
  const pids = new Map([...programs(of)].filter(([name]) => name === 'postgres' || name === 'dovecot'))
  const before = new Map([...pids].map(([name, pid]) => [name, cpuOfTree(pid)]))
  const began = performance.now()
  const child = fork(fileURLToPath(new URL('floor.ts', import.meta.url)), [String(from.port), 'floor', of.postgres.url])
  const [{ cpuMs, mails }] = (await once(child, 'message')) as [{ cpuMs: number; mails: number }]
  if (mails !== MAILS) throw new Error(`the floor saw ${mails} of ${MAILS} mails`)
  const seconds = (performance.now() - began) / 1_000
  const used = [...pids].map(([name, pid]) => [name, cpuOfTree(pid) - (before.get(name) ?? 0)] as const)
  return { seconds, cpuMs: new Map([['floor', cpuMs], ...used]) }
}

function printDrain(drained: Drained, floor: Floor): void {
  const total = sum(drained.cpuMs)
  const floorTotal = sum(floor.cpuMs)
  const line = (name: string, cells: readonly string[]) =>
    process.stdout.write(`${name.padEnd(14)}${cells.map((cell) => cell.padStart(16)).join('')}\n`)
  line('', ['CPU ms per mail', 'peak RSS MB'])
  for (const [name, cpuMs] of drained.cpuMs)
    line(name, [(cpuMs / MAILS).toFixed(3), drained.rssMb.get(name)?.toFixed(0) ?? ''])
  line('total', [(total / MAILS).toFixed(3)])
  line('floor', [(floorTotal / MAILS).toFixed(3)])
  for (const [name, cpuMs] of floor.cpuMs) line(`  ${name}`, [(cpuMs / MAILS).toFixed(3)])
  line('ratio', [(total / floorTotal).toFixed(2)])
  line('mails/s', [(MAILS / drained.seconds).toFixed(0)])
  line('spans', [String(collector.spans())])
  line('floor mails/s', [(MAILS / floor.seconds).toFixed(0)])
}

async function printLatency(of: Installation, into: Dovecot): Promise<void> {
  const good = (tag: string) => `Out 2h ${tag}`
  const print = (what: string, { p50, p99, mails }: Percentiles) =>
    process.stdout.write(`${what.padEnd(24)} p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (${mails} mails)\n`)

  const smtp = sendOverSmtp(ports.intake, good)
  const onBoard = await boardTags(of.postgres.url, 'sb')
  print('intake to board', await measureLatency({ send: smtp.send, arrived: onBoard.next, prefix: 'sb' }))
  smtp.close()
  await onBoard.close()

  const bad = sendOverSmtp(ports.intake, (tag) => `Oot ${tag}`)
  print('intake to reply', await measureLatency({ send: bad.send, arrived: replyTags(sink, 'sr'), prefix: 'sr' }))
  bad.close()

  const fromImap = await boardTags(of.postgres.url, 'im')
  print(
    'IMAP to board',
    await measureLatency({ send: sendToDovecot(into, 'status', good), arrived: fromImap.next, prefix: 'im' }),
  )
  await fromImap.close()
}

function sum(of: ReadonlyMap<string, number>): number {
  return [...of.values()].reduce((total, value) => total + value, 0)
}
