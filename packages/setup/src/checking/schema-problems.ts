import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { closest } from '../problems/closest.ts'
import { pathText, type Path, type Problem } from '../problems/problem.ts'
import { problemTexts } from '../problems/problem-texts.ts'
import { SetupFile } from '../schema/setup-schema.ts'

// verbose: errors carry the schema they come from and the value they are about.
// A schema is compiled when something is held against it for the first time, which in most services is never.
const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true })

type Finding = ErrorObject

/** A problem with the schema. */
export interface Misfit extends Problem {
  /** Whether the only problem is an unknown field: the meaning of the others can still be checked. */
  readonly isSurplus: boolean
}

/** Ajv's findings in words. For a union only the intended branch is reported, not every possible one. */
export function schemaMisfits(value: unknown, schema: TSchema): Misfit[] {
  if (ajv.validate(schema, value)) return []
  const meant = intended(ajv.errors ?? [])
  const misspelt = new Set(meant.flatMap((finding) => slipOf(finding) ?? []))
  const misfits = new Map<string, Misfit>()
  for (const finding of meant) {
    const path = pathOf(finding)
    // The field that was misspelt is there; its own line says so.
    if (finding.keyword === 'required' && misspelt.has(placeOf(path, missingIn(finding)))) continue
    const misfit = describe(finding, path)
    misfits.set(`${pathText(misfit.path)}\n${misfit.text}`, misfit)
  }
  return [...misfits.values()]
}

/** Keeps one finding for each union, or those of the branch that the value tries to be. */
function intended(findings: readonly Finding[]): Finding[] {
  let left = [...findings]
  for (const union of findings.filter(({ keyword }) => keyword === 'anyOf')) {
    const branch = branchMeant(union)
    const inside = (finding: Finding, part: string) =>
      finding.instancePath.startsWith(union.instancePath) && finding.schemaPath.startsWith(part)
    left = left.filter((finding) => {
      if (finding === union) return branch === undefined
      if (!inside(finding, `${union.schemaPath}/`)) return true
      return branch !== undefined && inside(finding, `${union.schemaPath}/${branch}/`)
    })
  }
  return left
}

interface Branch {
  readonly const?: string | number | boolean
  readonly type?: string
  readonly properties?: Readonly<Record<string, Branch>>
}

const branchesOf = (union: Finding): readonly Branch[] => union.schema as readonly Branch[]

/** The branch for groups of fields: the only one, or the one that the value's `kind` names. */
function branchMeant(union: Finding): number | undefined {
  const value: unknown = union.data
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const branches = branchesOf(union)
  const groups = branches.flatMap(({ properties }, at) => (properties === undefined ? [] : [at]))
  if (groups.length === 1) return groups[0]
  const { kind } = value as { kind?: unknown }
  const named = branches.findIndex(({ properties }) => properties?.['kind']?.const === kind)
  return named < 0 ? undefined : named
}

function describe(finding: Finding, path: Path): Misfit {
  const { keyword, params, parentSchema } = finding
  const data: unknown = isSecret(path) && isScalar(finding.data) ? SECRET : finding.data
  const { form, description } = (parentSchema ?? {}) as { form?: string; description?: string }
  const misfit = (text: string, at: Path = path): Misfit => ({ path: at, text, isSurplus: false })
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const text = problemTexts.unknownKey(key, fieldsOf(finding))
      return { path: [...path, key], text, isKey: true, isSurplus: !standsForRequired(finding) }
    }
    case 'required':
      return misfit(problemTexts.missingKey(missingIn(finding), ''))
    case 'anyOf':
      return describeUnion(finding, path)
    case 'const':
      return misfit(problemTexts.notOneOf([String(params['allowedValue'])], data))
    case 'type':
      if (data === SECRET && params['type'] === 'object') return misfit(problemTexts.passwordItself())
      if (form === undefined) return misfit(describeType(String(params['type']), data))
      return misfit(data === null ? problemTexts.emptyField(form) : problemTexts.wrongForm(form, data))
    case 'pattern':
      return misfit(problemTexts.wrongForm(form ?? description ?? String(params['pattern']), data))
    case 'minLength':
      return misfit(problemTexts.emptyText())
    case 'maxLength':
      return misfit(problemTexts.tooLong(Number(params['limit'])))
    case 'minItems':
      return misfit(problemTexts.emptyList())
    case 'maxItems':
      return misfit(problemTexts.longList(Number(params['limit'])))
    case 'minimum':
    case 'maximum':
      return misfit(problemTexts.outOfRange(rangeOf(parentSchema as Range), data))
    default:
      return misfit(problemTexts.invalid(finding.message ?? 'is not valid'))
  }
}

// A password that was written into the file by mistake is not repeated.
const SECRET = 'this text'
const isScalar = (value: unknown): boolean => typeof value !== 'object'
const isSecret = (path: Path): boolean => path.includes('password') || path.includes('passwordFile')

