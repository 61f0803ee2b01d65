import { headerSafe } from '../header/header-safe.ts'
import { type AnsweredMail, threadHeaders } from '../thread/thread-headers.ts'

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
  answered?: AnsweredMail,
): [string, string][] {
  return [
    ['Auto-Submitted', kind],
    ['X-Auto-Response-Suppress', 'DR, RN, NRN, OOF, AutoReply'],
    ['X-Tubepost-Loop', headerSafe(loopMark)],
    ...threadHeaders(answered),
  ]
}
