import { type Context, Liquid } from 'liquidjs'
import { builtInTemplates, isBuiltInLanguage } from './built-in-templates.ts'
import { sayWhen } from './say-when.ts'

// A template is small; these bounds stop one that is not (liquidjs CVE-2026-41311, CVE-2026-55575).
const RENDER_LIMIT_MS = 200
const MEMORY_LIMIT = 1_000_000
const PARSE_LIMIT = 100_000
// Tags that read other templates or files, and the filter that would undo escaping.
const REFUSED_TAGS = ['include', 'render', 'layout', 'block']

/** The reader of a mail. Templates see it under these names besides their model. */
export interface Reader {
  /** For dates. */
  readonly locale: string
  /** IANA name. */
  readonly timeZone: string
  /** For our own sentences. */
  readonly language: string
}

/** Our own filters, for authors of templates. */
export const FILTERS = {
  when: 'a time such as dueBack, in words, on the clock of the person’s zone',
  sentence: 'the sentence for a warning, in the language of the mail',
  join_words: 'a list as a, b or c; the last word is the argument: {{ suggestions | join_words: "or" }}',
  mailto: 'an address as it stands in a mailto: link',
  url_path: 'a text percent-encoded, for the subject of a mailto: link',
} as const

/**
 * Liquid without files, other templates and prototypes. All errors of a template are reported at once, as
 * LiquidErrors. Rendering is given a model and, as globals, a Reader.
 */
export const templateEngine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  catchAllErrors: true,
  parseLimit: PARSE_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: MEMORY_LIMIT,
  templates: {},
})
for (const tag of REFUSED_TAGS) delete templateEngine.tags[tag]
delete templateEngine.filters['raw']

const text = (value: unknown): string => (typeof value === 'string' ? value.toWellFormed() : '')
const reader = (context: Context): Reader => context.globals as unknown as Reader

// RFC 6068 §2 allows some characters unencoded, but programs that look for links in a text end them there.
const encoded = (value: string) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

templateEngine.registerFilter('url_path', (value: unknown) => encoded(text(value)))
templateEngine.registerFilter('mailto', (value: unknown) => encoded(text(value)).replaceAll('%40', '@'))
templateEngine.registerFilter('when', function (value: unknown) {
  const { timeZone, locale } = reader(this.context)
  return sayWhen(text(value), timeZone, locale)
})
templateEngine.registerFilter('sentence', function (value: unknown) {
  const { language } = reader(this.context)
  const { warnings } = builtInTemplates[isBuiltInLanguage(language) ? language : 'en']
  const code = text(value)
  return Object.hasOwn(warnings, code) ? warnings[code] : code
})
templateEngine.registerFilter('join_words', (value: unknown, last: unknown) => {
  const words = Array.isArray(value) ? value.map(text) : []
  return [words.slice(0, -2), words.slice(-2)]
    .map((part, at) => part.join(at === 0 ? ', ' : ` ${text(last)} `))
    .filter((part) => part !== '')
    .join(', ')
})
