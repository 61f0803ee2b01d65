import { suggestStatuses } from '@tubepost/grammar'
import { type Template, type TemplateName } from './built-in-templates/template-words.ts'
import { FILTERS, type Reader, templateEngine } from './template-engine.ts'
import { exampleModel, templateModels } from './template-models.ts'

// A subject is a header line, RFC 5322 §2.1.1; ten times as much leaves room for conditions around it.
const SUBJECT_LIMIT = 1_000
const TEXT_LIMIT = 20_000
const LONGEST_SUBJECT_SHOWN = 200 // characters; mail programs cut longer subjects

/**
 * Everything that is wrong with a template, each problem with its place and what to do: it is parsed, every variable
 * in it is looked up in the model, and it is rendered once. Empty for a template that can be saved.
 */
export function templateProblems(
  name: TemplateName,
  template: Template,
  model: Readonly<Record<string, unknown>>,
  reader: Reader,
): string[] {
  const check = (place: 'subject' | 'text', limit: number) => {
    const source = template[place]
    if (source.length > limit) return [`${place}: ${source.length} characters; at most ${limit} are taken`]
    return partProblems(place, source, name, model, reader)
  }
  const problems = [...check('subject', SUBJECT_LIMIT), ...check('text', TEXT_LIMIT)]
  if (template.text.trim() === '') problems.push('text: is empty; a mail needs words')
  return problems
}

function partProblems(
  place: 'subject' | 'text',
  source: string,
  name: TemplateName,
  model: Readonly<Record<string, unknown>>,
  reader: Reader,
): string[] {
  const problems = new Set<string>()
  try {
    const parsed = templateEngine.parse(source)
    const known = new Set([...Object.keys(templateModels[name].values), ...Object.keys(model), ...Object.keys(reader)])
    for (const [root, uses] of Object.entries(templateEngine.analyzeSync(parsed, { partials: false }).globals)) {
      if (!known.has(root)) problems.add(`${place}, line ${uses[0]?.location.row}: ${unknownVariable(root, known)}`)
    }
    const strict = { globals: { ...reader }, strictVariables: true }
    const rendered = String(templateEngine.renderSync(parsed, { ...exampleModel(name), ...model }, strict))
    if (place === 'subject') for (const problem of subjectProblems(rendered)) problems.add(problem)
  } catch (error) {
    for (const each of flat(error)) problems.add(`${place}, line ${lineOf(each)}: ${explain(each, name)}`)
  }
  return [...problems]
}

function subjectProblems(rendered: string): string[] {
  const lines = rendered.trim().split(/\r\n|[\n\r\u2028\u2029]/)
  if (rendered.trim() === '') return ['subject: renders empty; put words beside the variables']
  if (lines.length > 1) return [`subject: renders to ${lines.length} lines; a subject is one line, see {%- -%}`]
  if (rendered.length > LONGEST_SUBJECT_SHOWN)
    return [`subject: renders to ${rendered.length} characters; at most ${LONGEST_SUBJECT_SHOWN} are shown`]
  return []
}

/** Liquid's problems with a template, with lines. */
export function messagesOf(error: unknown): string[] {
  return flat(error).map((each) => each.message ?? 'it failed')
}

interface Foreign {
  message?: string
  errors?: readonly unknown[]
  token?: { getPosition?: () => number[] }
}

/** Errors within a loop or a condition are wrapped in an error of it. */
function flat(error: unknown): Foreign[] {
  const foreign = (error ?? {}) as Foreign
  return foreign.errors === undefined ? [foreign] : foreign.errors.flatMap(flat)
}

function lineOf(error: Foreign): number {
  return error.token?.getPosition?.()[0] ?? 1
}

function explain(error: Foreign, name: TemplateName): string {
  const message = (error.message ?? 'it failed').replace(/, line:\d+, col:\d+$/, '')
  const variable = /^undefined variable: (\S+)$/.exec(message)?.[1]
  if (variable !== undefined) return unknownVariable(variable, Object.keys(templateModels[name].values))
  const filter = /^undefined filter: (\S+)$/.exec(message)?.[1]
  if (filter !== undefined) {
    const closest = closestOf(filter, Object.keys(templateEngine.filters))
    return `there is no filter ${filter}${closest}; besides those of Liquid there are ${Object.keys(FILTERS).join(', ')}`
  }
  const tag = /^tag "(\S+)" not found$/.exec(message)?.[1]
  if (tag !== undefined) return `there is no tag ${tag}${closestOf(tag, Object.keys(templateEngine.tags))}`
  if (/limit exceeded/.test(message)) return `${message}; make loops shorter and texts smaller`
  if (message.endsWith('not closed')) return `${message}; add its end, such as {% endif %} or {% endfor %}`
  return message
}

function unknownVariable(path: string, known: Iterable<string>): string {
  const names = [...known]
  return `there is no ${path} in the model${closestOf(path, names)}; there are ${names.toSorted().join(', ')}`
}

function closestOf(word: string, known: readonly string[]): string {
  const terms = known.map((name) => ({ id: name, name, aliases: [] }))
  const [closest] = suggestStatuses(word, terms)
  return closest === undefined ? '' : `; did you mean ${closest}`
}
