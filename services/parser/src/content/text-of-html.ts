import { contentIdOf } from '@tubepost/mail'
import { convert } from 'html-to-text'
import { contentLimits } from './content-limits.ts'
import { tooDeepFrom } from './html-depth.ts'

/** The text that a reader of the HTML sees, or of its beginning where it is too long or too deep. */
export function textOfHtml(html: string): string {
  const beginning = html.slice(0, contentLimits.htmlChars)
  return convert(beginning.slice(0, tooDeepFrom(beginning, contentLimits.htmlNesting)), {
    wordwrap: false,
    limits: {
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

/** The Content-IDs that an HTML shows parts by (RFC 2392). */
export function shownContentIds(html: string): ReadonlySet<string> {
  return new Set(Array.from(html.matchAll(CID), ([link]) => contentIdOf(link) ?? ''))
}

// Longer than any Content-ID that is kept, with each character escaped.
const CID = /\bcid:[^"'\s<>)]{1,600}/gi
