import { publishedSchema } from '@tubepost/setup'
import type { GeneratedFile } from './generated-file.ts'

export const SETUP_SCHEMA = 'packages/setup/schemas/tubepost.json'

/** The JSON Schema of tubepost.yaml, which an installation serves as well. */
export const setupSchema = (): GeneratedFile[] => [
  { path: SETUP_SCHEMA, content: `${JSON.stringify(publishedSchema(), null, 2)}\n` },
]
