import { deriveId, intentCaseBounce, intentCaseMessage, isA } from '@tubepost/events'
import { handleAll } from '@tubepost/service'
import { takeBounces } from './answers/take-bounces.ts'
import { applyVerdicts } from './timeline/apply-verdicts.ts'
import { decideThreads } from './threads/decide-threads.ts'
import { readDirectory } from './directory.ts'
import { keepMailBytes } from './timeline/keep-mail-bytes.ts'
import { isAcknowledged, messageEvents } from './timeline/message-events.ts'
import { takeNumbers } from './records/numbers-sql.ts'
import { saveCases } from './records/records-sql.ts'
import { caseMail } from './threads/threaded-mail.ts'
import { replyKey } from './threads/thread-keys.ts'
import { loadThreads, saveThreads } from './threads/threads-sql.ts'
import { saveTimelines } from './timeline/timeline-sql.ts'

/** Mails for cases, and reports about mails of ours: one subscription, and one round of locks for all of a batch. */
export const onCaseIntent = handleAll(
  'INTENT',
  [intentCaseMessage, intentCaseBounce],
  async (intents, { tx, now, origin, reference }) => {
    const bounces = intents.filter((event) => isA(intentCaseBounce, event))
    const directory = readDirectory(reference)
    const mails = intents.filter((event) => isA(intentCaseMessage, event)).map((intent) => caseMail(intent, directory))
    const known = await loadThreads(
      tx,
      mails,
      bounces.flatMap(({ data }) => data.replyIds),
    )
    const { verdicts, owned } = decideThreads(mails, known)
    const opened = verdicts.filter((verdict) => verdict.kind === 'opens')
    const numbers = await takeNumbers(tx, opened.length)
    const { applied, writes } = applyVerdicts(verdicts, known.rows, numbers, now)
    // The notifier derives the id of its reply alike; an answer to it leads to the case.
    const replies = opened
      .filter(({ mail }) => isAcknowledged(mail))
      .map(
        ({ mail, recordId }) =>
          [replyKey(deriveId(mail.mailId, 'reply')), { recordId, mailId: null, mergedFrom: null }] as const,
      )
    await saveCases(tx, writes.rows)
    await saveThreads(tx, new Map([...owned, ...replies]), known.claimed)
    await saveTimelines(tx, writes)
    await keepMailBytes(tx, writes.entries)
    const rows = new Map([...known.rows, ...writes.rows.map((row) => [row.id, row] as const)])
    const settlements = await takeBounces(tx, bounces, { keys: known.keys, rows }, origin)
    return [...applied.flatMap((one) => messageEvents(one, { origin, url: directory.url })), ...settlements]
  },
)
