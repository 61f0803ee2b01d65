/**
 * The least work that any program would do with these mails: headers in batches, or whole mails, whose texts and files are
 * decoded; one autocommit upsert for each mail, MOVE in sets. Run as a process of its own:
 * `node floor.ts IMAP_PORT USER DATABASE_URL headers|whole`; the password comes in BENCH_PASSWORD. Each message from its
 * parent has it empty the mailbox once, and is answered with the CPU time of that.
 */
import { readContent } from '@tubepost/parser/testing'
import { type FetchMessageObject, ImapFlow } from 'imapflow'
import pg from 'pg'

const FETCH_BATCH = 200
const MOVE_BATCH = 500

const [port, user, databaseUrl, reads] = process.argv.slice(2)
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
await database.query(
  'create table floor (uid bigint primary key, sender text, subject text, body text, files integer, raw bytea)',
)
const client = new ImapFlow({
  host: '127.0.0.1',
  port: Number(port),
  secure: false,
  doSTARTTLS: false,
  auth: { user: user ?? '', pass: process.env['BENCH_PASSWORD'] ?? '' },
  logger: false,
  disableAutoIdle: true,
})
await client.connect()
await client.mailboxOpen('INBOX')
await client.mailboxCreate(['Done'])
process.on('message', () => {
  empty().then((result) => process.send?.(result), console.error)
})
process.on('disconnect', () => process.exit())

async function empty(): Promise<{ cpuMs: number; mails: number }> {
  const before = process.cpuUsage()
  await client.noop()
  const uids = (await client.search({ all: true }, { uid: true })) || []
  const asked = reads === 'whole' ? { uid: true, source: true } : { uid: true, headers: true }
  for (let i = 0; i < uids.length; i += FETCH_BATCH) {
    const range = uids.slice(i, i + FETCH_BATCH).join(',')
    for (const message of await client.fetchAll(range, asked, { uid: true })) {
      await database.query({
        name: 'upsert',
        text: `insert into floor (uid, sender, subject, body, files, raw) values ($1, $2, $3, $4, $5, $6)
               on conflict (uid) do update set sender = excluded.sender, subject = excluded.subject`,
        values: [message.uid, ...columnsOf(message)],
      })
    }
  }
  for (let i = 0; i < uids.length; i += MOVE_BATCH) {
    await client.messageMove(uids.slice(i, i + MOVE_BATCH).join(','), 'Done', { uid: true })
  }
  const { user: userUs, system } = process.cpuUsage(before)
  return { cpuMs: (userUs + system) / 1_000, mails: uids.length }
}

function columnsOf({ headers, source }: FetchMessageObject): unknown[] {
  const block = (headers ?? source?.subarray(0, source.indexOf('\r\n\r\n')))?.toString('utf8') ?? ''
  const head = [/^From: (.*)$/m.exec(block)?.[1], /^Subject: (.*)$/m.exec(block)?.[1]]
  if (source === undefined) return [...head, null, null, null]
  const reading = readContent()
  reading.read(source)
  const read = reading.end()
  if ('limit' in read) throw new Error(`the floor reads no mail beyond ${read.limit}`)
  return [...head, read.content.text, read.content.files.length, source]
}
