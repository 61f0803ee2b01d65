import { contentIdOf } from '@tubepost/mail'
import sanitizeHtml from 'sanitize-html'
import { htmlLimits } from './html-limits.ts'
import { ALLOWED_ATTRIBUTES, ALLOWED_STYLES, ALLOWED_TAGS, DROPPED_WHOLE } from './allowed-markup.ts'

export interface Pictures {
  /** Files of the mail, by the Content-ID that its HTML names them by. */
  readonly files: readonly (readonly [contentId: string, fileId: string])[]
  /** Whether pictures that lie elsewhere are shown: whoever keeps them learns that the mail is read, when, and from where. */
  readonly remote: boolean
}

export interface SafeHtml {
  readonly html: string
  /** Pictures that lie elsewhere and were left out. */
  readonly leftOut: number
}

/** The HTML has elements in one another beyond the limit. */
export class TooDeep extends Error {}

/**
 * Pure. The HTML of a mail without all that runs, loads by itself, or takes a reader elsewhere unasked. May take long for a hostile
 * mail, so it runs in a child process. Throws TooDeep.
 */
export function makeSafe(html: string, { files, remote }: Pictures): SafeHtml {
  const byContentId = new Map(files)
  let leftOut = 0
  let depth = 0
  const sourceOf = (source: string): string | undefined => {
    const fileId = byContentId.get(contentIdOf(source) ?? '')
    if (fileId !== undefined) return `/api/case/files/${fileId}/preview`
    const address = absolute(source.startsWith('//') ? `https:${source}` : source, REMOTE)
    if (address === undefined || remote) return address
    leftOut++
    return undefined
  }
  const safe = sanitizeHtml(html, {
    allowedTags: ALLOWED_TAGS,
    nonTextTags: DROPPED_WHOLE,
    allowedAttributes: ALLOWED_ATTRIBUTES,
    allowedStyles: { '*': ALLOWED_STYLES },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    onOpenTag() {
      if (++depth > htmlLimits.nesting) throw new TooDeep()
    },
    onCloseTag: () => void depth--,
    transformTags: {
      a: (tagName, { href = '', rel: _rel, target: _target, ...others }) => {
        const address = absolute(href, LINKED)
        const link =
          address === undefined ? {} : { href: address, rel: 'noopener noreferrer nofollow', target: '_blank' }
        return { tagName, attribs: { ...others, ...link } }
      },
      img: (tagName, { src = '', ...others }) => {
        const source = sourceOf(src.trim())
        return { tagName, attribs: { ...others, ...(source !== undefined && { src: source }) } }
      },
    },
  })
  return { html: safe, leftOut }
}

const REMOTE: ReadonlySet<string> = new Set(['http:', 'https:'])
const LINKED: ReadonlySet<string> = new Set([...REMOTE, 'mailto:'])

/** An address as a browser would read it, of one of the schemes; undefined for every other, one that is relative too. */
function absolute(address: string, schemes: ReadonlySet<string>): string | undefined {
  const url = URL.parse(address)
  return url !== null && schemes.has(url.protocol) ? url.href : undefined
}
