import { deriveId, intentCaseBounce, intentCaseMessage, isA, type TubepostEvent } from '@tubepost/events'
import { handleAll, type TransactionalContext } from '@tubepost/service'
import { takeBounces } from './answers/take-bounces.ts'
import { applyVerdicts } from './timeline/apply-verdicts.ts'
import { decideThreads } from './threads/decide-threads.ts'
import { readDirectory } from './directory.ts'
import { keepMailBytes } from './timeline/keep-mail-bytes.ts'
import { isAcknowledged, messageEvents } from './timeline/message-events.ts'
import { takeNumbers } from './records/numbers-sql.ts'
import { saveCases } from './records/records-sql.ts'
import { type CaseIntent, caseMail } from './threads/threaded-mail.ts'
import { replyKey } from './threads/thread-keys.ts'
import { loadThreads, saveThreads } from './threads/threads-sql.ts'
import { saveTimelines } from './timeline/timeline-sql.ts'

/** One subscription: a stream has one of each service. */
export const onCaseIntent = handleAll('INTENT', [intentCaseMessage, intentCaseBounce], async (intents, context) => {
  const messages = intents.filter((event) => isA(intentCaseMessage, event))
  const bounces = intents.filter((event) => isA(intentCaseBounce, event))
  return [...(await takeMessages(messages, context)), ...(await takeBounces(context.tx, bounces, context.origin))]
})

async function takeMessages(
  intents: readonly CaseIntent[],
  { tx, now, origin, reference }: TransactionalContext,
): Promise<TubepostEvent[]> {
  if (intents.length === 0) return []
  const directory = readDirectory(reference)
  const mails = intents.map((intent) => caseMail(intent, directory))
  const known = await loadThreads(tx, mails)
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
  return applied.flatMap((one) => messageEvents(one, { origin, url: directory.url }))
}
