import type { HttpApp } from '@tubepost/service'
import { publishedSchema, SCHEMA_PATH } from '@tubepost/setup'

/** The schema of tubepost.yaml, for editors: open to all, for it says nothing about this installation. */
export function publishedSchemas(app: HttpApp): void {
  const schema = publishedSchema()
  app.get(SCHEMA_PATH, async (_request, reply) => reply.type('application/schema+json').send(schema))
}
