import type { Tx } from '@tubepost/db'
import {
  deriveId,
  type EventOf,
  type intentCaseBounce,
  type Origin,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import { type CaseRow, numberText } from '../records/case-row.ts'
import { saveCases } from '../records/records-sql.ts'
import type { KeyOwner } from '../threads/thread.ts'
import { replyKey } from '../threads/thread-keys.ts'
import { keepMailBytes } from '../timeline/keep-mail-bytes.ts'
import { type BounceLine, insertBounces, saveBounced, whichAreAnswers } from './answers-sql.ts'

type Bounce = EventOf<typeof intentCaseBounce>

/** The cases to which mails of ours lead, which are locked. */
interface Known {
  readonly keys: ReadonlyMap<string, KeyOwner>
  readonly rows: ReadonlyMap<string, CaseRow>
}

/**
 * Files reports on the cases whose answers came back, and marks those answers. Nothing is opened by it, and nobody answered. A
 * report about something else than an answer is what it was without us: automatic mail.
 */
export async function takeBounces(
  tx: Tx,
  bounces: readonly Bounce[],
  { keys, rows }: Known,
  origin: Origin,
): Promise<TubepostEvent[]> {
  if (bounces.length === 0) return []
  const answers = await whichAreAnswers(
    tx,
    bounces.flatMap(({ data }) => data.replyIds),
  )
  const lines: BounceLine[] = []
  const bounced = new Map<string, { id: string; detail: string }>()
  const settlements = bounces.map((bounce) => {
    const answerId = bounce.data.replyIds.find((id) => answers.has(id))
    const owner = answerId === undefined ? undefined : keys.get(replyKey(answerId))
    const row = rows.get(owner?.recordId ?? '')
    if (answerId === undefined || owner === undefined || row === undefined)
      return settle(bounce, origin, { outcome: 'ignored', reason: 'automatic', text: bounce.data.why })
    const detail = detailOf(bounce)
    bounced.set(answerId, { id: answerId, detail })
    lines.push(lineOf(bounce, owner, detail))
    const number = numberText(row.number)
    return settle(bounce, origin, {
      outcome: 'applied',
      reason: null,
      text: `An answer on ${number} came back: ${detail}`,
      changed: [{ kind: 'case', id: number }],
    })
  })
  if (lines.length === 0) return settlements
  await saveBounced(tx, [...bounced.values()])
  await insertBounces(tx, lines)
  await keepMailBytes(tx, lines)
  const touched = new Set(lines.map(({ recordId }) => recordId))
  const now = { updatedAt: origin.now }
  await saveCases(
    tx,
    [...rows.values()].filter(({ id }) => touched.has(id)).map((row) => ({ ...row, ...now })),
  )
  return settlements
}

function detailOf({ data: { recipient, reason } }: Bounce): string {
  return [recipient, reason].filter((part) => part !== null).join(': ') || 'The report does not say why.'
}

function lineOf({ data, mailbox }: Bounce, { recordId, mergedFrom }: KeyOwner, text: string): BounceLine {
  const { mailId, arrivedAt: at, from, messageId, subject, body } = data
  return {
    id: deriveId(mailId, 'entry'),
    recordId,
    mergedFrom,
    at,
    actor: from,
    mailId,
    mailbox,
    messageId,
    fromAddress: from,
    subject,
    text,
    bodySha256: body?.sha256 ?? null,
    bodySize: body?.size ?? null,
  }
}
