import { deriveId, intentCaseMessage } from '@tubepost/events'
import { handle } from '@tubepost/service'
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

export const onCaseMessage = handle(intentCaseMessage, async (intents, { tx, now, origin, reference }) => {
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
    .map(({ mail, recordId }) => [replyKey(deriveId(mail.mailId, 'reply')), { recordId, mailId: null }] as const)
  await saveCases(tx, writes.rows)
  await saveThreads(tx, new Map([...owned, ...replies]), known.claimed)
  await saveTimelines(tx, writes)
  await keepMailBytes(tx, writes.entries)
  return applied.flatMap((one) => messageEvents(one, { origin, url: directory.url }))
})
