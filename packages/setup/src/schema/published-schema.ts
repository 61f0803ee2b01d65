import { SetupFile } from './setup-schema.ts'

/** Where an installation serves it, and the name by which other schemas would refer to it. */
export const SCHEMA_PATH = '/schemas/tubepost.json'
const SCHEMA_ID = `https://tubepost.dev${SCHEMA_PATH}`

/**
 * The JSON Schema of a set-up (draft 2020-12), for editors and other validators. It says nothing about an installation, and
 * finds fewer mistakes than `check` does: it knows no zones, and not which names are taken.
 */
export function publishedSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: SCHEMA_ID,
    title: 'tubepost.yaml',
    ...(published(SetupFile) as object),
  }
}

/** Without our own keywords; a default that depends on something else becomes a sentence. */
export function published(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(published)
  if (typeof schema !== 'object' || schema === null) return schema
  const { form: _, defaultText, ...standard } = schema as Readonly<Record<string, unknown>>
  const described =
    typeof defaultText === 'string' && typeof standard['description'] === 'string'
      ? { ...standard, description: `${standard['description']} Default: ${defaultText}.` }
      : standard
  return Object.fromEntries(Object.entries(described).map(([key, value]) => [key, published(value)]))
}
