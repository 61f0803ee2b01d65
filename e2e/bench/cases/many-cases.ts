/** Fills the tables of the case service, as if it had worked for years. The bytes of these mails are not kept. */
import pg from 'pg'
import { fillTables } from '../growth/fill-tables.ts'

const SECONDS_APART = 60

/** Names in the cases by which lists are narrowed down: each is in fifty thousand of a million cases at least. */
export const BUSY = { assignee: 'agent-0', mailbox: 'support', requester: 'busy@customer.example', word: 'printer' }

/** Every third case has two mails, and most are closed. The number of a case says the rest, by primes, so that no two go together. */
const CASES = `
  create temporary table opened on commit drop as
  select n, md5('case ' || n)::uuid as id, at, 1 + (n % 23 < 8)::int as mails,
    case when n % 40 = 0 then 'new' when n % 10 = 1 then 'open' when n % 20 = 3 then 'pending' else 'closed' end as status,
    case when n % 11 = 0 then '${BUSY.requester}' else 'person' || n % 50000 || '@customer.example' end as address,
    case when n % 7 = 0 then '${BUSY.assignee}' when n % 7 < 5 then 'agent-' || 1 + n % 19 end as assignee,
    case when n % 3 < 2 then '${BUSY.mailbox}' else 'sales' end as mailbox,
    (array['${BUSY.word}','invoice','order','contract','network','parcel','access'])[1 + n % 13 % 7] as topic,
    case when n % 250000 = 5 then 'needle' else left(md5(n::text), 8) end as word
  from generate_series($1::int, $2::int) as n, lateral (select date_trunc('milliseconds', now()) - ($3::int - n) * make_interval(secs => $4) as at)`

/** Mails by their case: the first, and of every third case an answer. */
const MAILS = `(select *, md5('mail ' || n || ' ' || place)::uuid as mail_id from opened, generate_series(1, mails) as place) as m`
const keyOf = (kind: string) => `sha256(convert_to('${kind} ' || n || ' ' || place, 'UTF8'))`

const STATEMENTS = [
  `insert into "case".record (id, object, number, version, subject, status, priority, requester_name, requester_address,
                              requester_key, requester_person, assignee, mailbox, mailboxes, mails, files, words, opened_at, updated_at)
   select id, 'case', n, mails, 'About the ' || topic || ' ' || word, status, 'normal', 'Person ' || n % 50000, address, address, null,
          assignee, mailbox, array[mailbox], mails, 0,
          array_to_tsvector(array(select distinct unnest(
            array['case', n::text, 'person', (n % 50000)::text, split_part(address, '@', 1), 'customer', 'example', 'about', 'the', topic, word]))),
          at, at
   from opened order by n`,
  `insert into "case".entry (id, record_id, kind, at, actor, mail_id, mailbox, message_id, from_name, from_address, recipients, subject,
                             text, reply, file_count, trust, verified)
   select md5('entry ' || mail_id)::uuid, id, 'mail', at, address, mail_id, mailbox, '<' || n || '.' || place || '@bench.example>',
          'Person ' || n % 50000, address, '{"to": [{"name": null, "address": "support@desk.example"}], "cc": []}', 'About the ' || topic,
          repeat('A line of the mail that somebody wrote. ', 20), repeat('A line of the mail that somebody wrote. ', 20), 0, 'unverified', true
   from ${MAILS}`,
  ...['id', 'headers', 'whole'].map(
    (kind) =>
      `insert into "case".thread_key (object, hash, record_id, mail_id) select 'case', ${keyOf(kind)}, id, mail_id from ${MAILS}`,
  ),
  `insert into "case".thread_key (object, hash, record_id)
   select 'case', sha256(convert_to('reply ' || n, 'UTF8')), id from opened`,
  `insert into "case".participant (record_id, address_key, address, name, verified)
   select id, address, address, 'Person ' || n % 50000, true from opened
   union all select id, 'colleague@customer.example', 'colleague@customer.example', null, true from opened where n % 4 = 0`,
  `insert into "case".history (record_id, version, at, actor, means, mail_id, changes)
   select id, place, at, address, 'mail', mail_id, '[]' from ${MAILS}`,
  `insert into "case".inbox (consumer, event_id, at) select 'case/INTENT', mail_id, at from ${MAILS} where at > now() - interval '29 days'`,
]

/** Writes so many cases with their timelines and keys, and has the tables analysed. */
export async function fillWithCases(databaseUrl: string, cases: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    // Nobody checks for each row that its case is there.
    await client.query('set session_replication_role = replica')
    await fillTables(client, ['case'], cases, async (first, last) => {
      await client.query(CASES, [first, last, cases, SECONDS_APART])
      for (const statement of STATEMENTS) await client.query(statement)
    })
    await client.query(`select setval('"case".case_number', $1)`, [Math.max(1, cases)])
  } finally {
    await client.end()
  }
}
