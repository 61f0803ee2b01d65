import type { Readable } from 'node:stream'
import { safeFileName, wellFormed } from '@tubepost/mail'
import { convert } from 'html-to-text'
import { type AttachmentStream, MailParser, type MessageText } from 'mailparser'
import { contentLimits } from './content-limits.ts'

/** A mail as a person sees it below its header. */
export interface MailContent {
  /** Decoded, line ends as LF; for a mail of HTML alone, the text of the HTML. Null where there is none. */
  readonly text: string | null
  readonly attachments: readonly AttachmentDescription[]
}

interface AttachmentDescription {
  /** Safe to show and to save under; null where the mail gives no name. */
  readonly name: string | null
  readonly mediaType: string
  /** Bytes, decoded. */
  readonly size: number
}

/**
 * Reads a mail's parts. Runs in a child process, because a hostile mail may make it slow, large or die.
 *
 * HTML is converted to text here and not by mailparser, which does not bound the cost of that.
 */
export async function readContent(mail: Readable): Promise<MailContent> {
  const parser = new MailParser({
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    maxHtmlLengthToParse: contentLimits.htmlChars,
    checksumAlgo: false,
  })
  const attachments: AttachmentDescription[] = []
  let text: string | undefined
  let html: string | undefined
  parser.on('data', (part: AttachmentStream | MessageText) => {
    if (part.type === 'text') {
      text = part.text
      html = part.html
      return
    }
    let size = 0
    part.content.on('data', (chunk: Buffer) => {
      size += chunk.length
    })
    part.content.once('end', () => {
      attachments.push({
        name: part.filename === undefined ? null : safeFileName(part.filename),
        mediaType: mediaTypeOf(part.contentType),
        size,
      })
      part.release?.()
    })
  })
  await new Promise((resolve, reject) => {
    parser.once('end', resolve)
    parser.once('error', reject)
    mail.once('error', reject)
    mail.pipe(parser)
  })
  return { text: textOf(text, html), attachments }
}

/**
 * mailparser returns false, against its types, for an unreadable Content-Type; RFC 2045 §5.2 has a type for unknown
 * content.
 */
function mediaTypeOf(contentType: string | false): string {
  return contentType === false || contentType === ''
    ? 'application/octet-stream'
    : wellFormed(contentType).slice(0, 200)
}

function textOf(text: string | undefined, html: string | undefined): string | null {
  const plain = text !== undefined && text.trim() !== '' ? text : html === undefined ? text : textOfHtml(html)
  return plain === undefined ? null : wellFormed(plain.slice(0, contentLimits.textChars)).replace(/\r\n?/g, '\n')
}

function textOfHtml(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: {
      maxInputLength: contentLimits.htmlChars,
      maxDepth: contentLimits.htmlDepth,
      maxChildNodes: contentLimits.htmlChildren,
      ellipsis: '…',
    },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      // Headings in capitals would differ from the text that was written.
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'blockquote', options: { trimEmptyLines: true } },
    ],
  })
}
