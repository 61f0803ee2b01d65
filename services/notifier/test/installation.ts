import { randomUUID } from 'node:crypto'
import type { Pool } from '@tubepost/db'
import {
  type DataOf,
  deriveId,
  firstEvent,
  mailboxes,
  organisation,
  people,
  replyRequested,
  type TubepostEvent,
} from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { declared } from '@tubepost/setup/testing'
import { service } from '../src/service.ts'

export type { Replica }
type Request = DataOf<typeof replyRequested>

/** A reply as the outbox shows it. */
export interface Shown {
  replyId: string
  state: string
  brake: string | null
  subject: string
  text: string
  raw: string
  result: string | null
  problem: string | null
  attempts: { number: number; outcome: string | null; code: string | null; answer: string | null }[]
}

/** Real servers, provisioned for the notifier and for the owners of its reference data. */
export interface Installation extends Testbed {
  /** The notifier's tables. */
  readonly pool: Pool
  startNotifier(setup: object, environment?: Readonly<Record<string, string>>): Promise<Replica>
  /** Requests a reply to a mail of its own; returns the id of the reply. */
  request(data?: Partial<Request>): Promise<string>
  /** Waits until the reply has one of these states. */
  reply(notifier: Replica, replyId: string, states: readonly string[]): Promise<Shown>
  /** The events about a reply, oldest first. */
  told(replyId: string): Promise<TubepostEvent[]>
}

const MAIN = new URL('../src/main.ts', import.meta.url).pathname
const ORGANISATION = { name: 'Example Ltd', timeZone: 'America/New_York', locale: 'en-US' }

export async function startInstallation(): Promise<Installation> {
  const playing = { consumes: [], reads: [] }
  const testbed = await startTestbed({
    declarations: [
      declarationOf(service),
      { ...playing, name: 'parser', emits: [replyRequested], owns: [] },
      { ...playing, name: 'status', emits: [], owns: [people, organisation] },
      { ...playing, name: 'fetcher', emits: [], owns: [mailboxes] },
    ],
    schemas: [{ name: 'notifier', migrations: new URL('../migrations', import.meta.url).pathname }],
  })
  await testbed.putReference(people, [['ana', people.example]])
  await testbed.putReference(organisation, [['organisation', { ...organisation.example, name: 'Example Ltd' }]])
  await testbed.putReference(mailboxes, [
    ['status', mailboxes.example],
    ['board', { ...mailboxes.example, id: 'board', address: 'board@example.com' }],
  ])
  return {
    ...testbed,
    pool: testbed.poolOf('notifier'),
    async startNotifier(setup, environment = {}) {
      await testbed.apply(service, declared({ organisation: ORGANISATION, ...setup }))
      return testbed.start({ service: 'notifier', main: MAIN, environment })
    },
    async request(data = {}) {
      const mailId = randomUUID()
      const origin = { service: 'parser', now: new Date().toISOString() } as const
      const about = { ...replyRequested.example, mailId, inReplyTo: `<${mailId}@example.com>`, references: [], ...data }
      await testbed.publish(
        firstEvent(replyRequested, origin, { id: deriveId('request', mailId), mailbox: about.mailbox, data: about }),
      )
      return deriveId(mailId, 'reply')
    },
    reply: (notifier, replyId, states) =>
      waitUntil(
        async () => {
          const { status, body } = await notifier.ask('GET', `/api/notifier/outbox/${replyId}`)
          if (status !== 200) return undefined
          const { reply, attempts } = body as { reply: Shown; attempts: Shown['attempts'] }
          return states.includes(reply.state) ? { ...reply, attempts } : undefined
        },
        { timeoutMs: 30_000, what: `the reply to be ${states.join(' or ')}` },
      ),
    told: async (replyId) =>
      (await testbed.eventsIn('REPLY')).filter((event) => (event.data as { replyId?: string }).replyId === replyId),
  }
}

/** tubepost.yaml's smtp for a server of the tests. */
export function smtpOf(server: { host: string; port: number }, more: object = {}): object {
  return { host: server.host, port: server.port, tls: 'none', from: 'Tubepost <tubepost@example.com>', ...more }
}

let serial = 0

/** An address that no other mail of the tests is sent to. */
export const newRecipient = (): string => `person${++serial}@example.org`
