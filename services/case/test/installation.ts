import { openBlobs, claimBlob } from '@tubepost/blobs'
import { type Pool, transaction } from '@tubepost/db'
import {
  type DataOf,
  deriveId,
  type EventOf,
  firstEvent,
  intentCaseMessage,
  mailboxes,
  mailSettled,
  organisation,
  people,
  type TubepostEvent,
} from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import { type Replica, startTestbed, type Testbed } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { service } from '../src/service.ts'

export type { Replica }
export type Intent = DataOf<typeof intentCaseMessage>
export type Settlement = DataOf<typeof mailSettled>

/** Real servers, provisioned for the case service and for the owners of its reference data. */
export interface Installation extends Testbed {
  /** The case service's tables. */
  readonly pool: Pool
  startCase(): Promise<Replica>
  /** Publishes the mails in this order, and waits until all are settled. */
  deliver(...mails: readonly EventOf<typeof intentCaseMessage>[]): Promise<Settlement[]>
  /** The events about a mail in a stream, oldest first. */
  about(stream: 'FACT' | 'REPLY', mail: TubepostEvent): Promise<TubepostEvent[]>
  /** Keeps the bytes of a mail as the fetcher does. @returns their reference */
  keep(bytes: Uint8Array): Promise<NonNullable<Intent['body']>>
}

export async function startInstallation(): Promise<Installation> {
  const playing = { consumes: [], reads: [] }
  const migrations = new URL('../migrations', import.meta.url).pathname
  const testbed = await startTestbed({
    declarations: [
      declarationOf(service),
      { ...playing, name: 'parser', emits: [intentCaseMessage], owns: [] },
      { ...playing, name: 'status', emits: [], owns: [people, organisation] },
      { ...playing, name: 'fetcher', emits: [], owns: [mailboxes] },
    ],
    schemas: [{ name: 'case', migrations, blobs: 'claims' }],
  })
  const mailbox = (id: string) => [id, { ...mailboxes.example, id, address: `${id}@example.com` }] as const
  await testbed.putReference(people, [['ana', { ...people.example, role: 'agent' }]])
  await testbed.putReference(organisation, [['organisation', organisation.example]])
  await testbed.putReference(mailboxes, [mailbox('support'), mailbox('sales')])
  const pool = testbed.poolOf('case')
  const settlements = async () => (await testbed.eventsIn('OUTCOME')).map((event) => event.data as Settlement)
  // Other streams may have the facts and replies a moment after the settlement.
  const haveCome = async (found: readonly Settlement[]) => {
    const idsIn = async (stream: 'FACT' | 'REPLY') =>
      new Set((await testbed.eventsIn(stream)).map(({ correlationid }) => correlationid))
    const [facts, replies] = [await idsIn('FACT'), await idsIn('REPLY')]
    return found.every(
      ({ mailId, outcome, replyRequested }) =>
        (outcome !== 'applied' || facts.has(mailId)) && (!replyRequested || replies.has(mailId)),
    )
  }
  return {
    ...testbed,
    pool,
    startCase: () => testbed.start({ service: 'case', main: new URL('../src/main.ts', import.meta.url).pathname }),
    async deliver(...mails) {
      await testbed.publish(...mails)
      const ids = new Set(mails.map(({ data }) => data.mailId))
      let found: Settlement[] = []
      await waitUntil(
        async () => {
          found = (await settlements()).filter(({ mailId }) => ids.has(mailId))
          return new Set(found.map(({ mailId }) => mailId)).size === ids.size && (await haveCome(found))
        },
        { timeoutMs: 20_000, what: 'the mails to be settled' },
      )
      return mails.map(({ data }) => found.find(({ mailId }) => mailId === data.mailId) as Settlement)
    },
    about: async (stream, { correlationid }) =>
      (await testbed.eventsIn(stream)).filter((event) => event.correlationid === correlationid),
    async keep(bytes) {
      const blobs = await openBlobs(pool, { AWS_REGION: 'us-east-1' })
      const written = await blobs.write(inPieces(bytes), 'message/rfc822')
      await transaction(pool, (tx) => claimBlob(tx, written, `fetcher/${written.content}`))
      return written.reference
    },
  }
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

export const CARLA = 'carla@customer.example'
const digestOf = (name: string) => Buffer.from(name).toString('hex').padStart(64, '0').slice(-64)
const messageIdOf = (name: string) => `<${name}@customer.example>`

/** A mail by its name, from Carla to support@ unless it says otherwise. */
interface AskedMail {
  readonly mailbox?: string
  readonly from?: string
  readonly personId?: string
  readonly trust?: Intent['sender']['trust']['level']
  readonly to?: readonly string[]
  readonly cc?: readonly string[]
  readonly subject?: string
  /** Names of the mails it names, oldest first. */
  readonly answers?: readonly string[]
  readonly thread?: Partial<Intent['thread']>
  readonly policy?: Partial<Intent['policy']>
  readonly ack?: Intent['reply']['ack']
  readonly backlog?: boolean
  readonly text?: string
  readonly content?: Partial<Intent['content']>
  readonly body?: Intent['body']
  readonly defaults?: Intent['defaults']
}

/** Two mailboxes have two mails of one name: copies of one mail. */
export function aMail(name: string, asked: AskedMail = {}): EventOf<typeof intentCaseMessage> {
  const { example } = intentCaseMessage
  const { mailbox = 'support', from = CARLA, subject = 'The printer is on fire', answers = [] } = asked
  const mailId = deriveId('mail', mailbox, name)
  const messageId = messageIdOf(name)
  const references = answers.map(messageIdOf)
  const party = (address: string) => ({ name: null, address })
  const text = asked.text ?? 'Please help.'
  const data: Intent = {
    ...example,
    mailId,
    copy: { headers: digestOf(name), body: digestOf(name) },
    defaults: asked.defaults ?? {},
    sender: {
      name: 'Carla Customer',
      address: from,
      personId: asked.personId ?? null,
      trust: { level: asked.trust ?? 'unverified', evidence: 'none' },
    },
    to: (asked.to ?? [`${mailbox}@example.com`]).map(party),
    cc: (asked.cc ?? []).map(party),
    subject,
    arrivedAt: new Date().toISOString(),
    thread: { references, ours: [], tags: [], numbers: [], ...asked.thread },
    content: { ...example.content, text: `${text}\n`, reply: text, ...asked.content },
    body: asked.body ?? null,
    backlog: asked.backlog ?? false,
    policy: { newCases: 'allow', closedCase: 'reopen', changedSubject: 'follow', ...asked.policy },
    reply: {
      ...example.reply,
      to: from,
      messageId,
      references: [...references, messageId],
      ack: asked.ack ?? 'firstMessage',
    },
  }
  const origin = { service: 'parser', now: data.arrivedAt }
  const id = deriveId(mailId, 'intent')
  return firstEvent(intentCaseMessage, origin, { id, correlationId: mailId, mailbox, data })
}
