import type { Tx } from '@tubepost/db'
import {
  deriveId,
  type EventOf,
  type intentCaseBounce,
  type Origin,
  settle,
  type TubepostEvent,
} from '@tubepost/events'
import { numberText } from '../records/case-row.ts'
import { lockCases, saveCases } from '../records/records-sql.ts'
import { keepMailBytes } from '../timeline/keep-mail-bytes.ts'
import { type BounceLine, findAnswers, insertBounces, saveBounced } from './answers-sql.ts'

type Bounce = EventOf<typeof intentCaseBounce>

/**
 * Files reports on the cases whose answers came back, and marks those answers. Nothing is opened by it, and nobody answered. A
 * report about something else than an answer is what it was without us: automatic mail.
 */
export async function takeBounces(tx: Tx, bounces: readonly Bounce[], origin: Origin): Promise<TubepostEvent[]> {
  if (bounces.length === 0) return []
  const { now } = origin
  const known = new Map(
    (
      await findAnswers(
        tx,
        bounces.flatMap(({ data }) => data.replyIds),
      )
    ).map((one) => [one.id, one]),
  )
  const recordIds = [...new Set([...known.values()].map(({ recordId }) => recordId))]
  const rows = new Map((await lockCases(tx, { ids: recordIds })).map((row) => [row.id, row]))
  const lines: BounceLine[] = []
  const bounced = new Map<string, { id: string; detail: string }>()
  const settlements = bounces.map((bounce) => {
    const answers = bounce.data.replyIds.flatMap((id) => known.get(id) ?? [])
    const row = rows.get(answers[0]?.recordId ?? '')
    if (row === undefined)
      return settle(bounce, origin, { outcome: 'ignored', reason: 'automatic', text: bounce.data.why })
    const detail = detailOf(bounce)
    for (const { id } of answers) bounced.set(id, { id, detail })
    lines.push(lineOf(bounce, row.id, detail))
    const number = numberText(row.number)
    const changed = [{ kind: 'case', id: number }]
    return settle(bounce, origin, {
      outcome: 'applied',
      reason: null,
      text: `An answer on ${number} came back: ${detail}`,
      changed,
    })
  })
  if (lines.length > 0) {
    await saveBounced(tx, [...bounced.values()])
    await insertBounces(tx, lines)
    await keepMailBytes(tx, lines)
    await saveCases(
      tx,
      [...rows.values()].map((row) => ({ ...row, updatedAt: now })),
    )
  }
  return settlements
}

function detailOf({ data: { recipient, reason } }: Bounce): string {
  return [recipient, reason].filter((part) => part !== null).join(': ') || 'The report does not say why.'
}

function lineOf({ data, mailbox }: Bounce, recordId: string, text: string): BounceLine {
  const { mailId, arrivedAt: at, from, messageId, subject, body } = data
  const kept = { bodySha256: body?.sha256 ?? null, bodySize: body?.size ?? null }
  return {
    id: deriveId(mailId, 'entry'),
    recordId,
    at,
    actor: from,
    mailId,
    mailbox,
    messageId,
    fromAddress: from,
    subject,
    text,
    ...kept,
  }
}
