import type { ByteReading } from '@tubepost/confined'
import { collectTexts, readParts, structureLimits } from '@tubepost/mail'
import { htmlLimits } from './html-limits.ts'
import { makeSafe, type Pictures, type SafeHtml, TooDeep } from './make-safe.ts'

export type HtmlRead = SafeHtml | { readonly refused: 'none' | 'tooLarge' | 'tooHard' }

const PASSED_OVER = { take() {}, end() {} }

/**
 * Finds the HTML of a mail by the parser's own scan of its parts, and makes it safe. Scanned when somebody looks: a place that is kept would
 * be a field of every event and every line, for the few mails whose HTML is asked for, and a mail of 40 MB is scanned in a quarter of a second.
 */
export function readHtml(pictures: Pictures): ByteReading<HtmlRead> {
  const html = collectTexts(htmlLimits.bytes)
  const parts = readParts(structureLimits, (part) =>
    part.isShown && part.mediaType === 'text/html' ? html.taker(part) : PASSED_OVER,
  )
  return {
    read: (piece) => void parts.read(piece),
    end() {
      if (parts.end() !== undefined) return { refused: 'none' }
      if (html.isCut()) return { refused: 'tooLarge' }
      const markup = html.joined('<br/>\n')
      if (markup === '') return { refused: 'none' }
      try {
        return makeSafe(markup, pictures)
      } catch (error) {
        if (error instanceof TooDeep) return { refused: 'tooHard' }
        throw error
      }
    },
  }
}
