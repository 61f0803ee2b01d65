import { expect, test } from 'vitest'
import { readAlertRules } from './alert-rules.ts'
import { decideAlert, LOOKS } from './decide-alerts.ts'
import { fillSummary } from './fill-summary.ts'
import { readMetrics } from './read-metrics.ts'

const SERVICES = ['fetcher', 'console']
const UP = 'tubepost_build_info{service="fetcher",version="1"} 1\ntubepost_build_info{service="console",version="1"} 1'
const NOW = new Date('2026-11-29T00:00:00Z')
const SECONDS = NOW.getTime() / 1_000
const rules = await readAlertRules()

/** The sentences of a rule about services that show this. */
function told(name: string, metrics: string, silent: { service: string; address: string }[] = []): string[] {
  const rule = rules.find((each) => each.name === name)
  if (rule === undefined) throw new Error(`there is no rule ${name}`)
  const seen = { metrics: readMetrics(`${metrics}\n${UP}`), services: SERVICES, silent, now: NOW }
  return (decideAlert(rule, seen) ?? []).map((finding) => fillSummary(rule.summary, finding))
}

const FIRES: readonly [name: string, fires: string, silent: string, told: string][] = [
  [
    'TubepostMailboxDown',
    'tubepost_mailbox_up{mailbox="a"} 0',
    'tubepost_mailbox_up{mailbox="a"} 0\ntubepost_mailbox_up{mailbox="a"} 1',
    'Nobody reads the mailbox a',
  ],
  [
    'TubepostMailboxNotPolled',
    `tubepost_mailbox_last_success_timestamp_seconds{mailbox="a"} ${SECONDS - 601}\ntubepost_mailbox_poll_interval_seconds{mailbox="a"} 60`,
    `tubepost_mailbox_last_success_timestamp_seconds{mailbox="a"} ${SECONDS - 600}\ntubepost_mailbox_poll_interval_seconds{mailbox="a"} 60`,
    'No good look at the mailbox a for 10 min',
  ],
  [
    'TubepostMailboxRefuses',
    'tubepost_mail_finalise_failing{mailbox="a"} 2',
    'tubepost_mail_finalise_failing{mailbox="a"} 0',
    '2 settled mails of a cannot be marked, moved or deleted',
  ],
  [
    'TubepostMailNeedsALook',
    'tubepost_mail_waiting{state="alarmed"} 3',
    'tubepost_mail_waiting{state="taken"} 3',
    '3 mails were not acted on and need a person',
  ],
  [
    'TubepostMailWaits',
    'tubepost_mail_waiting_oldest_age_seconds{state="published"} 7200',
    'tubepost_mail_waiting_oldest_age_seconds{state="published"} 300',
    'A mail has waited for its settlement for 2 h',
  ],
  [
    'TubepostConsumerBehind',
    'tubepost_consumer_pending{stream="MAIL",consumer="parser"} 101',
    'tubepost_consumer_pending{stream="MAIL",consumer="parser"} 100',
    'parser falls behind on MAIL: 101 events wait, and more each minute',
  ],
  [
    'TubepostIntegratorBehind',
    'tubepost_integrator_pending{stream="FACT",consumer="crm"} 1',
    'tubepost_integrator_pending{stream="FACT",consumer="crm"} 0',
    'crm has not acknowledged 1 event of FACT',
  ],
  [
    'TubepostDeadLetters',
    'tubepost_dlq_messages{consumer="status"} 4',
    'tubepost_dlq_messages{consumer="status"} 0',
    '4 dead letters of status',
  ],
  [
    'TubepostOutboxStuck',
    'tubepost_outbox_oldest_age_seconds{service="status",stream="FACT"} 901',
    'tubepost_outbox_oldest_age_seconds{service="status",stream="FACT"} 900',
    'Events of status have waited for the broker for 15 min',
  ],
  [
    'TubepostBooksDiffer',
    'tubepost_conservation_difference -3\ntubepost_conservation_in_flight 2',
    'tubepost_conservation_difference -3\ntubepost_conservation_in_flight 3',
    'Ledger and journal differ by -3 mails',
  ],
  [
    'TubepostRepliesStuck',
    'tubepost_replies_waiting_oldest_age_seconds 1000',
    'tubepost_replies_waiting_oldest_age_seconds 900',
    'A reply has waited to be sent for 16.7 min',
  ],
  [
    'TubepostNoMailServer',
    'tubepost_replies_held{brake="not_configured"} 2',
    'tubepost_replies_held{brake="own_address"} 2',
    '2 replies wait for a mail server to be configured',
  ],
  [
    'TubepostRepliesHeld',
    'tubepost_replies_held{brake="own_address"} 2',
    'tubepost_replies_held{brake="not_configured"} 2',
    '2 replies wait for a person (own_address)',
  ],
  [
    'TubepostBrokerCertificateEnds',
    `tubepost_broker_certificate_end_timestamp_seconds ${SECONDS + 3 * 86_400}`,
    `tubepost_broker_certificate_end_timestamp_seconds ${SECONDS + 15 * 86_400}`,
    "The broker's certificate is over in 3 days",
  ],
  ...(['Filling', 'Full'] as const).map((how): [string, string, string, string] => [
    `TubepostStream${how}`,
    'tubepost_stream_bytes{stream="MAIL"} 90\ntubepost_stream_limit_bytes{stream="MAIL"} 100',
    'tubepost_stream_bytes{stream="FACT"} 90\ntubepost_stream_limit_bytes{stream="FACT"} 100',
    'The stream MAIL is 90 % full',
  ]),
  [
    'TubepostMigrationsMissing',
    'tubepost_migrations_missing{service="status"} 2',
    'tubepost_migrations_missing{service="status"} 0',
    '2 migrations of status are missing',
  ],
]

