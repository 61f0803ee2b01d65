/** The journal's books: kept by the statements that change its rows, and counted anew. */
import { foldTally, readTally, recount, recountAtNight, transaction } from '@tubepost/db'
import { startTestbed, type Testbed } from '@tubepost/service/testing'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  countJournal,
  JOURNAL_COUNTS,
  saveHeads,
  saveReplies,
  saveRequeues,
  saveSettlements,
} from '../src/journal-sql.ts'
import type { ReplyState } from '../src/journal-entries.ts'

let testbed: Testbed
const pool = () => testbed.poolOf('console')

beforeAll(async () => {
  const migrations = new URL('../migrations', import.meta.url).pathname
  testbed = await startTestbed({ declarations: [], schemas: [{ name: 'console', migrations }] })
})
afterAll(() => testbed?.stop())
beforeEach(async () => {
  for (const table of ['mail', 'reply', 'recount', 'tally']) await pool().query(`delete from ${table}`)
})

const at = '2026-08-15T09:00:00.000Z'
const mailbox = 'status'
const idOf = () => randomUUID()
const head = (mailId: string) => ({ mailId, mailbox, messageId: null, from: null, subject: 'Out', receivedAt: at })
const settlement = (mailId: string, outcome: string, round = 0) => ({
  mailId,
  mailbox,
  round,
  outcome,
  reason: null,
  at,
})
const reply = (replyId: string, state: ReplyState['state']) => ({ replyId, mailId: replyId, state })

/** A mail of each kind of course: settled twice, requeued, overtaken by its settlement, waiting, removed by hand. */
async function livelyJournal(): Promise<void> {
  const [twice, again, late, waiting, gone] = [idOf(), idOf(), idOf(), idOf(), idOf()] as const
  const [held, sent] = [idOf(), idOf()] as const
  await transaction(pool(), async (tx) => {
    await saveHeads(tx, [twice, again, waiting, gone].map(head))
    await saveSettlements(tx, [
      settlement(twice, 'applied'),
      settlement(twice, 'rejected'),
      settlement(again, 'failed'),
    ])
    await saveSettlements(tx, [settlement(late, 'ignored')])
    await saveRequeues(tx, [{ mailId: again, mailbox, round: 1 }])
    await saveReplies(tx, [reply(held, 'held'), reply(sent, 'sent')])
  })
  await transaction(pool(), async (tx) => {
    await saveHeads(tx, [head(late), head(again)])
    await saveReplies(tx, [reply(held, 'sent')])
  })
  await pool().query('delete from mail where mail_id = $1', [gone])
}

test('each statement that changes a mail or a reply changes the counts with it', async () => {
  await livelyJournal()
  expect(await countJournal(pool())).toEqual({
    journal: { received: 4, settled: 2, conflicts: 1, deadLetters: 0 },
    replies: { sent: 2, failed: 0, held: 0, unknown: 0 },
  })
  expect(await recount(pool(), JOURNAL_COUNTS)).toEqual([])
})

test('a transaction that is rolled back counts nothing', async () => {
  const broken = transaction(pool(), async (tx) => {
    await saveHeads(tx, [head(idOf())])
    throw new Error('broken off')
  })
  await expect(broken).rejects.toThrow('broken off')
  expect((await countJournal(pool())).journal.received).toBe(0)
})

test('folding the rows of the counts changes none of them', async () => {
  for (let n = 0; n < 250; n++) await transaction(pool(), (tx) => saveHeads(tx, [head(idOf())]))
  const before = await readTally(pool())
  await Promise.all([foldTally(pool()), foldTally(pool())])
  expect(await readTally(pool())).toEqual(before)
  expect((await pool().query('select from tally')).rowCount).toBeLessThan(10)
})

test('counts that differ are told, mended, and told no more', async () => {
  await livelyJournal()
  await pool().query(`insert into tally (counted, amount) values ('received', 3)`)
  expect(await recount(pool(), JOURNAL_COUNTS)).toEqual([{ counted: 'received', kept: 7, amount: 4 }])
  expect((await pool().query('select difference::int from recount')).rows).toEqual([{ difference: 3 }])
  expect((await countJournal(pool())).journal.received).toBe(4)
  expect(await recount(pool(), JOURNAL_COUNTS)).toEqual([])
})

test('of two replicas one counts at night, and neither again before the next', async () => {
  await livelyJournal()
  const both = await Promise.all([recountAtNight(pool(), JOURNAL_COUNTS), recountAtNight(pool(), JOURNAL_COUNTS)])
  expect(both.filter((found) => found !== undefined)).toEqual([[]])
  await pool().query(`update recount set at = now() - interval '1 day'`)
  expect(await recountAtNight(pool(), JOURNAL_COUNTS)).toEqual([])
})
