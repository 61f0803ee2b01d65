/** An installation that has had a hundred thousand mails: no statement of it may cost more for them. */
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { freePort, type SmtpSink, startSmtpSink, tempDir, waitUntil } from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSetup } from './a-setup.ts'
import { READS, timeRead, timeScrapes } from './bench/growth/reads.ts'
import { fillWithSettledMails } from './bench/growth/settled-mails.ts'
import { streamLives } from './bench/growth/stream-lives.ts'
import { startReady } from './start-ready.ts'
import { mailOf } from './watched-installation.ts'
import { logPlans, type TableRead, tableReads } from './statement-plans.ts'

const MAILS = 100_000
const NEW_MAILS = 20
// Ten seconds on a machine that has nothing else to do.
const FILLED_WITHIN_MS = 300_000
// Forty days of mails: a fifth of them is older than what is kept, and is deleted while the test runs.
const SECONDS_APART = 35
const RETENTION_DAYS = '32'
// A tenth of the mails. Retention deletes a thousand rows at a time, of which each may be looked at more than once.
const MOST_ROWS = 10_000
const EXPECTED = [
  // There to read everything, once a night.
  /insert into recount/,
]

let installation: Installation
let sink: SmtpSink
let dir: string
let intake: number

beforeAll(async () => {
  dir = await tempDir('growth')
  sink = await startSmtpSink()
  intake = await freePort()
  installation = await startReady(dir, aSetup({ intake, smtp: { port: sink.port } }), {
    environment: { RETENTION_DAYS },
    async beforeServices(parts) {
      await fillWithSettledMails(parts.postgres.url, await streamLives(parts), MAILS, SECONDS_APART)
      await logPlans(parts.postgres.url)
    },
  })
}, FILLED_WITHIN_MS)
afterAll(async () => {
  await installation?.stop()
  await sink?.stop()
})

/** Reads that looked at many rows, one line for each kind; statements before `since` are those of an earlier test. */
function greatReads(since = 0): string[] {
  const great = tableReads(path.join(dir, 'installation/postgres/postgres.log'))
    .slice(since)
    .filter(({ rows, statement }) => rows > MOST_ROWS && !EXPECTED.some((expected) => expected.test(statement)))
  const line = ({ by, table, rows, statement }: TableRead) =>
    `${by} of ${rows} rows of ${table}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 200)}`
  return [...new Map(great.map((read) => [`${read.table} ${read.statement}`, line(read)])).values()]
}

const journal = async (): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${installation.url}/api/console/conservation`, {
    headers: { authorization: `Bearer ${installation.token}` },
  })
  return (await answer.json()) as Record<string, unknown>
}

test('mails, sweeps, retention, books and metrics look at few of the rows', async () => {
  const smtp = createTransport({ host: '127.0.0.1', port: intake, secure: false, ignoreTLS: true, pool: true })
  for (let n = 0; n < NEW_MAILS; n++) {
    const envelope = { from: 'ana@example.com', to: 'status@example.com' }
    await smtp.sendMail({ envelope, raw: mailOf('ana@example.com', n % 2 === 0 ? 'Out 2h' : 'qwertz', `new-${n}`) })
  }
  smtp.close()
  await waitUntil(async () => ((await journal())['journal'] as { settled: number }).settled === MAILS + NEW_MAILS, {
    timeoutMs: 30_000,
    what: 'the new mails to be settled',
  })
  await timeScrapes(installation)
  expect(await journal()).toMatchObject({ difference: 0, journal: { received: MAILS + NEW_MAILS, conflicts: 0 } })
  expect(greatReads()).toEqual([])
})

test('a page of the console looks at few of the rows, whatever is asked for', async () => {
  const since = tableReads(path.join(dir, 'installation/postgres/postgres.log')).length
  const answer = await fetch(`${installation.url}/api/console/mails?limit=1000`, {
    headers: { authorization: `Bearer ${installation.token}` },
  })
  const { mails } = (await answer.json()) as { mails: { mailId: string }[] }
  const middle = { mailId: mails.at(-1)?.mailId ?? '', hoursAgo: 24 * 20 }
  for (const targetOf of Object.values(READS)) {
    const target = targetOf(middle)
    if (target.startsWith('/api/console/')) await timeRead(installation, target)
  }
  expect(greatReads(since)).toEqual([])
})
