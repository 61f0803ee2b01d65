import { hash } from 'node:crypto'
import {
  answerRequested,
  caseOpened,
  caseReplied,
  intentCaseMessage,
  isA,
  mailReceived,
  type TubepostEvent,
} from '@tubepost/events'

/**
 * The data of an event as the journal keeps it: without the header block of a mail, of which the ledger has the one copy, and
 * with length and digest in place of what somebody wrote to a case or on one, which the case has. Whoever reads the journal need not be
 * one who may read cases.
 */
export function keptData(event: TubepostEvent): unknown {
  if (isA(mailReceived, event)) {
    const { headers: _, ...kept } = event.data
    return kept
  }
  if (isA(intentCaseMessage, event)) {
    const { content } = event.data
    return { ...event.data, content: { ...content, text: digestOf(content.text), reply: digestOf(content.reply) } }
  }
  if (isA(answerRequested, event)) return { ...event.data, text: digestOf(event.data.text) }
  if (isA(caseOpened, event) || isA(caseReplied, event)) {
    const { message } = event.data
    return { ...event.data, message: { ...message, text: digestOf(message.text) } }
  }
  if (DEAD.test(event.type)) {
    const { event: held, ...rest } = event.data as { event: Readonly<Record<string, unknown>> | null }
    return { ...rest, event: held === null ? null : withoutTexts(held) }
  }
  return event.data
}

const DEAD = /^dev\.tubepost\.(?:dead|redrive)\./
const OF_CASES = /^dev\.tubepost\.(?:intent\.case|case|answer)\./

/** A dead letter's event, which may have any form, without what somebody wrote to a case or on one. */
export function withoutTexts(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type } = event
  return typeof type === 'string' && OF_CASES.test(type) ? (digested(event) as Record<string, unknown>) : event
}

function digested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(digested)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      TEXTS.has(name) && typeof each === 'string' ? digestOf(each) : digested(each),
    ]),
  )
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'reply'])

const digestOf = (text: string | null) =>
  text === null ? null : { bytes: Buffer.byteLength(text), sha256: hash('sha256', text, 'hex') }
