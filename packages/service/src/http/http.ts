import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Authorize } from './authorize.ts'

/** Each check answers, or throws the reason why the service cannot do its work. */
export type Checks = Readonly<Record<string, () => Promise<void>>>

// The dry run takes whole mails as bodies.
const BODY_LIMIT = 64 * 1024 * 1024
const CHECK_TIMEOUT_MS = 3_000

/** The HTTP server of a service: probes and metrics are open to all, `/api/` to callers that `authorize` allows. */
export function createHttp(options: {
  authorize: Authorize
  checks: Checks
  metrics: { contentType: string; text(): Promise<string> }
  log: Logger
  /** Aborted when the service stops. */
  stopping: AbortSignal
}): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // Values that do not fit a contract are refused, not coerced.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: true } },
  })
  // A call without a body may come with a content type: some clients set it on all their calls.
  app.addHook('onRequest', async ({ headers }) => {
    const isEmpty = headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
    if (isEmpty) delete headers['content-type']
  })
  app.addHook('onRequest', async (request) => {
    // The matched route is checked besides the raw URL, because the router decodes: /%61pi/ is /api/ too.
    const isOpen = !request.url.startsWith('/api/') && request.routeOptions.url?.startsWith('/api/') !== true
    if (!isOpen) await options.authorize(request)
  })
  // The server waits for its connections when it closes, and a client would keep this one for its next call.
  app.addHook('onSend', async (_request, reply) => {
    if (options.stopping.aborted) reply.header('connection', 'close')
  })
  app.setErrorHandler(async (error: Failure, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) options.log.error({ err: error, route: request.routeOptions.url }, 'request failed')
    if (status === 401) reply.header('www-authenticate', 'Bearer')
    await reply.code(status).send({ error: toldOf(error, status) })
  })
  app.setNotFoundHandler(async (request, reply) => {
    await reply
      .code(404)
      .send({ error: { code: 'not_found', message: `There is no ${request.method} ${request.url.split('?')[0]}.` } })
  })
  app.get('/livez', async () => ({ alive: true }))
  app.get('/readyz', async (_request, reply) => {
    const checks = await runChecks(options.checks)
    const ready = Object.values(checks).every((check) => check.ok)
    return reply.code(ready ? 200 : 503).send({ ready, checks })
  })
  app.get('/metrics', async (_request, reply) =>
    reply.type(options.metrics.contentType).send(await options.metrics.text()),
  )
  return app
}

type Failure = Error & Partial<Pick<FastifyError, 'statusCode' | 'code' | 'validation'>>

/** The part of an error that the caller is shown. */
function toldOf(error: Failure, status: number): { code: string; message: string } {
  if (status >= 500)
    return { code: 'internal', message: 'The request could not be served; the log of the service says why.' }
  if (error.validation === undefined) return { code: error.code ?? 'invalid', message: error.message }
  const problems = error.validation.map(({ instancePath, message = 'is not valid', params }) => {
    const surplus = params['additionalProperty']
    const at = instancePath.slice(1).replaceAll('/', '.') || 'body'
    return typeof surplus === 'string' ? `${at}: "${surplus}" is not known here` : `${at}: ${message}`
  })
  return { code: 'invalid', message: problems.join('; ') }
}

async function runChecks(checks: Checks): Promise<Record<string, { ok: boolean; detail: string }>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await Promise.race([
          check(),
          new Promise((_, reject) => setTimeout(reject, CHECK_TIMEOUT_MS, new Error('no answer')).unref()),
        ])
        return [name, { ok: true, detail: '' }] as const
      } catch (error) {
        return [name, { ok: false, detail: error instanceof Error ? error.message : String(error) }] as const
      }
    }),
  )
  return Object.fromEntries(results)
}
