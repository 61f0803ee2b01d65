import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

const DESCRIPTION = new URL('../../../services/console/openapi.json', import.meta.url)

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** An answer with the call that it answers; the path as it was sent. */
export interface AnsweredCall {
  readonly method: string
  readonly pathname: string
  readonly status: number
}

let checks: ReturnType<typeof createChecks> | undefined

/**
 * How an answer differs from the description of the API; undefined where it fits, or the call is none of the API. A field
 * that is not described is a difference.
 */
export function answerProblem(call: AnsweredCall, body: unknown): string | undefined {
  checks ??= createChecks(JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as Described)
  return checks(call, body)
}

function createChecks({ paths, ...rest }: Described): (call: AnsweredCall, body: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema(closed({ paths, ...rest }) as object, 'api')
  // Fixed words before parameters: `/mailboxes/test` is no mailbox.
  const patterns = Object.keys(paths)
    .toSorted((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
  const compiled = new Map<string, ValidateFunction>()

  return ({ method, pathname, status }, body) => {
    const path = patterns.find(({ pattern }) => pattern.test(pathname))?.path
    const verb = method.toLowerCase()
    const operation = path === undefined ? undefined : paths[path]?.[verb]
    if (path === undefined || operation === undefined) return undefined
    const called = `${method} ${pathname} answered ${status}`
    const key = String(status) in operation.responses ? String(status) : 'default'
    if (key === 'default' && status < 400) return `${called}, which is not described`
    const at = ['paths', path, verb, 'responses', key, 'content', 'application/json', 'schema']
    const pointer = `api#/${at
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/')}`
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: pointer })
    compiled.set(pointer, check)
    if (check(body)) return undefined
    const found = check.errors?.map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
    return `${called}: ${found?.join('; ')}`
  }
}

/** The same schemas, with objects that have no other fields than those that are named. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const mapped = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]))
  const isOpen = 'properties' in mapped && mapped['type'] === 'object' && !('additionalProperties' in mapped)
  return isOpen ? { ...mapped, additionalProperties: false } : mapped
}
