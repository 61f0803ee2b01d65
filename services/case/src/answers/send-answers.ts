import type { Tx } from '@tubepost/db'
import { addressKey } from '@tubepost/mail'
import type { ActContext, ServiceContext } from '@tubepost/service'
import { type Directory, readDirectory } from '../directory.ts'
import type { CaseRow } from '../records/case-row.ts'
import { statusAfterAnswer } from '../records/case-status.ts'
import { lockCases, saveCases } from '../records/records-sql.ts'
import { replyKey } from '../threads/thread-keys.ts'
import { saveThreads } from '../threads/threads-sql.ts'
import type { Participant } from '../timeline/apply-verdicts.ts'
import { saveTimelines } from '../timeline/timeline-sql.ts'
import { answerEvents, type Answered } from './answer-events.ts'
import { answerWritten } from './answer-written.ts'
import { type Answer, type FoundAnswer, dueAnswers, messageIdsOf, queueAnswers } from './answers-sql.ts'

// The time to undo passes without a call that could wake anybody.
const LOOK_MS = 2_000
const BATCH = 100

/** Has the answers sent that can be undone no more. */
export async function sendAnswers(context: ServiceContext): Promise<void> {
  while (!context.signal.aborted) {
    const due = await dueAnswers(context.pool, BATCH)
    if (due.length > 0) await context.act((tx, act) => send(tx, due, act, readDirectory(context.reference)))
    if (due.length < BATCH) await answerWritten.wait(LOOK_MS, context.signal)
  }
}

async function send(
  tx: Tx,
  due: readonly FoundAnswer[],
  { now, origin, emit }: ActContext,
  directory: Directory,
): Promise<void> {
  const recordIds = [...new Set(due.map(({ recordId }) => recordId))]
  const rows = new Map((await lockCases(tx, { ids: recordIds })).map((row) => [row.id, row]))
  // Another replica may be at the same ones.
  const answerIds = due.map(({ id }) => id)
  const queued = await queueAnswers(tx, answerIds, [...rows.keys()])
  const answered = queued.map((answer) => {
    const one = takeAnswer(answer, rows.get(answer.recordId), now)
    rows.set(one.row.id, one.row)
    return one
  })
  const named = Map.groupBy(await messageIdsOf(tx, recordIds), ({ recordId }) => recordId)
  await saveCases(tx, [...new Map(answered.map(({ row }) => [row.id, rows.get(row.id) ?? row])).values()])
  // An answer to it leads to the case by the Message-ID that the notifier gives it.
  const keys = answered.map(
    ({ answer: { id, recordId, mergedFrom } }) => [replyKey(id), { recordId, mergedFrom, mailId: null }] as const,
  )
  await saveThreads(tx, new Map(keys), [])
  await saveTimelines(tx, {
    entries: [],
    files: [],
    participants: answered.flatMap(({ answer }) => participantsOf(answer, directory)),
    relations: [],
    history: answered.map(({ answer: { actor }, row: { id: recordId, version }, changes }) => ({
      recordId,
      version,
      at: now,
      actor,
      means: 'http',
      mailId: null,
      changes,
    })),
  })
  const { url } = directory
  emit(...answered.flatMap((one) => answerEvents(one, named.get(one.answer.recordId) ?? [], { origin, url })))
}

/** Pure. An answer is a version of its case, as a mail is. */
function takeAnswer(answer: Answer, before: CaseRow | undefined, now: string): Answered {
  if (before === undefined) throw new Error(`the case ${answer.recordId} of an answer is not there`)
  const status = statusAfterAnswer(before.status)
  const row = { ...before, status, version: before.version + 1, updatedAt: now }
  const changes = status === before.status ? [] : [{ field: 'status', before: before.status, after: status }]
  return { answer, row, changes }
}

/** To whom somebody of ours writes takes part from then on; those in Bcc stay unknown to the others. */
function participantsOf({ recordId: on, mergedFrom, recipients }: Answer, { personAt }: Directory): Participant[] {
  // As long as it is merged they count for both.
  const recordId = mergedFrom ?? on
  return [...recipients.to, ...recipients.cc].map(({ name, address }) => {
    const key = addressKey(address)
    return { recordId, key, name, address, personId: personAt(key)?.id ?? null, verified: true }
  })
}
