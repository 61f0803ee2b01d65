import { type Description, type Operation, resolved, type Schema } from './description.ts'

/** A command of the API: `tubepost mailboxes rescan ID --since 2026-11-01`. */
export interface CommandPlan {
  /** Group and verb, or the one word of a call that stands alone: `['board']`. */
  readonly words: readonly string[]
  readonly summary: string
  readonly method: string
  /** With `{name}` for each argument. */
  readonly path: string
  readonly takes: readonly string[]
  readonly query: readonly Field[]
  /** Fields of a JSON body that can be written as options; undefined where the call takes none. */
  readonly body: readonly Field[] | undefined
  /** The file that it takes in place of JSON, by the name of its option. */
  readonly takesFile: keyof typeof FILE_TYPES | undefined
  /** Its answer is a table of text (RFC 4180), to be written as it is. */
  readonly isCsv: boolean
  /** Media type of an answer that is a file, to be written byte for byte; undefined for any other. */
  readonly answersFile: string | undefined
  readonly isStream: boolean
}

/** Files that calls take, and their media types. */
export const FILE_TYPES = { mail: 'message/rfc822', csv: 'text/csv' } as const
/** Media types of answers that can be shown. */
const SHOWN = ['application/json', FILE_TYPES.csv, 'text/event-stream']

export interface Field {
  readonly name: string
  readonly description: string
  readonly kind: 'text' | 'number' | 'boolean' | 'list'
  readonly choices?: readonly string[]
}

/** They make and end the cookies of a browser, or send it elsewhere. */
const OF_BROWSERS = ['sign-in', 'sign-out', 'oidc', 'me/password']
export const isOfBrowser = (path: string): boolean =>
  OF_BROWSERS.some((part) => `${path}/`.startsWith(`/api/console/${part}/`))

const VERBS: Readonly<Record<string, string>> = {
  GET: 'list',
  POST: 'add',
  PUT: 'change',
  PATCH: 'change',
  DELETE: 'delete',
}
const VERBS_OF_ONE: Readonly<Record<string, string>> = { ...VERBS, GET: 'show' }

/** Every call of a description as a command. Throws an Error where two calls would have the same words. */
export function planCommands(description: Description): CommandPlan[] {
  const calls = Object.entries(description.paths).flatMap(([path, methods]) =>
    isOfBrowser(path)
      ? []
      : Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const methodsOf = (path: string) => calls.filter((call) => call.path === path).map(({ method }) => method)
  const isCollection = (path: string) =>
    methodsOf(path).includes('GET') &&
    (methodsOf(path).length > 1 || calls.some((call) => call.path.startsWith(`${path}/{`)))
  const plans = calls.map((call) => planOf({ ...call, isCollection: isCollection(call.path) }, description))
  const seen = new Set<string>()
  for (const { words } of plans) {
    const name = words.join(' ')
    if (seen.has(name)) throw new Error(`two calls of the API would both be "tubepost ${name}"`)
    seen.add(name)
  }
  return plans.toSorted((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1))
}

function planOf(
  call: { path: string; method: string; operation: Operation; isCollection: boolean },
  description: Description,
): CommandPlan {
  const { path, method, operation } = call
  const parameters = operation.parameters ?? []
  const takes = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const content = operation.requestBody?.content
  const json = content?.['application/json']?.schema
  const answered = Object.keys(operation.responses?.['200']?.content ?? {})
  return {
    words: wordsOf(call),
    summary: operation.summary,
    method,
    path,
    takes,
    query: parameters
      .filter((parameter) => parameter.in === 'query')
      .flatMap(
        ({ name, description: says, schema }) =>
          fieldOf(name, { description: says ?? '', ...schema }, description) ?? [],
      ),
    body: json === undefined ? undefined : fieldsOf(resolved(json, description), description),
    takesFile: (['mail', 'csv'] as const).find((kind) => content?.[FILE_TYPES[kind]] !== undefined),
    isCsv: answered.includes(FILE_TYPES.csv),
    answersFile: answered.find((type) => !SHOWN.includes(type)),
    isStream: path.endsWith('/stream'),
  }
}

/** Verbs that are calls of one thing too: `test` without an id tries what is not saved yet. */
const WITHOUT_ID: Readonly<Record<string, string>> = { test: '-new', redrive: '-all', discard: '-all' }

/**
 * `/api/fetcher/mailboxes/{id}/rescan` is `mailboxes rescan`: the first word is the thing, the second what is done with it.
 */
function wordsOf({ path, method, isCollection }: { path: string; method: string; isCollection: boolean }): string[] {
  // `people.csv` is `people csv`.
  const [, , service = '', ...parts] = path.split(/[/.]/)
  const [thing = '', ...rest] = parts.filter((part) => !part.startsWith('{'))
  if (rest.length > 0) {
    const verb = rest.join('-')
    if (method !== 'POST' || path.includes('{')) return [thing, verb]
    return [thing, `${verb}${WITHOUT_ID[verb] ?? ''}`]
  }
  if (path.endsWith('}')) return [thing, VERBS_OF_ONE[method] ?? method.toLowerCase()]
  if (isCollection) return [thing, VERBS[method] ?? method.toLowerCase()]
  // A verb alone, such as a test of the outgoing server, needs its service to be understood.
  return method === 'GET' ? [thing] : [service, thing]
}

function fieldsOf(schema: Schema, description: Description): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => fieldOf(name, each, description) ?? [])
}

const KINDS: Readonly<Record<string, Field['kind']>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

/** @returns undefined for a value that no word can hold */
function fieldOf(name: string, schema: Schema, description: Description): Field | undefined {
  const whole = resolved(schema, description)
  const isList = whole.type === 'array'
  const value = isList ? resolved(whole.items ?? {}, description) : whole
  const choices = choicesOf(value)
  const kind = choices === undefined ? KINDS[typeOf(value) ?? ''] : 'text'
  if (kind === undefined) return undefined
  return {
    name,
    kind: isList ? 'list' : kind,
    description: schema.description ?? whole.description ?? '',
    ...(choices !== undefined && { choices }),
  }
}

/** The type of a value that may also be null. */
const typeOf = ({ type, anyOf }: Schema): string | undefined =>
  typeof type === 'string' ? type : anyOf?.map(typeOf).find((each) => each !== 'null')

/** The words that a value is one of; undefined where it may be any. */
function choicesOf({ enum: words, anyOf = [] }: Schema): string[] | undefined {
  if (words !== undefined) return words.map(String)
  const constants = anyOf.flatMap((branch) => (branch.const === undefined ? [] : [String(branch.const)]))
  return constants.length > 0 && constants.length === anyOf.length ? constants : undefined
}
