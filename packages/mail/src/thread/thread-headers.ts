import { readMessageIds } from './message-ids.ts'

/** Identifiers of a mail that is answered, as header fields have them: its Message-ID, and its References. */
export interface AnsweredMail {
  readonly messageId?: string | undefined
  readonly references?: string | undefined
}

/** The fields by which an answer names the mail that it answers, and those before it; none where that has no usable Message-ID. */
export function threadHeaders(answered?: AnsweredMail): [string, string][] {
  const [inReplyTo] = ids(answered?.messageId)
  if (inReplyTo === undefined) return []
  // RFC 5322 §3.6.4: the parent's References, then the parent. A long thread keeps its root and its end.
  const before = ids(answered?.references).filter((id) => id !== inReplyTo)
  const kept = before.length > REFERENCES ? [before[0]!, ...before.slice(1 - REFERENCES)] : before
  return [
    ['In-Reply-To', inReplyTo],
    ['References', [...kept, inReplyTo].join(' ')],
  ]
}

/** Only identifiers that fit a line and are unambiguous; others are left out, not repaired. */
function ids(value: string | undefined): string[] {
  return value === undefined ? [] : readMessageIds(value).filter((id) => /^<[\x21-\x7e]{1,250}>$/.test(id))
}

const REFERENCES = 20
