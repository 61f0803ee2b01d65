/**
 * `npm run bench -- idle`: the cost of an installation to which no mail comes, by the number of its IMAP mailboxes. CPU time
 * over a minute, after the start has settled; the share of a mailbox is the difference between the two.
 */
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startDovecot, tempDir } from '@tubepost/testing'
import { aSetup, imapMailbox } from '../a-setup.ts'
import { startReady } from '../start-ready.ts'
import { cpuWhile, sumOf } from './programs-of.ts'

const FEW = 1
const MANY = 50
const SETTLE_MS = 15_000
const MEASURED_MS = 60_000
// CPU milliseconds a second: of all programs of the installation, and for each further mailbox.
const MOST_OF_ALL = 10
const MOST_OF_A_MAILBOX = 0.1

/** @returns whether idleness costs as little as it has to */
export async function runIdle(): Promise<boolean> {
  const few = await idleWith(FEW)
  const many = await idleWith(MANY)
  const mailbox = (many - few) / (MANY - FEW)
  print('each further mailbox', mailbox, `at most ${MOST_OF_A_MAILBOX}`)
  print('all of them', few, `with ${FEW} mailbox at most ${MOST_OF_ALL}`)
  return few <= MOST_OF_ALL && mailbox <= MOST_OF_A_MAILBOX
}

/** @returns CPU milliseconds a second of all programs together */
async function idleWith(count: number): Promise<number> {
  const dir = await tempDir(`bench-idle-${count}`)
  const names = Array.from({ length: count }, (_, n) => `box${n}`)
  process.env['BENCH_PASSWORD'] = 'bench'
  const users = names.map((name) => ({ name, password: 'bench' }))
  const dovecot = await startDovecot({ dir: path.join(dir, 'imap'), users })
  const account = { port: dovecot.port, passwordIn: 'BENCH_PASSWORD' }
  const setup = aSetup({ mailboxes: names.map((name) => imapMailbox(name, account)) })
  const installation = await startReady(dir, setup)
  try {
    await delay(SETTLE_MS)
    const cpuMs = await cpuWhile(installation, () => delay(MEASURED_MS))
    process.stdout.write(`\nIMAP mailboxes: ${count}; CPU ms a second\n`)
    for (const [name, ms] of cpuMs) print(name, ms / (MEASURED_MS / 1_000))
    return sumOf(cpuMs) / (MEASURED_MS / 1_000)
  } finally {
    await installation.stop()
    await dovecot.stop()
  }
}

const print = (what: string, ms: number, remark = ''): void =>
  void process.stdout.write(`${what.padEnd(24)}${ms.toFixed(2).padStart(8)}   ${remark}\n`)