interface Range {
  readonly minimum?: number
  readonly maximum?: number
}
const rangeOf = ({ minimum, maximum }: Range): string =>
  maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`

const WANTED: Readonly<Record<string, string>> = {
  object: 'a group of fields, such as "name: value"',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
}

const FITS_WITHOUT_QUOTES: Readonly<Record<string, RegExp>> = { integer: /^\d+$/, boolean: /^(true|false)$/ }

function describeType(type: string, given: unknown): string {
  const wanted = WANTED[type] ?? type
  if (given === null) return problemTexts.emptyField(wanted)
  if (type === 'string' && (typeof given === 'number' || typeof given === 'boolean')) return problemTexts.quoteIt(given)
  if (typeof given === 'string' && FITS_WITHOUT_QUOTES[type]?.test(given) === true)
    return problemTexts.unquoteIt(wanted, given)
  return problemTexts.wrongType(wanted, given)
}

function describeUnion(union: Finding, path: Path): Misfit {
  const branches = branchesOf(union)
  const value: unknown = union.data
  const kinds = branches.flatMap(({ properties }) => properties?.['kind']?.const ?? []).map(String)
  if (kinds.length > 0 && typeof value === 'object' && value !== null) {
    const { kind } = value as { kind?: unknown }
    const hint = `: one of ${kinds.join(', ')}`
    return kind === undefined
      ? { path, text: problemTexts.missingKey('kind', hint), isSurplus: false }
      : { path: [...path, 'kind'], text: problemTexts.notOneOf(kinds, kind), isSurplus: false }
  }
  if (kinds.length > 0) return { path, text: describeType('object', value), isSurplus: false }
  return { path, text: problemTexts.notOneOf(branches.map(choiceOf), value), isSurplus: false }
}

function choiceOf({ const: value, type, properties }: Branch): string {
  if (value !== undefined) return String(value)
  if (properties !== undefined)
    return `{ ${Object.keys(properties)
      .map((field) => `${field}: …`)
      .join(', ')} }`
  return type === 'null' ? 'null' : (WANTED[type ?? ''] ?? 'a value')
}

const fieldsOf = ({ parentSchema }: Finding): string[] =>
  Object.keys((parentSchema as Branch | undefined)?.properties ?? {}).filter((field) => !field.startsWith('$'))
const missingIn = ({ params }: Finding): string => String(params['missingProperty'])
const placeOf = (path: Path, key: string): string => pathText([...path, key])

/** The place of the field that an unknown one was meant to be. */
function slipOf(finding: Finding): string | undefined {
  const meant = fieldMeant(finding)
  return meant === undefined ? undefined : placeOf(pathOf(finding), meant)
}

function fieldMeant(finding: Finding): string | undefined {
  if (finding.keyword !== 'additionalProperties') return undefined
  return closest(String(finding.params['additionalProperty']), fieldsOf(finding))
}

/** Whether the unknown field is one that has to be there, misspelt. */
function standsForRequired(finding: Finding): boolean {
  const meant = fieldMeant(finding)
  const { required = [] } = (finding.parentSchema ?? {}) as { required?: readonly string[] }
  return meant !== undefined && required.includes(meant) && !Object.hasOwn(finding.data as object, meant)
}

/** RFC 6901 §4. Keys that are numbers are positions of a list. */
function pathOf({ instancePath }: Finding): Path {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

const LISTS = ['people', 'statuses', 'mailboxes'] as const
// Without one of these a check of the others would miss it, and say so.
const GO_TOGETHER = new Set(['passwordFile', 'password', 'env', 'username'])

/**
 * The parts of a file without problems, for the checks that need sound values. An optional field with a problem is left
 * out, and where that is not enough the whole entry. A list keeps its indices: an item that is left out leaves a hole,
 * which `forEach` skips.
 */
export function soundParts(
  value: unknown,
  misfits: readonly Misfit[],
  schema: TSchema = SetupFile,
): Partial<SetupFile> {
  if (misfits.length === 0) return value as SetupFile
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const parts = structuredClone(value) as Record<string, unknown>
  for (const { path, isSurplus } of misfits) if (!isSurplus) leaveOut(parts, path)
  const unsound = schemaMisfits(parts, schema).filter(({ isSurplus }) => !isSurplus)
  const places = new Set(unsound.map(({ path }) => pathText(path.slice(0, 2))))
  const touched = (part: string) => [...places].some((path) => path === part || path.startsWith(`${part}.`))
  for (const [part, entries] of Object.entries(parts)) {
    const isList = LISTS.some((list) => list === part) && Array.isArray(entries) && !places.has(part)
    if (isList) parts[part] = withoutItems(entries as unknown[], (i) => places.has(`${part}.${i}`))
    else if (touched(part)) delete parts[part]
  }
  return parts
}

function leaveOut(parts: object, path: Path): void {
  const [last, ...before] = path.toReversed()
  if (last === undefined || typeof last === 'number' || GO_TOGETHER.has(last)) return
  let at: unknown = parts
  for (const step of before.toReversed()) at = (at as Record<string | number, unknown> | undefined)?.[step]
  if (typeof at === 'object' && at !== null) delete (at as Record<string, unknown>)[last]
}

function withoutItems(items: readonly unknown[], isOut: (i: number) => boolean): unknown[] {
  const kept: unknown[] = []
  items.forEach((item, i) => {
    if (!isOut(i)) kept[i] = item
  })
  return kept
}
