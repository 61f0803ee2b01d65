import { type MailContent, MAX_INLINE_TEXT_BYTES, MAX_LISTED } from '@tubepost/events'
import type { ContentRead } from '../content/content-reader.ts'

/** The content of a mail as an event carries it: cut, and with the reason where it was not read. */
export function eventContent(read: Exclude<ContentRead, { lost: string }>): MailContent {
  if ('unread' in read) return { ...NOTHING, unread: read.unread.message }
  const { text, textCut, reply, hasHtml, files } = read.content
  const shown = text === null ? null : cutBytes(text)
  return {
    text: shown,
    textCut: textCut || shown !== text,
    reply: reply === null ? null : cutBytes(reply),
    hasHtml,
    files: files.slice(0, MAX_LISTED),
    fileCount: files.length,
    unread: null,
  }
}

const NOTHING = { text: null, textCut: false, reply: null, hasHtml: false, files: [], fileCount: 0 }

/** As much as fits into an event, in whole characters. */
function cutBytes(text: string): string {
  // No character has more than three bytes for each of its units.
  if (text.length * 3 <= MAX_INLINE_TEXT_BYTES) return text
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_INLINE_TEXT_BYTES))
  return text.slice(0, read)
}
