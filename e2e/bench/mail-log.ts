/**
 * `npm run bench -- log`: how long a page of a mail log of a million mails takes, over HTTP, for each kind of search. A page
 * that takes longer than a tenth of a second, or reads the whole table, fails the run. The floor is a call of the same door
 * that reads one row.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { MailPage } from '@tubepost/api'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { freePort, startSmtpSink, tempDir } from '@tubepost/testing'
import pg from 'pg'
import { aSetup } from '../a-setup.ts'

const READY_MS = 60_000
const TIMES = 15
const MOST_MS = 100

// Mailboxes from one that gets most mails to one that gets a few; a few mails wait, have failed, or are of somebody.
const FILL = `
  with filled as materialized (
    select gen_random_uuid() as mail_id,
      case when n % 100000 = 7 then 'rare' else 'box-' || floor(20 * power(random(), 3)) end as mailbox_id,
      '<' || n || '@bench.example>' as message_id,
      case when n % 250000 = 3 then 'Rare Visitor <visitor@elsewhere.example>' else
        'Person ' || n % 50000 || ' <person' || n % 50000 || '@' || (array['example.com','example.org','example.net'])[1 + n % 3] || '>' end
        as sender,
      case when n % 500000 = 5 then 'A needle in the haystack' else
        (array['Out','In','Lunch','Meeting','Re: order','Invoice','Vacation'])[1 + n % 7] || ' ' || md5(n::text) end as subject,
      now() - n * interval '2 seconds' as at,
      case when n % 200000 = 11 then null when n % 50 = 1 then 'rejected' when n % 10 = 2 then 'ignored' else 'applied' end as outcome,
      case when n % 50 = 1 and n % 100000 = 51 then 'gone_status' when n % 50 = 1 then 'no_status' end as reason
    from generate_series(1, $1::int) as n),
  told as (
    insert into console.mail_head (mail_id, message_id, sender, subject) select mail_id, message_id, sender, subject from filled)
  insert into console.mail (mail_id, mailbox_id, received_at, outcome, reason, settled_at)
  select mail_id, mailbox_id, at, outcome, reason, at from filled`

/** By name; each a query of the log, of which some are answered from a mail in the middle on. */
const SEARCHES: Readonly<Record<string, (middle: string) => string>> = {
  'the newest': () => '',
  'a page in the middle': (middle) => `before=${middle}`,
  'a thousand in the middle': (middle) => `before=${middle}&limit=1000`,
  'a busy mailbox': () => 'mailbox=box-0',
  'a busy mailbox, in the middle': (middle) => `mailbox=box-0&before=${middle}`,
  'a mailbox of few mails': () => 'mailbox=rare',
  'a mailbox of none': () => 'mailbox=none',
  'those that wait': () => 'outcome=waiting',
  'those that failed, of which there are none': () => 'outcome=failed',
  'rejected, in the middle': (middle) => `outcome=rejected&before=${middle}`,
  'a reason of few': () => 'reason=gone_status',
  'a reason of none': () => 'reason=no_route',
  'a sender of few mails': () => 'from=visitor@elsewhere.example',
  'a sender of none': () => 'from=nobody@nowhere.example',
  'a common part of senders': () => 'from=example.com',
  'two letters of no sender': () => 'from=zq',
  'a common word of two letters': () => 'subject=re',
  'words of few subjects': () => 'subject=needle+haystack',
  'a word of no subject': () => 'subject=absent',
  'a common word': () => 'subject=invoice',
  'a sender in a mailbox': () => 'from=person4711@&mailbox=box-0',
  'a subject that was rejected': () => 'subject=needle&outcome=rejected',
  'a Message-ID': () => 'messageId=4711@bench.example',
  'an hour of long ago': () =>
    `since=${encodeURIComponent(ago(20 * 24))}&until=${encodeURIComponent(ago(20 * 24 - 1))}`,
}

// All mails are counted anew once a night, which may come meanwhile.
const SCANS_OF_OTHERS = 2

const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()

/** Prints a line for each search. @returns whether all of them are quick and none reads the whole table */
export async function runMailLog(mails: number): Promise<boolean> {
  const dir = await tempDir('bench-log')
  const sink = await startSmtpSink()
  const setupFile = path.join(dir, 'tubepost.yaml')
  writeFileSync(setupFile, aSetup({ intake: await freePort(), smtp: { port: sink.port } }))
  const installation = await startInstallation({
    dir: path.join(dir, 'installation'),
    setupFile,
    httpPort: await freePort(),
  })
  const database = new pg.Client({ connectionString: installation.postgres.url })
  try {
    await installation.untilReady(READY_MS)
    await database.connect()
    const began = performance.now()
    await database.query(FILL, [mails])
    await database.query('vacuum analyze console.mail, console.mail_head')
    console.log(`${mails} mails written in ${((performance.now() - began) / 1_000).toFixed(0)} s`)
    return await measure(installation, database, mails)
  } finally {
    await database.end()
    await installation.stop()
    await sink.stop()
  }
}

async function measure(of: Installation, database: pg.Client, mailsInAll: number): Promise<boolean> {
  const middle = await database.query<{ id: string }>(
    `select mail_id as id from console.mail order by received_at offset $1 limit 1`,
    [mailsInAll / 2],
  )
  const middleId = middle.rows[0]?.id ?? ''
  const floor = await timeOf(() => ask(of, '/api/console/me'))
  print('floor: who asks', floor, '')
  let isGood = true
  for (const [name, queryOf] of Object.entries(SEARCHES)) {
    const target = `/api/console/mails?${queryOf(middleId)}`
    const scansBefore = await scansOf(database)
    const { mails } = (await ask(of, target)) as MailPage
    const times = await timeOf(() => ask(of, target))
    const isScan = (await scansOf(database)) - scansBefore > SCANS_OF_OTHERS
    if (times.worst > MOST_MS || isScan) isGood = false
    print(name, times, `${mails.length} mails${isScan ? ', from the whole table' : ''}`)
  }
  return isGood
}

interface Times {
  readonly median: number
  readonly worst: number
}

async function timeOf(work: () => Promise<unknown>): Promise<Times> {
  const times: number[] = []
  for (let time = 0; time < TIMES; time++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  return { median: times[TIMES >> 1] ?? 0, worst: times.at(-1) ?? 0 }
}

async function ask(of: Installation, target: string): Promise<unknown> {
  const answer = await fetch(of.url + target, { headers: { authorization: `Bearer ${of.token}` } })
  if (!answer.ok) throw new Error(`${target}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** Sequential scans of the table so far; a session tells the statistics within a second of its work. */
async function scansOf(database: pg.Client): Promise<number> {
  await new Promise((resolve) => void setTimeout(resolve, 1_100))
  await database.query('select pg_stat_clear_snapshot()')
  const { rows } = await database.query<{ scans: string }>(
    `select sum(seq_scan) as scans from pg_stat_user_tables where schemaname = 'console' and relname in ('mail', 'mail_head')`,
  )
  return Number(rows[0]?.scans)
}

function print(name: string, { median, worst }: Times, more: string): void {
  console.log(`${name.padEnd(44)} median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms  ${more}`)
}
