import { jetstreamManager } from '@nats-io/jetstream'
import { consumeBatches, type Consumption, createPublisher, durableOf, type ServiceDeclaration } from '@tubepost/bus'
import type { Pool } from '@tubepost/db'
import {
  causedBy,
  type DataOf,
  type EventOf,
  mailReceived,
  mailSettled,
  subjectOf,
  type TubepostEvent,
} from '@tubepost/events'
import { declarationOf } from '@tubepost/service'
import {
  startTestbed,
  startTestbedWithServers,
  type Testbed,
  type TestbedOptions,
  type TestbedWithServers,
} from '@tubepost/service/testing'
import { service } from '../src/service.ts'

export type Received = EventOf<typeof mailReceived>
export type Settled = EventOf<typeof mailSettled>
export type Verdict = Pick<DataOf<typeof mailSettled>, 'outcome' | 'reason'>

/** Real servers, provisioned for the fetcher and for the test, which plays the rest of the system. */
export interface Installation extends Testbed {
  /** The fetcher's tables. */
  readonly pool: Pool
  /** Plays the rest of the system: settles every mail, or leaves it unsettled where the verdict is undefined. */
  settle(verdictOf: (mail: Received) => Verdict | undefined): void
  /** Settles one mail now. */
  settleNow(mail: Received, verdict: Verdict): Promise<void>
  /** Events of the fetcher, oldest first. */
  received(mailbox?: string): Promise<Received[]>
  settled(mailbox: string): Promise<Settled[]>
  /** Rows of the ledger, in the order of UIDs. */
  ledger(mailbox: string): Promise<LedgerRow[]>
}

export interface LedgerRow {
  mailId: string
  uid: number | null
  outcome: string | null
  reason: string | null
  final: string | null
  problem: string | null
  alarm: string | null
  redrive: number
}

export const APPLIED: Verdict = { outcome: 'applied', reason: null }

const PARSER: ServiceDeclaration = {
  name: 'parser',
  consumes: [{ stream: 'MAIL', events: [mailReceived] }],
  emits: [mailSettled],
  reads: [],
  owns: [],
}
const FETCHER_AND_PARSER: TestbedOptions = {
  declarations: [declarationOf(service), PARSER],
  schemas: [{ name: 'fetcher', migrations: new URL('../migrations', import.meta.url).pathname, blobs: 'keeps' }],
}

export async function startInstallation(): Promise<Installation> {
  return installationOn(await startTestbed(FETCHER_AND_PARSER))
}

/** The same on servers of its own, for tests that kill them. */
export type InstallationWithServers = Installation & TestbedWithServers

export async function startInstallationWithServers(): Promise<InstallationWithServers> {
  return installationOn(await startTestbedWithServers(FETCHER_AND_PARSER))
}

async function installationOn<Bed extends Testbed>(testbed: Bed): Promise<Bed & Installation> {
  const { admin } = testbed
  // Events of a killed or stopped process come back after the ack wait; half a minute is for production.
  const shortenAckWait = async (): Promise<void> => {
    const { consumers } = await jetstreamManager(admin)
    await consumers.update('OUTCOME', durableOf('fetcher'), { ack_wait: 1_000_000_000 })
  }
  await shortenAckWait()
  const pool = testbed.poolOf('fetcher')
  const publisher = await createPublisher(admin)
  let verdictOf: (mail: Received) => Verdict | undefined = () => APPLIED
  let consumption: Consumption | undefined

  async function settleNow(mail: Received, verdict: Verdict): Promise<void> {
    const { mailId, mailbox } = mail.data
    const text = 'Told so by the test.'
    const data = { mailId, mailbox, text, replyRequested: false, changed: [], ...verdict }
    // A discriminator of its own, so that the id differs from that of the fetcher's own settlement of the mail.
    const event = causedBy(mail, mailSettled, { service: 'parser', now: new Date().toISOString() }, data, 'of the test')
    const { id, redrive } = event
    const subject = subjectOf(mailSettled, mailbox)
    await publisher.publishAll([{ id, stream: 'OUTCOME', subject, redrive, body: JSON.stringify(event) }])
  }

  return {
    ...testbed,
    pool,
    async provision() {
      const provisioned = await testbed.provision()
      await shortenAckWait()
      return provisioned
    },
    settleNow,
    settle(next) {
      verdictOf = next
      consumption ??= consumeBatches(admin, {
        stream: 'MAIL',
        durable: durableOf('parser'),
        batchMax: 100,
        onInterrupted: () => {},
        async onBatch(messages) {
          for (const message of messages) {
            const mail = message.json<Received>()
            const verdict = verdictOf(mail)
            if (verdict !== undefined) await settleNow(mail, verdict)
            message.ack()
          }
        },
      })
    },
    received: async (mailbox) => (await testbed.eventsIn('MAIL')).filter((event) => isOf(event, mailbox)) as Received[],
    settled: async (mailbox) =>
      (await testbed.eventsIn('OUTCOME')).filter(
        (event) => isOf(event, mailbox) && event.type === mailSettled.type,
      ) as Settled[],
    async ledger(mailbox) {
      const { rows } = await pool.query<LedgerRow>(LEDGER, [mailbox])
      return rows
    },
    async stop() {
      await consumption?.stop()
      await testbed.stop()
    },
  }
}

const LEDGER = `select mail_id as "mailId", uid::int as uid, outcome, reason, final_action as final, final_problem as problem, alarm,
                       redrive
                from mail where mailbox_id = $1 order by uid, taken_at`

const isOf = (event: TubepostEvent, mailbox: string | undefined): boolean =>
  mailbox === undefined || event.mailbox === mailbox
