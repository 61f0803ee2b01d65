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
    for (const each of causesOf(flat(error))) problems.add(`${place}, line ${lineOf(each)}: ${explain(each, name)}`)
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

// Liquid's own, which is shown before its words.
const PLACE = /, line:\d+, col:\d+$/

function explain(error: Foreign, name: TemplateName): string {
  const message = (error.message ?? 'it failed').replace(PLACE, '')
  const variable = /^undefined variable: (\S+)$/.exec(message)?.[1]
  if (variable !== undefined) return unknownVariable(variable, Object.keys(templateModels[name].values))
  const filter = /^undefined filter: (\S+)$/.exec(message)?.[1]
  if (filter !== undefined) {
    const closest = closestOf(filter, Object.keys(templateEngine.filters))
    return `there is no filter ${filter}${closest}; besides those of Liquid there are ${Object.keys(FILTERS).join(', ')}`
  }
  const end = STRAY_END.exec(message)?.[1]
  if (end !== undefined)
    return `{% ${end} %} ends or divides nothing; remove it, or add the tag before it that it belongs to`
  const tag = /^tag "(\S+)" not found$/.exec(message)?.[1]
  if (tag !== undefined) return `there is no tag ${tag}${closestOf(tag, Object.keys(templateEngine.tags))}`
  if (/limit exceeded/.test(message)) return `${message}; make loops shorter and texts smaller`
  return explainSyntax(message)
}

// The end of a tag that could not be read, or one too many.
const STRAY_END = /^tag "(end\w+|else|elsif|when)" not found$/

/** Without the ends of tags that another error is about. */
function causesOf(errors: readonly Foreign[]): readonly Foreign[] {
  const causes = errors.filter(({ message = '' }) => !STRAY_END.test(message.replace(PLACE, '')))
  return causes.length > 0 ? causes : errors
}

/** Liquid's words for a mistake of its syntax, in words for its author. */
function explainSyntax(message: string): string {
  const output = /^output "(.*)" not closed$/s.exec(message)?.[1]
  if (output !== undefined) return `${output} is not closed; add its }}, or the quote that is missing before it`
  const open = /^tag "(.*)" not closed$/s.exec(message)?.[1]
  if (open !== undefined) return `${open} is not closed; add its %}, or the quote that is missing before it`
  const [, begin, kind] = /^tag ((?:\{%-?)?\s*(\w+).*) not closed$/s.exec(message) ?? []
  if (begin !== undefined)
    return `${begin} has no end; add its ${begin.startsWith('{%') ? `{% end${kind} %}` : `end${kind}`}`
  const illegal = /^illegal tag: (.*)$/s.exec(message)?.[1]
  if (illegal !== undefined) return `${illegal} cannot be read; a loop is written {% for each in list %}`
  const value = /^invalid value expression: "(.*)"$/s.exec(message)?.[1]
  if (value !== undefined)
    return value === ''
      ? 'a value is missing here'
      : `"${value}" is no value; begin with one, as in {{ status | upcase }}`
  if (message === 'expected "|" before filter')
    return 'something follows a value here; compare with ==, and begin a filter with |'
  if (message === 'illegal tag syntax, tag name expected') return 'the name of a tag is missing after {%'
  if (message === 'duplicated else')
    return 'a second {% else %} stands in one condition; remove it, or write {% elsif … %}'
  if (message.startsWith('empty candidates'))
    return '{% cycle %} has nothing to choose from; write {% cycle "a", "b" %}'
  const token = /^unexpected token "(.*)", value expected$/s.exec(message)?.[1]
  if (token !== undefined) return `a value is wanted before "${token}"; brackets of a call have no meaning here`
  if (/^(expected variable name|expected "="|invalid capture name)/.test(message))
    return 'a name is missing or has no value; write {% assign name = value %} or {% capture name %}'
  const bracket = /^([[(]) not closed$/.exec(message)?.[1]
  return bracket === undefined ? message : `a ${bracket} is not closed; add its ${bracket === '[' ? ']' : ')'}`
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
