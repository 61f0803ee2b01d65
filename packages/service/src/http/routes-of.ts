import fastify, { type FastifyInstance } from 'fastify'
import { asItIs } from './as-it-is.ts'
import { type DeclaredRoute, declareRoutes } from './declare-routes.ts'

export type { DeclaredRoute } from './declare-routes.ts'

interface WithRoutes {
  readonly http?: readonly ((app: FastifyInstance, context: never) => void | Promise<void>)[]
}

/** Declares the routes of a service without running it: nothing of the context is used but its configuration. */
export async function declareAt(app: FastifyInstance, { http = [] }: WithRoutes): Promise<void> {
  app.setSerializerCompiler(asItIs)
  const context = { config: {}, signal: new AbortController().signal }
  for (const declare of http) await declare(app, context as never)
}

/** The routes that a service declares. */
export async function routesOf(definition: WithRoutes): Promise<DeclaredRoute[]> {
  const app = fastify()
  const routes: DeclaredRoute[] = []
  declareRoutes(app)
  app.addHook('onRoute', ({ method, url, config, schema = {} }) => {
    const scope = config?.scope
    if (scope !== undefined) routes.push(...[method].flat().map((one) => ({ method: one, path: url, scope, schema })))
  })
  await declareAt(app, definition)
  await app.ready()
  await app.close()
  return routes
}
