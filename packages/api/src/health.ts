import { type Static, type TObject, Type } from 'typebox'
import { exampleOf, form, OrNull } from './form.ts'
import { Count, ServiceName, Time } from './values.ts'
import { ALERT_SEVERITIES, ALERT_STATES } from './vocabulary.ts'

export const ReplicaState = form(
  'A process of a service.',
  {
    service: ServiceName,
    address: Type.String({ description: 'Host and port, as the console reaches it.' }),
    version: OrNull(Type.String(), 'Null where it does not answer.'),
    ready: Type.Boolean(),
    failing: Type.Array(Type.String(), { description: 'Why it is not ready: the checks that fail.' }),
  },
  { service: 'parser', address: '10.0.0.7:9090', version: '0.1.0', ready: true, failing: [] },
)
export type ReplicaState = Static<typeof ReplicaState>

export const ServiceStates = form(
  'Replicas, and the events that wait for them.',
  {
    replicas: Type.Array(ReplicaState),
    consumers: Type.Array(
      Type.Object({
        consumer: Type.String({ description: 'Name of the durable at the broker.' }),
        stream: Type.String(),
        pending: Count('Events that it has not been given yet.'),
        inHand: Count('Events that it was given and has not acknowledged.'),
      }),
    ),
  },
  {
    replicas: [exampleOf(ReplicaState)],
    consumers: [{ consumer: 'parser', stream: 'MAIL', pending: 0, inHand: 1 }],
  },
)
export type ServiceStates = Static<typeof ServiceStates>

const ALERT = {
  name: Type.String({ description: 'As in deploy/observability/alerts.yaml.' }),
  severity: Type.Enum(ALERT_SEVERITIES),
  state: Type.Enum(ALERT_STATES, {
    description:
      'holds: it would fire once this has lasted for as long as `for` says; unknown: one look does not tell.',
  }),
  for: Type.String({ description: 'How long it has to hold, such as 5m.' }),
  sentences: Type.Array(Type.String(), { description: 'For each place where it holds, in the words of the rule.' }),
  description: Type.String(),
  findings: Type.Array(Type.Object({ labels: Type.Record(Type.String(), Type.String()), value: Type.Number() }), {
    description: 'For each of the sentences: the labels and the value in it.',
  }),
}
const ALERT_EXAMPLE = {
  name: 'TubepostDeadLetters',
  severity: 'warning',
  state: 'holds',
  for: '1m',
  sentences: ['4 dead letters of status'],
  description: 'The service gave up on events after eight tries.',
  findings: [{ labels: { consumer: 'status' }, value: 4 }],
} satisfies Static<TObject<typeof ALERT>>

export const Alerts = form(
  'Every rule, and whether it holds.',
  { alerts: Type.Array(Type.Object(ALERT)) },
  { alerts: [ALERT_EXAMPLE] },
)
export type Alerts = Static<typeof Alerts>

export const OneAlert = form(
  'A rule, whether it holds, and what to do then.',
  { alert: Type.Object({ ...ALERT, runbook: Type.String({ description: 'Its entry in the runbook, Markdown.' }) }) },
  { alert: { ...ALERT_EXAMPLE, runbook: '**Means.** A service gave up on an event.' } },
)
export type OneAlert = Static<typeof OneAlert>

export const Rates = form(
  'How many mails and replies there were, stretch by stretch.',
  {
    minutes: Type.Integer({ description: 'Length of a stretch.' }),
    buckets: Type.Array(
      Type.Object({
        at: Time('When the stretch begins.'),
        received: Count('Mails that were taken in.'),
        applied: Count('Mails that were settled so.'),
        rejected: Count('Likewise.'),
        ignored: Count('Likewise.'),
        duplicate: Count('Likewise.'),
        failed: Count('Likewise.'),
        replies: Count('Replies that were sent.'),
        repliesFailed: Count('Replies that could not be sent.'),
      }),
    ),
  },
  {
    minutes: 15,
    buckets: [
      {
        at: '2026-11-28T12:00:00.000Z',
        received: 7,
        applied: 5,
        rejected: 1,
        ignored: 1,
        duplicate: 0,
        failed: 0,
        replies: 1,
        repliesFailed: 0,
      },
    ],
  },
)
export type Rates = Static<typeof Rates>
