import { readFileSync } from 'node:fs'

/** As much of an OpenAPI 3.1 document as commands are made of. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content
  readonly responses?: Readonly<Record<string, Partial<Content>>>
}

/** By its media type. */
interface Content {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly description?: string
  readonly schema: Schema
}

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: string | number | boolean | null
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** The description of the API that this version of the program was made for. */
export function readDescription(): Description {
  const file = new URL(import.meta.resolve('@tubepost/console/openapi.json'))
  return JSON.parse(readFileSync(file, 'utf8')) as Description
}

/** A schema behind its name. */
export function resolved(schema: Schema, { components }: Description): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (components.schemas[name] ?? {})
}
