import { createReadStream } from 'node:fs'
import type { HttpApp } from '@tubepost/service'

const DESCRIPTION = new URL('../openapi.json', import.meta.url)
export const DESCRIPTION_PATH = '/api/openapi.json'

/**
 * The description of the whole API, as it is made of the routes of all services. Open to all, as the schema of tubepost.yaml is:
 * it says nothing about this installation, and whoever reads it has often no token yet. It is read when it is asked for.
 */
export function serveDescription(app: HttpApp): void {
  app.get(DESCRIPTION_PATH, { config: { scope: 'open' }, schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(createReadStream(DESCRIPTION)),
  )
}
