import type { EventDefinition } from './define-event.ts'

const BASE = 'https://tubepost.dev/schemas/'

/** The name of the file with the contract of an event: `mail.received.v1.json`. */
export const contractFile = ({ name, version }: EventDefinition): string => `${name}.v${version}.json`

/** The contract of an event's data, for integrators: JSON Schema draft 2020-12, with its example. */
export function eventContract(event: EventDefinition): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${BASE}${contractFile(event)}`,
    title: event.type,
    description: event.summary,
    ...event.schema,
    examples: [event.example],
  }
}
