import { PermanentError } from '@tubepost/service'
import { Liquid } from 'liquidjs'
import { templates } from './templates.ts'

// A template is small; these bounds stop one that is not (liquidjs CVE-2026-41311).
const RENDER_LIMIT_MS = 200
const MEMORY_LIMIT = 1_000_000
const PARSE_LIMIT = 100_000
// Tags that read other templates or files, and the filter that would undo escaping.
const REFUSED_TAGS = ['include', 'render', 'layout', 'block']

const engine = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: PARSE_LIMIT,
  renderLimit: RENDER_LIMIT_MS,
  memoryLimit: MEMORY_LIMIT,
  templates: {},
})
for (const tag of REFUSED_TAGS) delete engine.tags[tag]
delete engine.filters['raw']
// RFC 6068 §2: everything but the unreserved characters is percent-encoded.
engine.registerFilter('url_path', (value: string | undefined) => encodeURIComponent(value ?? ''))
engine.registerFilter('mailto', (value: string | undefined) => encodeURIComponent(value ?? '').replaceAll('%40', '@'))
engine.registerFilter('clock', (value: string | undefined) => (value ?? '').slice(0, 16).replace('T', ' '))

const parsed = new Map(
  Object.entries(templates).map(([name, template]) => [
    name,
    { subject: engine.parse(template.subject), text: engine.parse(template.text) },
  ]),
)

/** A request's words: one line for the subject, text for the body. */
export function renderTemplate(
  name: string,
  model: Readonly<Record<string, unknown>>,
): { subject: string; text: string } {
  const template = parsed.get(name)
  if (template === undefined) throw new PermanentError('reply/no-template', `There is no template ${name}.`)
  return {
    subject: String(engine.renderSync(template.subject, model)),
    text: String(engine.renderSync(template.text, model)),
  }
}
