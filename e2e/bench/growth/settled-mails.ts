/** Fills the tables of every service with mails that have come to their end, as if the installation had run for weeks. */
import { durableOf } from '@tubepost/bus'
import {
  causedBy,
  firstEvent,
  intentStatusSet,
  mailReceived,
  mailSettled,
  replyRequested,
  replySent,
  statusChanged,
  type StreamName,
  type TubepostEvent,
} from '@tubepost/events'
import pg from 'pg'
import { benchMail, PEOPLE } from '../bench-mails.ts'
import { fillTables } from './fill-tables.ts'

// Words in the events that each mail has its own for.
const MAIL_ID = '00000000-0000-8000-8000-000000000001'
const EVENT_ID = '00000000-0000-8000-8000-000000000002'
const AT = '2000-01-01T00:00:00.000Z'
const OWN_WORDS = new RegExp(`(${MAIL_ID}|${EVENT_ID}|${AT})`)

const MAILBOX = 'status'
const FILLED = ['fetcher', 'status', 'notifier', 'console']
// A million of them is 23 days, within every retention.
const SECONDS_APART = 2

const headers = benchMail(11).raw.split('\r\n\r\n')[0] ?? ''
const received = firstEvent(
  mailReceived,
  { service: 'fetcher', now: AT },
  {
    id: EVENT_ID,
    correlationId: MAIL_ID,
    mailbox: MAILBOX,
    data: { ...mailReceived.example, mailId: MAIL_ID, mailbox: MAILBOX, headers: `${headers}\r\n\r\n` },
  },
)
const about = { mailId: MAIL_ID, mailbox: MAILBOX }
const by = (service: string) => ({ service, now: AT })
const settledBy = (service: string, outcome: 'applied' | 'rejected' | 'ignored', replyRequestedToo = false) =>
  causedBy(received, mailSettled, by(service), {
    ...mailSettled.example,
    ...about,
    outcome,
    reason: outcome === 'applied' ? null : outcome === 'rejected' ? 'no_status' : 'automatic',
    replyRequested: replyRequestedToo,
  })
const asked = causedBy(received, replyRequested, by('parser'), { ...replyRequested.example, ...about })

interface Step {
  readonly outcome: 'applied' | 'rejected' | 'ignored' | 'any'
  readonly service: string
  readonly event: TubepostEvent
}

/** The events of a mail in their order, by what became of it. */
const STEPS: readonly Step[] = [
  { outcome: 'any', service: 'fetcher', event: received },
  {
    outcome: 'applied',
    service: 'parser',
    event: causedBy(received, intentStatusSet, by('parser'), { ...intentStatusSet.example, mailId: MAIL_ID }),
  },
  {
    outcome: 'applied',
    service: 'status',
    event: causedBy(received, statusChanged, by('status'), { ...statusChanged.example, mailId: MAIL_ID }),
  },
  { outcome: 'applied', service: 'status', event: settledBy('status', 'applied') },
  { outcome: 'rejected', service: 'parser', event: settledBy('parser', 'rejected', true) },
  { outcome: 'rejected', service: 'parser', event: asked },
  {
    outcome: 'rejected',
    service: 'notifier',
    event: causedBy(asked, replySent, by('notifier'), { ...replySent.example, ...about }),
  },
  { outcome: 'ignored', service: 'parser', event: settledBy('parser', 'ignored') },
]

const nameOf = ({ type }: TubepostEvent): string => type.replace(/^dev\.tubepost\./, '').replace(/\.v\d+$/, '')

/** A few hundred people write most mails; few are of somebody else, or about something else. */
const MAILS = `
  create temporary table settled on commit drop as
  select n, md5('mail ' || n)::uuid as mail_id, at, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as told_at,
    'person' || n % ${PEOPLE} as person_id, '<' || n || '@bench.example>' as message_id,
    case when n % 250000 = 3 then 'Rare Visitor <visitor@elsewhere.example>'
         else 'Person ' || n % ${PEOPLE} || ' <person' || n % ${PEOPLE} || '@example.com>' end as sender,
    case when n % 500000 = 5 then 'A needle in the haystack'
         else (array['Out','In','Lunch','Meeting','Vacation','Out tomorrow at 9am','Re: order'])[1 + n % 7] || ' ' || md5(n::text) end as subject,
    md5('fingerprint ' || n) || md5(n::text) as fingerprint,
    case when n % 100 < 5 then 'ignored' when n % 100 < 15 then 'rejected' else 'applied' end as outcome,
    case when n % 100 < 5 then 'automatic' when n % 100 < 15 then 'no_status' end as reason
  from generate_series($1::int, $2::int) as n, lateral (select now() - ($3::int - n) * make_interval(secs => $4) as at)`

const ID_OF = (name: string) => `md5('${name} ' || n)::uuid`

