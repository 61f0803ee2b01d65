/**
 * `npm run bench`: drains a full mailbox twice, the second time into tables and processes that have had the first, and
 * prints what a mail costs, with the floor of the same run beside it; then the latency at a steady rate. Two cores and
 * noise: compare CPU time and ratios, not seconds. With `--small` all services are one process, with `--untraced` none sends
 * spans. `npm run bench -- linear` measures only whether the parsers are linear,
 * `-- idle` an installation without mail, `-- scale` two replicas of each service beside one, `-- log` the pages of a log of a million mails, `-- boards` how soon open boards
 * show a change, `-- pages` how soon the board is seen and answers, `-- --at 1000000` all of it in an installation that has
 * had so many mails, `-- cases` mails to cases, `-- cases --at 1000000` these where so many cases are.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { type Dovecot, freePort, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import { benchSetup, statusLoad } from './bench-mails.ts'
import { runBoards } from './boards/run-boards.ts'
import { runCaseGrowth } from './cases/run-case-growth.ts'
import { runCases } from './cases/run-cases.ts'
import { startCollector } from './collector.ts'
import { peakRssMb } from './cpu-time.ts'
import { runGrowth } from './growth/run-growth.ts'
import { runIdle } from './idle.ts'
import { runLinear } from './linear/run-linear.ts'
import { runMailLog } from './mail-log.ts'
import { runPages } from './pages/run-pages.ts'
import { runScale } from './scale/run-scale.ts'
import { programsOf } from './programs-of.ts'
import { drain } from './spine/drain.ts'
import { measureFloor } from './spine/measure-floor.ts'
import { printAtRest } from './spine/print-at-rest.ts'
import { printDrained } from './spine/print-drained.ts'
import { openMeter } from './spine/usage.ts'
import { boardTags, measureLatency, type Percentiles, replyTags, sendOverSmtp, sendToDovecot } from './latency.ts'

const { values, positionals } = parseArgs({
  options: {
    mails: { type: 'string' },
    at: { type: 'string' },
    small: { type: 'boolean', default: false },
    untraced: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
if (positionals[0] === 'linear') process.exit((await runLinear()) ? 0 : 1)
if (positionals[0] === 'log') process.exit((await runMailLog(Number(values.mails ?? 1_000_000))) ? 0 : 1)
if (positionals[0] === 'pages') process.exit((await runPages()) ? 0 : 1)
if (positionals[0] === 'idle') process.exit((await runIdle()) ? 0 : 1)
if (positionals[0] === 'scale') process.exit((await runScale()) ? 0 : 1)
if (positionals[0] === 'boards') process.exit((await runBoards()) ? 0 : 1)
if (positionals[0] === 'cases') {
  const mails = Number(values.mails ?? 1_000)
  const run = values.at === undefined ? runCases(mails) : runCaseGrowth({ at: Number(values.at), mails })
  process.exit((await run) ? 0 : 1)
}
const MAILS = Number(values.mails ?? 5_000)
if (values.at !== undefined) process.exit((await runGrowth({ at: Number(values.at), mails: MAILS })) ? 0 : 1)
// Costs of a process's first mails: code that is compiled, tables that are small, connections that are opened.
const WARM_UP = 1_000
const READY_MS = 60_000
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
  small: values.small,
  environment: values.untraced
    ? {}
    : { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
})
const meter = await openMeter(programs(installation), installation.postgres.url)
try {
  await installation.untilReady(READY_MS)
  await delay(1_000) // work left over from the start does not count as the mails' cost
  const bench = { installation, dovecot, sink, meter }
  await drain(bench, statusLoad(0, WARM_UP))
  const cold = await drain(bench, statusLoad(WARM_UP, MAILS))
  const warm = await drain(bench, statusLoad(WARM_UP + MAILS, MAILS))
  const [warmUp, mails] = [statusLoad(0, WARM_UP), statusLoad(WARM_UP, MAILS)]
  const floor = await measureFloor(dir, dovecot, { reads: 'headers', warmUp, mails })
  printDrained({ cold, warm, floor }, peaks(installation))
  await printAtRest(installation, WARM_UP + 2 * MAILS)
  process.stdout.write(`spans ${collector.spans()}\n`)
  await printLatency(installation, dovecot)
} finally {
  await meter.close()
  await installation.stop()
  collector.stop()
  await sink.stop()
  await dovecot.stop()
}

function programs(of: Installation): Map<string, number> {
  return new Map([...programsOf(of), ['dovecot', dovecot.pid]])
}

function peaks(of: Installation): Map<string, number> {
  return new Map(of.processes.map(({ name, pid }) => [name, peakRssMb(pid)]))
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
