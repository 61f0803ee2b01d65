import type { OwnReply } from '../thread/own-message-id.ts'

/** A report that a mail was not delivered, as far as it says which mail of ours that was, and why. */
export interface BounceRead {
  /** Ids of the mails of ours that it returns or names, each once. */
  readonly replyIds: readonly string[]
  /** The address that was not reached, as the report has it. */
  readonly recipient: string | null
  /** The answer of the server that refused it, in one line. */
  readonly reason: string | null
}

/**
 * Reads a report whatever its form (RFC 3464, or a program's own text): a Message-ID of ours in it proves that it is about a mail of
 * ours. Those of its field count, where it returns that: our mails name earlier ones in References. Linear in the text.
 * @param text the mail, header and all, a byte a character
 */
export function readBounce(text: string, ownReplyOf: (messageId: string) => OwnReply | undefined): BounceRead {
  const inFields = ownIn(text, OWN_IN_FIELD, ownReplyOf)
  return {
    replyIds: inFields.length > 0 ? inFields : ownIn(text, OWN, ownReplyOf),
    recipient: fieldOf(text, FINAL_RECIPIENT),
    reason: fieldOf(text, DIAGNOSTIC_CODE),
  }
}

function ownIn(text: string, form: RegExp, ownReplyOf: (messageId: string) => OwnReply | undefined): string[] {
  const ids = new Set<string>()
  let tried = 0
  for (const [, messageId = ''] of text.matchAll(form)) {
    const own = ownReplyOf(messageId)
    if (own !== undefined) ids.add(own.replyId)
    if (++tried === MOST_TRIED) break
  }
  return [...ids]
}

/** The id in the detail of an envelope sender of ours, `bounce+0f1f…@example.com`: the address that the report was sent to. */
export function replyIdIn(address: string): string | undefined {
  const [, ...parts] = DETAIL.exec(address) ?? []
  return parts.length === 0 ? undefined : parts.join('-').toLowerCase()
}

// As `own-message-id.ts` writes them, without brackets and host.
const ID = String.raw`([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{8}\.[0-9a-f]{32})`
const OWN = new RegExp(ID, 'gi')
// A quotation mark may stand before the field, and the value on the next line.
const OWN_IN_FIELD = new RegExp(String.raw`^[>| \t]{0,8}(?:original-)?message-id:\s{0,4}<?${ID}`, 'gim')
const DETAIL = /\+([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})@/i
// A report names one mail in a few fields; each signature costs microseconds.
const MOST_TRIED = 100
// RFC 3464, 2.3.2 and 2.3.6: the type comes first.
const FINAL_RECIPIENT = /^final-recipient:[^;\r\n]{0,80};/im
const DIAGNOSTIC_CODE = /^diagnostic-code:[^;\r\n]{0,80};/im
const LONGEST_FIELD = 300

function fieldOf(text: string, name: RegExp): string | null {
  const found = name.exec(text)
  if (found === null) return null
  const begin = found.index + found[0].length
  const lines = text.slice(begin, begin + 2 * LONGEST_FIELD).split(/\r?\n/)
  const end = lines.findIndex((line, at) => at > 0 && !/^[ \t]/.test(line))
  const value = lines
    .slice(0, end === -1 ? undefined : end)
    .join(' ')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, LONGEST_FIELD)
  return value === '' ? null : value
}
