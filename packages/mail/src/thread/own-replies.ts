import { decodeHeaderText } from '../header/header-text.ts'
import { limits } from '../limits.ts'
import { readMessageIds } from './message-ids.ts'
import type { OwnReply } from './own-message-id.ts'

/** The latest identifiers of a long thread are those that were answered. */
const NAMED_IDS = 50

/** The replies of ours that an In-Reply-To or References value names, in its order. */
export function ownRepliesIn(value: string, ownReplyOf: (messageId: string) => OwnReply | undefined): OwnReply[] {
  const whole = readMessageIds(value)
  // Cut, encoded or without brackets: words, of which a signature tells ours.
  const ids = whole.length > 0 ? whole : decodeHeaderText(value.slice(-limits.messageIdChars)).split(/[\s,]+/)
  return ids.slice(-NAMED_IDS).flatMap((id) => ownReplyOf(id) ?? [])
}