test.each(FIRES)('%s holds where its rule does, in its words', (name, fires, silent, sentence) => {
  expect(told(name, fires)).toEqual([sentence])
  expect(told(name, silent)).toEqual([])
  expect(told(name, '')).toEqual([])
})

test('a service that shows no metrics is down, and a replica that is silent', () => {
  expect(told('TubepostServiceDown', '')).toEqual([])
  const rule = { name: 'TubepostServiceDown', threshold: null }
  expect(decideAlert(rule, { metrics: [], services: SERVICES, silent: [], now: NOW })).toHaveLength(2)
  expect(told('TubepostReplicaDown', '', [{ service: 'parser', address: '10.0.0.7:9090' }])).toEqual([
    '10.0.0.7:9090 does not answer',
  ])
})

test('every look has a case here and a rule with an entry in the runbook', () => {
  const tried = [...FIRES.map(([name]) => name), 'TubepostServiceDown', 'TubepostReplicaDown']
  expect(tried.toSorted()).toEqual(Object.keys(LOOKS).toSorted())
  for (const name of Object.keys(LOOKS))
    expect(rules.find((rule) => rule.name === name)?.runbook).toMatch(/^\*\*Means\.\*\*/)
})

test('a look that compares with a number has it from its rule', () => {
  const without = ['TubepostBooksDiffer', 'TubepostServiceDown']
  for (const name of Object.keys(LOOKS).filter((each) => !without.includes(each)))
    expect({ name, threshold: rules.find((rule) => rule.name === name)?.threshold }).toEqual({
      name,
      threshold: expect.any(Number),
    })
})

test.each([
  [
    'TubepostMailboxRefuses',
    'tubepost_mail_finalise_failing{mailbox="a"} 1',
    '1 settled mail of a cannot be marked, moved or deleted',
  ],
  ['TubepostMailNeedsALook', 'tubepost_mail_waiting{state="alarmed"} 1', '1 mail was not acted on and needs a person'],
  ['TubepostDeadLetters', 'tubepost_dlq_messages{consumer="status"} 1', '1 dead letter of status'],
  ['TubepostBooksDiffer', 'tubepost_conservation_difference 1', 'Ledger and journal differ by 1 mail'],
  [
    'TubepostNoMailServer',
    'tubepost_replies_held{brake="not_configured"} 1',
    '1 reply waits for a mail server to be configured',
  ],
  ['TubepostRepliesHeld', 'tubepost_replies_held{brake="own_address"} 1', '1 reply waits for a person (own_address)'],
  ['TubepostMigrationsMissing', 'tubepost_migrations_missing{service="status"} 1', '1 migration of status is missing'],
])('%s speaks of one in the singular', (name, fires, sentence) => {
  expect(told(name, fires)).toEqual([sentence])
})

test.each([1, 2])('every place in a summary is filled for the value %i', (value) => {
  for (const { summary } of rules)
    expect(fillSummary(summary, { labels: { mailbox: 'a', code: 'b' }, value })).not.toContain('{{')
})