/** @param generations the present life of each stream, so that nothing is taken for lost */
function statements(client: pg.Client, generations: ReadonlyMap<StreamName, string>): string[] {
  const text = (value: string) => client.escapeLiteral(value)
  const own = (value: unknown, name: string) => {
    const values = new Map([
      [MAIL_ID, 'mail_id'],
      [EVENT_ID, ID_OF(name)],
      [AT, 'told_at'],
    ])
    const parts = JSON.stringify(value).split(OWN_WORDS)
    return `concat(${parts.map((part) => values.get(part) ?? text(part)).join(', ')})`
  }
  const generation = (stream: StreamName) => text(generations.get(stream) ?? '')
  const outbox = (service: string, steps: readonly Step[]) =>
    steps.map(
      ({ outcome, event }) => `
        insert into ${service}.outbox (id, cause_id, stream, subject, body, created_at, published_at, generation)
        select ${ID_OF(nameOf(event))}, ${ID_OF('cause')}, '${streamOf(event)}', 'tubepost.filled', ${own(event, nameOf(event))},
               at, at, ${generation(streamOf(event))} from settled where outcome = '${outcome}'`,
    )
  const journal = STEPS.map(
    ({ outcome, service, event }, step) =>
      `select ${ID_OF(nameOf(event))} as event_id, ${step} as step, '${nameOf(event)}' as name, '${service}' as service,
              ${own(journaledData(event), nameOf(event))}::json as data ${outcome === 'any' ? '' : `where outcome = '${outcome}'`}`,
  ).join(' union all ')
  return [
    `insert into fetcher.mail (mail_id, mailbox_id, life_id, uid, fingerprint, arrived_at, taken_at, published_at, generation, sequence,
                               settled_at, outcome, reason, final_at, final_action, is_open)
     select mail_id, '${MAILBOX}', (select id from fetcher.folder_life where account = 'filled'), n, fingerprint, at, at, at,
            ${generation('MAIL')}, n, at, outcome, reason, at, 'moved', false from settled`,
    `insert into fetcher.mail_event (mail_id, event, at) select mail_id, ${own(received, 'mail.received')}, at from settled`,
    `insert into status.history (event_id, person_id, status, at, mail_id, superseded, fingerprint)
     select ${ID_OF('history')}, person_id, 'Out', at, mail_id, false, fingerprint from settled where outcome = 'applied'`,
    `insert into status.inbox (consumer, event_id, at)
     select '${durableOf('status')}', ${ID_OF('intent.status.set')}, at from settled where outcome = 'applied'`,
    ...outbox(
      'status',
      STEPS.filter(({ service }) => service === 'status'),
    ),
    `insert into notifier.reply (reply_id, mail_id, mailbox_id, kind, request, recipient, recipient_key, message_id, subject, raw, body,
                                 state, attempts, next_at, created_at, finished_at, result)
     select ${ID_OF('reply')}, mail_id, '${MAILBOX}', 'error', ${own(asked, 'reply.requested')}::jsonb, sender,
            person_id || '@example.com', '<reply-' || n || '@bench.example>', 'Re: ' || subject, convert_to(repeat('A line of the reply. ', 60), 'UTF8'),
            'The words of the reply.', 'sent', 1, at, at, at, '250 queued' from settled where outcome = 'rejected'`,
    `insert into notifier.sending (reply_id, number, at, ended_at, outcome, answer)
     select ${ID_OF('reply')}, 1, at, at, 'sent', '250 queued' from settled where outcome = 'rejected'`,
    `insert into notifier.inbox (consumer, event_id, at)
     select '${durableOf('notifier')}', ${ID_OF('reply.requested')}, at from settled where outcome = 'rejected'`,
    ...outbox(
      'notifier',
      STEPS.filter(({ service }) => service === 'notifier'),
    ),
    `insert into console.mail_head (mail_id, message_id, sender, subject) select mail_id, message_id, sender, subject from settled`,
    `insert into console.mail (mail_id, mailbox_id, received_at, outcome, reason, settled_at)
     select mail_id, '${MAILBOX}', at, outcome, reason, at from settled`,
    `insert into console.event (event_id, mail_id, name, service, mailbox_id, at, data)
     select event_id, mail_id, name, service, '${MAILBOX}', at, data from settled, lateral (${journal}) as e order by n, step`,
    `insert into console.reply (reply_id, mail_id, state) select ${ID_OF('reply')}, mail_id, 'sent' from settled where outcome = 'rejected'`,
  ]
}

/** An event as the journal keeps it. */
function journaledData({ data }: TubepostEvent): unknown {
  const { headers: _, ...kept } = data as Record<string, unknown>
  return kept
}

function streamOf(event: TubepostEvent): StreamName {
  if (event.type === statusChanged.type) return 'FACT'
  return event.type === replySent.type ? 'REPLY' : 'OUTCOME'
}

const NOTED = `insert into %.stream_life (rows, stream, generation) values ($1, $2, $3)
               on conflict (rows, stream) do update set generation = excluded.generation`

/** Notes that the rows were held against these lives, as a service does half a minute after its first start. */
async function noteLives(client: pg.Client, generations: ReadonlyMap<StreamName, string>): Promise<void> {
  for (const [stream, generation] of generations) {
    for (const schema of FILLED) await client.query(NOTED.replace('%', schema), ['outbox', stream, generation])
    if (stream === 'MAIL') await client.query(NOTED.replace('%', 'fetcher'), ['ledger', stream, generation])
  }
}

/** Writes `mails` settled mails with all that they left behind, and has the tables analysed. */
export async function fillWithSettledMails(
  databaseUrl: string,
  generations: ReadonlyMap<StreamName, string>,
  mails: number,
  secondsApart = SECONDS_APART,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await noteLives(client, generations)
    await client.query(
      `insert into fetcher.folder_life (mailbox_id, account, life, opening_uid, backlog_uid) values ('${MAILBOX}', 'filled', '1', 0, 0)`,
    )
    const all = statements(client, generations)
    await fillTables(client, FILLED, mails, async (first, last) => {
      await client.query(MAILS, [first, last, mails, secondsApart])
      for (const statement of all) await client.query(statement)
    })
  } finally {
    await client.end()
  }
}
