import { parseHeaderBlock } from '../src/header/headers.ts'
import { type BodyFacts, readBodyFacts } from '../src/automatic/body-facts.ts'
import { judge, type Judgement } from '../src/automatic/judge.ts'
import type { JudgeContext } from '../src/automatic/mail-facts.ts'
import { subjectTag } from '../src/thread/own-message-id.ts'

/** Our mailbox is support@our.example, and every Message-ID of our.example is that of one reply. */
export const CONTEXT: JudgeContext = {
  envelopeFrom: undefined,
  ownAddresses: new Set(['support@our.example']),
  ownReplyOf: (id) =>
    id.toLowerCase().endsWith('@our.example>')
      ? { replyId: id, subjectTag: subjectTag('Your status was not changed') }
      : undefined,
}
const PERSON =
  'From: Anna <anna@customer.example>\nTo: support@our.example\nSubject: Printer on fire\nMessage-ID: <1@customer.example>\n'

/** The beginning of a body, or what was seen of it. */
type Given = Omit<Partial<JudgeContext>, 'bodyFacts'> & Partial<Pick<BodyFacts, 'partTypes'>> & { body?: string }

export function judgeBlock(block: string, { body = '', partTypes, ...context }: Given = {}): Judgement {
  const headers = parseHeaderBlock(block)
  const facts = readBodyFacts(headers, body)
  const bodyFacts = partTypes === undefined ? facts : { ...facts, partTypes }
  return judge(headers, { ...CONTEXT, ...context, bodyFacts })
}

/** A person's mail with further fields above its own. */
export const judgeWith = (fields: string, context?: Given): Judgement => judgeBlock(fields + PERSON, context)
