/**
 * `npm run bench -- cases`: drains a mailbox of a thousand mails of a help desk, and then of a thousand others, and prints what
 * a mail costs, with the floor of the same run beside it, whether every answer came to the case of what it answers, and
 * how soon a sender has the acknowledgement. An answer on another case fails the run.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startInstallation } from '@tubepost/sandbox'
import { freePort, startDovecot, startSmtpSink, tempDir } from '@tubepost/testing'
import pg from 'pg'
import { peakRssOfTreeMb } from '../cpu-time.ts'
import { programsOf } from '../programs-of.ts'
import { drain } from '../spine/drain.ts'
import { measureFloor } from '../spine/measure-floor.ts'
import { printDrained } from '../spine/print-drained.ts'
import { openMeter } from '../spine/usage.ts'
import { spread } from '../spread.ts'
import { casesSetup } from './cases-setup.ts'
import { caseLoad, type CorpusMail, makeCorpus, openersOf, USER } from './corpus.ts'
import { firstAnswers } from './first-answers.ts'

const READY_MS = 60_000
const PASSWORD = 'bench'

/** @returns whether every answer is on the case of what it answers, and every first mail was acknowledged */
export async function runCases(mails: number): Promise<boolean> {
  const dir = await tempDir('bench-cases')
  const [first, second] = [await makeCorpus(0, mails), await makeCorpus(1, mails)]
  process.env['BENCH_PASSWORD'] = PASSWORD
  const users = [USER, 'floor'].map((name) => ({ name, password: PASSWORD }))
  const dovecot = await startDovecot({ dir: path.join(dir, 'imap'), users })
  const sink = await startSmtpSink()
  const ports = { http: await freePort(), imap: dovecot.port, smtp: sink.port, intake: await freePort() }
  const setupFile = path.join(dir, 'tubepost.yaml')
  mkdirSync(dir, { recursive: true })
  writeFileSync(setupFile, casesSetup(ports, [...first, ...second]))
  const installation = await startInstallation({
    dir: path.join(dir, 'installation'),
    setupFile,
    httpPort: ports.http,
  })
  const meter = await openMeter(
    new Map([...programsOf(installation), ['dovecot', dovecot.pid]]),
    installation.postgres.url,
  )
  try {
    await installation.untilReady(READY_MS)
    await delay(1_000) // work left over from the start does not count as the mails' cost
    const bench = { installation, dovecot, sink, meter }
    const cold = await drain(bench, caseLoad(first, []))
    const warm = await drain(bench, caseLoad(second, first))
    const floor = await measureFloor(dir, dovecot, {
      reads: 'whole',
      warmUp: caseLoad(first, []),
      mails: caseLoad(second, first),
    })
    printDrained(
      { cold, warm, floor },
      new Map(installation.processes.map(({ name, pid }) => [name, peakRssOfTreeMb(pid)])),
    )
    const acknowledged = sink.mails.length
    const due = openersOf([...first, ...second])
    console.log(`acknowledgements ${acknowledged} of ${due}`)
    const threaded = [
      await printThreaded(installation.postgres.url, first),
      await printThreaded(installation.postgres.url, second),
    ]
    const firstAnswer = await firstAnswers(ports.intake, sink, first)
    console.log(`from 250 to acknowledgement: ${spread(firstAnswer)}`)
    return threaded.every((isWhole) => isWhole) && acknowledged === due
  } finally {
    await meter.close()
    await installation.stop()
    await sink.stop()
    await dovecot.stop()
  }
}

/** Prints how many answers are on the case of what they answer. @returns whether all are */
async function printThreaded(databaseUrl: string, mails: readonly CorpusMail[]): Promise<boolean> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const { rows } = await database.query<{ messageId: string; recordId: string }>(
    `select message_id as "messageId", record_id as "recordId" from "case".entry where message_id = any($1)`,
    [mails.map(({ messageId }) => messageId)],
  )
  await database.end()
  const cases = new Map(rows.map(({ messageId, recordId }) => [messageId, recordId]))
  const answers = mails.filter(({ answers: answered }) => answered !== undefined)
  const threaded = answers.filter(
    ({ messageId, answers: answered = '' }) => cases.has(messageId) && cases.get(messageId) === cases.get(answered),
  )
  console.log(`replies threaded ${threaded.length} of ${answers.length}`)
  return threaded.length === answers.length
}
