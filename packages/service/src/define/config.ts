import { readFileSync } from 'node:fs'
import { BlobConfig } from '@tubepost/blobs'
import { TRACE_RATIO } from '@tubepost/events'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ServiceOutline } from './define-service.ts'

/** A text that never appears in logs, errors or the printed configuration. */
export const Secret = (options: { description: string; default?: string }) =>
  Type.String({ ...options, minLength: 1, secret: true })

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** Environment variables of every service. A secret may come as NAME_FILE: the path of the file that holds it. */
export const BaseConfig = Type.Object({
  NATS_URL: Type.String({ description: 'nats-server, host:port', default: '127.0.0.1:4222' }),
  NATS_SEED: Secret({ description: 'seed (SU…) of the nkey of the service’s NATS user' }),
  NATS_CA_FILE: Type.Optional(
    Type.String({ description: 'PEM of the authority behind the broker’s certificate; with it the connection is TLS' }),
  ),
  HTTP_HOST: Type.String({ description: 'address the HTTP server binds to', default: '127.0.0.1' }),
  HTTP_PORT: Type.Integer({ description: 'port of probes, metrics and API; 0 takes a free one', default: 0 }),
  GATEWAY_TOKEN: Secret({ description: 'bearer token with which the gateway calls the services behind it' }),
  LOG_LEVEL: Type.Unsafe<string>({
    type: 'string',
    enum: [...LOG_LEVELS],
    description: 'lowest level that is logged',
    default: 'info',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({ description: 'OTLP collector; traces go to its /v1/traces' }),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(Type.String({ description: 'the whole URL that traces go to' })),
  OTEL_SDK_DISABLED: Type.Boolean({ description: 'true: no traces, whatever else is set', default: false }),
  OTEL_TRACES_SAMPLER: Type.Unsafe<(typeof SAMPLERS)[number]>({
    type: 'string',
    enum: [...SAMPLERS],
    description:
      'which mails are traced; the service that takes a mail in decides for all, with `parentbased_` and without',
    default: 'parentbased_traceidratio',
  }),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    description: 'share of mails that are traced by a sampler with `ratio` in its name',
    default: TRACE_RATIO,
    minimum: 0,
    maximum: 1,
  }),
  CRASH_AT: Type.Optional(Type.String({ description: 'crash point to die at; for fault tests only' })),
})
export type BaseConfig = Static<typeof BaseConfig>

/** The share of mails taken in by this service that are traced. */
export function traceRatioOf({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }: BaseConfig): number {
  if (OTEL_TRACES_SAMPLER.endsWith('always_on')) return 1
  return OTEL_TRACES_SAMPLER.endsWith('always_off') ? 0 : OTEL_TRACES_SAMPLER_ARG
}

/** Environment variables of services with tables, and of those that use the bytes of mails. */
export const DatabaseConfig = Type.Object({
  DATABASE_URL: Secret({ description: 'postgres://… of the role that is named after the service' }),
  DATABASE_POOL: Type.Integer({ description: 'connections at most', default: 6, minimum: 1 }),
})

/** Whether a service has tables of its own, or uses the bytes of mails. */
export const usesDatabase = ({ migrations, blobs }: Pick<ServiceOutline, 'migrations' | 'blobs'>): boolean =>
  migrations !== undefined || blobs !== undefined

/** The schema of a service's whole configuration. */
export function configOf(definition: Pick<ServiceOutline, 'migrations' | 'blobs' | 'config'>): TObject {
  const parts = [
    BaseConfig,
    ...(usesDatabase(definition) ? [DatabaseConfig] : []),
    ...(definition.blobs === undefined ? [] : [BlobConfig]),
    definition.config,
  ]
  return Type.Object(Object.assign({}, ...parts.map((part) => part.properties)))
}

export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>
const ajv = new Ajv2020({ allErrors: true, strict: false, useDefaults: true })

/** Reads and checks a configuration. Every bad variable is reported at once, by name and never by value. */
export function readConfig<Schema extends TObject>(schema: Schema, environment: Environment): Static<Schema> {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const text = readVariable(name, property, environment, problems)
    // Compose files and shells pass an unset variable on as an empty text.
    if (text !== undefined && text !== '') values[name] = fromText(text, property)
  }
  const validate = ajv.compile(schema)
  if (!validate(values)) {
    for (const error of validate.errors ?? []) {
      const name = error.instancePath.slice(1) || String(error.params['missingProperty'] ?? '')
      if (problems.some((problem) => problem.startsWith(`${name}:`) || problem.startsWith(`${name}_FILE:`))) continue
      problems.push(`${name}: ${variableProblem(name, error, schema.properties[name])}`)
    }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return values as Static<Schema>
}

/** The variables of one schema, out of values that were read for several schemas at once. */
export function partOf<Schema extends TObject>(schema: Schema, values: object): Static<Schema> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in schema.properties)) as Static<Schema>
}

function readVariable(
  name: string,
  property: TSchema,
  environment: Environment,
  problems: string[],
): string | undefined {
  const file = environment[`${name}_FILE`]
  if (!('secret' in property) || file === undefined) return environment[name]
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    problems.push(`${name}_FILE: ${fileProblem(error as NodeJS.ErrnoException)}`)
    return undefined
  }
}

/** Without the path: it may be the secret itself, given under the wrong name. */
function fileProblem({ code = 'no code' }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM')
    return 'the file may not be read by this user; change its mode or its owner'
  return code === 'EISDIR' ? 'is a folder; name the file in it' : `the file cannot be read (${code})`
}

interface Described {
  readonly type?: string
  readonly description?: string
  readonly secret?: boolean
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
}

/** Says what the variable must be, and never what it is. */
function variableProblem(
  name: string,
  { keyword, message = 'is not valid' }: { keyword: string; message?: string },
  property: TSchema | undefined,
): string {
  const { type, description, secret, enum: values, minimum, maximum } = (property ?? {}) as Described
  switch (keyword) {
    case 'required':
      return `is missing${secret === true ? `; set it, or ${name}_FILE to a file that holds it` : ''} (${description})`
    case 'type':
      if (type === 'boolean') return 'must be true or false'
      return type === 'integer' ? 'must be a whole number' : `must be a ${type}`
    case 'enum':
      return `must be one of: ${values?.join(', ')}`
    case 'minimum':
    case 'maximum':
      return maximum === undefined ? `must be at least ${minimum}` : `must be from ${minimum} to ${maximum}`
    case 'minLength':
      return `is empty (${description})`
    default:
      return message
  }
}

function fromText(text: string, property: TSchema): unknown {
  const type = (property as { type?: string }).type
  if (type === 'integer' || type === 'number') return text.trim() === '' ? text : Number(text)
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return text
}
