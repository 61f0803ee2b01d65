import { Ajv2020 } from 'ajv/dist/2020.js'
import { SetupFile } from './setup-schema.ts'

const ajv = new Ajv2020({ allErrors: true, strict: false })
const validate = ajv.compile(SetupFile)

/** Ajv's findings by path. Of a union only the branch that the file means is reported, not all that it could have been. */
export function schemaProblems(value: unknown): string[] {
  if (validate(value)) return []
  const found = new Map<string, Set<string>>()
  for (const error of validate.errors ?? []) {
    const at = error.instancePath.slice(1).replaceAll('/', '.') || '(the whole file)'
    const kind = sourceKindAt(value, error.instancePath)
    if (
      kind !== undefined &&
      error.schemaPath.includes('/anyOf/') &&
      !error.schemaPath.includes(kind === 'imap' ? '/anyOf/0/' : '/anyOf/1/')
    )
      continue
    const text = describe(error)
    if (text === undefined) continue
    const set = found.get(at) ?? new Set()
    set.add(text)
    found.set(at, set)
  }
  return [...found].map(([at, texts]) => `${at}: ${[...texts].join('; ')}`)
}

function sourceKindAt(value: unknown, instancePath: string): string | undefined {
  const [, list, index, field] = instancePath.split('/')
  if (list !== 'mailboxes' || field !== 'source') return undefined
  const mailbox = (value as { mailboxes?: { source?: { kind?: string } }[] }).mailboxes?.[Number(index)]
  return mailbox?.source?.kind === 'smtp' ? 'smtp' : 'imap'
}

function describe(error: NonNullable<typeof validate.errors>[number]): string | undefined {
  switch (error.keyword) {
    case 'required':
      return `"${String(error.params['missingProperty'])}" is missing`
    case 'additionalProperties':
      return `"${String(error.params['additionalProperty'])}" is not known here`
    case 'const':
      return `may be ${JSON.stringify(error.params['allowedValue'])}`
    case 'anyOf':
      return undefined // its branches say what is wrong
    case 'pattern':
      return 'is not written as it must be'
    default:
      return error.message ?? 'is not valid'
  }
}
