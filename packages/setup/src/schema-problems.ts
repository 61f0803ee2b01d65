import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { MailboxBodies, SetupFile } from './setup-schema.ts'
import { type SourceKind, sourceKinds } from './sources/source-setups.ts'

// verbose: errors carry the schema they come from, whose description says how a value is written.
const ajv = new Ajv2020({ allErrors: true, strict: false, verbose: true })

export const SETUP_FILE = ajv.compile(SetupFile)
export const MAILBOX_BODIES = ajv.compile(MailboxBodies)

type Finding = NonNullable<ValidateFunction['errors']>[number]

/** Problems with the schema, at a path such as `mailboxes.0.source.port`. */
export interface Misfit {
  path: string
  text: string
  /** Whether the only problem is unknown fields: the meaning of the others can still be checked. */
  isSurplus: boolean
}

/** Ajv's findings by path. For a union only the intended branch is reported, not every possible one. */
export function schemaMisfits(value: unknown, validate: ValidateFunction): Misfit[] {
  if (validate(value)) return []
  const byPath = Map.groupBy(validate.errors ?? [], (error) => error.instancePath.slice(1).replaceAll('/', '.'))
  const misfits: Misfit[] = []
  for (const [path, errors] of byPath) {
    const meant = errors.filter((error) => isMeant(value, error))
    const choices = meant
      .filter(({ keyword }) => keyword === 'const')
      .map(({ params }) => String(params['allowedValue']))
    const texts = new Set(meant.flatMap((error) => describe(error) ?? []))
    if (choices.length > 0) texts.add(`must be one of: ${choices.join(', ')}`)
    const isSurplus = meant.every(({ keyword }) => keyword === 'additionalProperties')
    if (texts.size > 0) misfits.push({ path, text: [...texts].join('; '), isSurplus })
  }
  return misfits
}

/** The kinds of source are branches of one union; the file's own `kind` says which is meant, or that none is. */
function isMeant(value: unknown, error: Finding): boolean {
  const [, list, index, field] = error.instancePath.split('/')
  if (list !== 'mailboxes' || field !== 'source' || !error.schemaPath.includes('/anyOf/')) return true
  const mailbox = (value as { mailboxes?: { source?: { kind?: SourceKind } }[] }).mailboxes?.[Number(index)]
  const kind = mailbox?.source?.kind
  const branch = kind === undefined ? 0 : sourceKinds.indexOf(kind)
  return branch < 0 ? error.keyword === 'const' : error.schemaPath.includes(`/anyOf/${branch}/`)
}

function describe(error: Finding): string | undefined {
  switch (error.keyword) {
    case 'required':
      return `"${String(error.params['missingProperty'])}" is missing`
    case 'additionalProperties':
      return `"${String(error.params['additionalProperty'])}" is not known here`
    case 'anyOf': // its branches say what is wrong
    case 'const': // reported together with the other choices
      return undefined
    case 'pattern': {
      const { description } = (error.parentSchema ?? {}) as { description?: string }
      return description === undefined ? `does not match ${String(error.params['pattern'])}` : `must be ${description}`
    }
    default:
      return error.message ?? 'is not valid'
  }
}

const LISTS = ['people', 'statuses', 'mailboxes'] as const

/**
 * The parts of a file without problems, for the checks that need sound values. A list keeps its indices: an item that
 * is left out leaves a hole, which `forEach` skips.
 */
export function soundParts(value: unknown, misfits: readonly Misfit[]): Partial<SetupFile> {
  if (misfits.length === 0) return value as SetupFile
  if (typeof value !== 'object' || value === null) return {}
  const unsound = new Set(
    misfits.filter(({ isSurplus }) => !isSurplus).map(({ path }) => path.split('.').slice(0, 2).join('.')),
  )
  const touched = (part: string) => [...unsound].some((path) => path === part || path.startsWith(`${part}.`))
  const parts: Record<string, unknown> = { ...value }
  for (const part of Object.keys(parts)) {
    const isList = LISTS.some((list) => list === part) && Array.isArray(parts[part]) && !unsound.has(part)
    if (isList) {
      const items: unknown[] = []
      ;(parts[part] as unknown[]).forEach((item, i) => {
        if (!unsound.has(`${part}.${i}`)) items[i] = item
      })
      parts[part] = items
    } else if (touched(part)) delete parts[part]
  }
  return parts
}
