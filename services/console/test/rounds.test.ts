/** The journal's story of a mail that was requeued, in whatever order its events arrive. */
import { type Pool, transaction } from '@tubepost/db'
import { causedBy, firstEvent, mailReceived, mailRequeued, mailSettled, type TubepostEvent } from '@tubepost/events'
import { startTestbed, type Testbed } from '@tubepost/service/testing'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { journalEntries } from '../src/journal-entries.ts'
import { countJournal, readStory, saveHeads, saveRequeues, saveSettlements } from '../src/journal-sql.ts'

let testbed: Testbed
let pool: Pool

beforeAll(async () => {
  const migrations = new URL('../migrations', import.meta.url).pathname
  testbed = await startTestbed({ declarations: [], schemas: [{ name: 'console', migrations }] })
  pool = testbed.poolOf('console')
})
afterAll(() => testbed?.stop())

const origin = { service: 'fetcher', now: '2026-08-15T09:00:00.000Z' }
type Outcome = 'applied' | 'rejected' | 'ignored' | 'failed'

/** The events of a mail's rounds. */
function aMail() {
  const mailId = randomUUID()
  const about = { correlationId: mailId, mailbox: 'status' }
  const received = (round?: number) =>
    firstEvent(mailReceived, origin, {
      id: randomUUID(),
      ...about,
      ...(round !== undefined && { round }),
      data: { ...mailReceived.example, mailId },
    })
  return {
    mailId,
    received,
    requeued: (round: number) =>
      firstEvent(mailRequeued, origin, {
        id: randomUUID(),
        ...about,
        round,
        data: { mailId, mailbox: 'status', round, by: 'admin' },
      }),
    settled: (outcome: Outcome, round?: number) =>
      causedBy(received(round), mailSettled, origin, { ...mailSettled.example, mailId, mailbox: 'status', outcome }),
  }
}

async function hear(...events: readonly TubepostEvent[]): Promise<void> {
  for (const event of events) {
    const entries = journalEntries([event])
    await transaction(pool, async (tx) => {
      await saveHeads(tx, entries.heads)
      await saveRequeues(tx, entries.requeues)
      await saveSettlements(tx, entries.settlements)
    })
  }
}
const outcomeOf = async (mailId: string) => (await readStory(pool, mailId))?.mail.outcome

test('a requeue makes the mail unsettled, and the settlement of its round settles it', async () => {
  const { mailId, received, requeued, settled } = aMail()
  await hear(received(), settled('rejected'))
  expect(await outcomeOf(mailId)).toBe('rejected')
  await hear(requeued(1), received(1))
  expect(await outcomeOf(mailId)).toBeNull()
  await hear(settled('applied', 1))
  expect(await outcomeOf(mailId)).toBe('applied')
})

test('only a second settlement of the same round is a conflict, not one of an earlier', async () => {
  const { mailId, received, requeued, settled } = aMail()
  const { conflicts } = (await countJournal(pool)).journal
  await hear(received(), settled('ignored'), requeued(1), settled('applied'))
  expect(await outcomeOf(mailId)).toBeNull()
  await hear(settled('rejected', 1), settled('failed'))
  expect(await outcomeOf(mailId)).toBe('rejected')
  expect((await countJournal(pool)).journal.conflicts).toBe(conflicts)
  await hear(settled('applied', 1))
  expect(await outcomeOf(mailId)).toBe('rejected')
  expect((await countJournal(pool)).journal.conflicts).toBe(conflicts + 1)
})

test('a settlement that overtakes its requeue counts, and the requeue does not undo it', async () => {
  const { mailId, received, requeued, settled } = aMail()
  await hear(received(), settled('ignored'), settled('applied', 1), requeued(1), received(1))
  expect(await outcomeOf(mailId)).toBe('applied')
  await hear(requeued(2), requeued(1))
  expect(await outcomeOf(mailId)).toBeNull()
})

test('a mail that is known by its requeue alone is unsettled, and gets its head later', async () => {
  const { mailId, received, requeued, settled } = aMail()
  await hear(requeued(1), received(1))
  expect(await readStory(pool, mailId)).toMatchObject({ mail: { outcome: null, subject: 'Out 1d 9am call my cell' } })
  await hear(settled('applied', 1))
  expect(await outcomeOf(mailId)).toBe('applied')
})
