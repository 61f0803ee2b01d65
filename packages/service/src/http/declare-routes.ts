import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import type { Scope } from './scopes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Needed for a call of the route; a function where it depends on the path, as in a gateway. */
    scope?: Needed | ((request: FastifyRequest) => Needed)
    /** Forms that the route reads by itself, to refuse in words of its own: for the description of the API alone. */
    reads?: { readonly body?: unknown; readonly querystring?: unknown }
  }
  interface FastifySchema {
    /** The call in a few words. */
    summary?: string
    /** More about it, in sentences. */
    description?: string
    /** Not in the description of the API. */
    hide?: boolean
  }
}

/** A scope; `known`: any caller whose token is valid; `open`: nothing, as for a call by which somebody signs in. */
export type Needed = Scope | 'known' | 'open'

/** A route of `/api/` as it was declared. */
export interface DeclaredRoute {
  readonly method: string
  /** With `:name` for a parameter and `*` for any rest. */
  readonly path: string
  readonly scope: Needed | ((request: FastifyRequest) => Needed)
  readonly schema: FastifySchema
}

/**
 * Holds every route to the rules of the API: it declares its scope, and a query that it says nothing of is refused, since a
 * filter without effect would mislead. Throws for a route of `/api/` without a scope.
 * @returns the methods that a path has
 */
export function declareRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes: { method: string; pattern: RegExp }[] = []
  app.addHook('onRoute', (route) => {
    const methods = [route.method].flat()
    if (route.url.startsWith('/api/') && route.config?.scope === undefined)
      throw new Error(`${methods.join(', ')} ${route.url} declares no scope`)
    if (route.url.startsWith('/api/') && route.schema?.querystring === undefined && !route.url.endsWith('*'))
      route.schema = { ...route.schema, querystring: NO_QUERY }
    const named = route.url.split(/:\w+/).map(RegExp.escape).join('[^/]+')
    // Whoever takes every path that is left takes none of the API: there a wrong path is told as one.
    const rest = route.url === '/*' ? '(?!api(/|$)).*' : '.*'
    const pattern = new RegExp(`^${named.replace(/\\\*$/, rest)}$`)
    routes.push(...methods.map((method) => ({ method, pattern })))
  })
  return (path) =>
    [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].toSorted()
}

const NO_QUERY = { type: 'object', additionalProperties: false }

/** As the route of this request declares; undefined where no route was found. */
export function scopeOf(request: FastifyRequest): Needed | undefined {
  const { scope } = request.routeOptions.config
  return typeof scope === 'function' ? scope(request) : scope
}
