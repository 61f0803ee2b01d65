import { createHash } from 'node:crypto'
import type { FilePart } from '@tubepost/events'
import {
  collectTexts,
  type PartDescription,
  type PartTaker,
  readParts,
  type StructureLimit,
  transferDecoder,
  trimReply,
  wellFormed,
} from '@tubepost/mail'
import { digestBody } from './body-digest.ts'
import { contentLimits } from './content-limits.ts'
import { shownContentIds, textOfHtml } from './text-of-html.ts'

/** A mail as a person sees it below its header. */
export interface WholeContent {
  /** Decoded, line ends as LF; for a mail of HTML alone, the text of the HTML. Null where there is none. */
  readonly text: string | null
  /** Whether the text of the mail is longer. */
  readonly textCut: boolean
  /** The text without quotation and signature. */
  readonly reply: string | null
  readonly hasHtml: boolean
  readonly files: readonly FilePart[]
  /** See `digestBody`. */
  readonly bodyDigest: string
}

export interface ContentReading {
  read(piece: Uint8Array): void
  end(): { readonly content: WholeContent } | { readonly limit: StructureLimit }
}

/**
 * Reads a mail's parts in one pass, and holds no more of it than its text. Runs in a child process, because a hostile
 * mail may make it slow, large or die.
 */
export function readContent(): ContentReading {
  const files: FilePart[] = []
  const plain = collectTexts(contentLimits.textBytes)
  const html = collectTexts(contentLimits.textBytes)
  const body = digestBody()
  const parts = readParts(contentLimits, (part) => {
    if (!part.isShown) return measureFile(part, (file) => files.push(file))
    return (part.mediaType === 'text/html' ? html : plain).taker(part)
  })
  return {
    read(piece) {
      body.take(piece)
      parts.read(piece)
    },
    end() {
      const limit = parts.end()
      if (limit !== undefined) return { limit }
      const whole = plain.joined('\n')
      const markup = html.joined('<br/>\n')
      const text = whole.trim() === '' && markup !== '' ? textOfHtml(markup) : whole
      const isCut = text === whole ? plain.isCut() : html.isCut() || markup.length > contentLimits.htmlChars
      const shown = text === '' ? null : readable(text.slice(0, contentLimits.textChars))
      const linked = shownContentIds(markup)
      return {
        content: {
          text: shown,
          textCut: isCut || text.length > contentLimits.textChars,
          reply: shown === null ? null : trimReply(shown),
          hasHtml: markup !== '',
          files: files.map((file) => ({ ...file, inline: file.contentId !== null && linked.has(file.contentId) })),
          bodyDigest: body.hex(),
        },
      }
    },
  }
}

/** Controls are nothing to a reader, and six bytes each in an event. */
function readable(text: string): string {
  return wellFormed(text).replace(CONTROLS, '')
}

// All but the tab and the line end.
const CONTROLS = /[\u0001-\u0008\u000b-\u001f\u007f]/g

function measureFile(part: PartDescription, done: (file: FilePart) => void): PartTaker {
  const { name, mediaType, contentId, encoding } = part
  const decoder = transferDecoder(encoding)
  const hash = createHash('sha256')
  let size = 0
  const measure = (bytes: Uint8Array): void => {
    hash.update(bytes)
    size += bytes.length
  }
  return {
    take: (bytes) => measure(decoder.decode(bytes)),
    end: (from, to) => {
      measure(decoder.end())
      const sha256 = hash.digest('hex')
      done({ name, mediaType, size, sha256, inline: false, contentId, place: [{ from, to, encoding }] })
    },
  }
}
