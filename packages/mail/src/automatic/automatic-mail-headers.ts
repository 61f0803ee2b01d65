import { headerSafe } from '../header/header-safe.ts'
import { readMessageIds } from '../thread/message-ids.ts'

/** `auto-replied` answers one mail; `auto-generated` is any other notice (RFC 3834 §5.1). */
export type AutomaticKind = 'auto-replied' | 'auto-generated'

/**
 * The fields of every mail that we send without a person (RELIABILITY §4.3), so that machines do not answer it and we
 * recognise it when it comes back. The envelope sender must be null or a VERP address (RFC 3834 §3.3), and To must be
 * the mail's From, never its Reply-To.
 *
 * @param loopMark our `X-Tubepost-Loop` value; any installation of ours stops at it.
 * @param answered identifiers of the answered mail: its Message-ID, and its References before it.
 */
export function automaticMailHeaders(
  kind: AutomaticKind,
  loopMark: string,
  answered?: { messageId?: string | undefined; references?: string | undefined },
): [string, string][] {
  const headers: [string, string][] = [
    ['Auto-Submitted', kind],
    ['X-Auto-Response-Suppress', 'DR, RN, NRN, OOF, AutoReply'],
    ['X-Tubepost-Loop', headerSafe(loopMark)],
  ]
  const [inReplyTo] = ids(answered?.messageId)
  if (inReplyTo === undefined) return headers
  // RFC 5322 §3.6.4: the parent's References, then the parent. A long thread keeps its root and its end.
  const before = ids(answered?.references).filter((id) => id !== inReplyTo)
  const kept = before.length > REFERENCES ? [before[0]!, ...before.slice(1 - REFERENCES)] : before
  return [...headers, ['In-Reply-To', inReplyTo], ['References', [...kept, inReplyTo].join(' ')]]
}

/** Only identifiers that fit a line and are unambiguous; others are left out, not repaired. */
function ids(value: string | undefined): string[] {
  return value === undefined ? [] : readMessageIds(value).filter((id) => /^<[\x21-\x7e]{1,250}>$/.test(id))
}

const REFERENCES = 20
