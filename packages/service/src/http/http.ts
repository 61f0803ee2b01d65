import fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Logger } from 'pino'
import { ANSWER_HEADERS } from './answer-headers.ts'
import type { Authorize } from './authorize.ts'
import { HEADER_MS, JSON_BYTES, LATE_CHECK_MS, LEAST_BYTES_PER_SECOND, REQUEST_MS } from './limits.ts'
import type { Checks, Degraded } from './checks.ts'
import { mayCall, noteCaller } from './caller.ts'
import { declareRoutes, scopeOf } from './declare-routes.ts'
import { hasBody } from './has-body.ts'
import { limitBodies } from './limit-bodies.ts'
import { probes } from './probes.ts'
import { readJsonText } from './read-json.ts'
import { RefusedRequest } from './refused-request.ts'
import { LONGEST_TARGET, targetProblem } from './target-problem.ts'
import { shownFailure, tellFailure, writeBrokenRequest } from './tell-failure.ts'
import { asItIs } from './as-it-is.ts'
import { answerOddRequests } from './answer-odd-requests.ts'
import { watchAnswer } from './watch-answer.ts'
import { watchPace } from './watch-pace.ts'

/**
 * The HTTP server of a service: probes and metrics are open to all; a call of `/api/` needs a caller that `authorize`
 * knows, and the scope that its route declares; a few routes say that they are open.
 */
export function createHttp(options: {
  authorize: Authorize
  checks: Checks
  degraded?: (() => Promise<readonly Degraded[]>) | undefined
  metrics: { contentType: string; text(): Promise<string> }
  log: Logger
  /** Aborted when the service stops. */
  stopping: AbortSignal
}): FastifyInstance {
  const app = fastify({
    bodyLimit: JSON_BYTES,
    requestTimeout: REQUEST_MS,
    // Node would refuse a request without a Host header by itself, in a shape that is not ours.
    http: { headersTimeout: HEADER_MS, connectionsCheckingInterval: LATE_CHECK_MS, requireHostHeader: false },
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    // Values that do not fit a contract are refused, not coerced.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: true } },
    frameworkErrors: (error, _request, reply) => {
      const told = tellFailure(error)
      void (reply as FastifyReply).code(told.status).headers(ANSWER_HEADERS).send(shownFailure(told))
    },
    clientErrorHandler(error, socket) {
      if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
      else socket.end(writeBrokenRequest(error), () => socket.destroy())
    },
  })
  answerOddRequests(app.server)
  const methodsOf = declareRoutes(app)
  app.setSerializerCompiler(asItIs)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(ANSWER_HEADERS)
    const { url: target = '', httpVersion } = request.raw
    if (request.headers.host === undefined && httpVersion === '1.1')
      throw new RefusedRequest(400, 'bad_request', 'The request has no Host header (RFC 9112, 3.2).')
    if (target.length > LONGEST_TARGET)
      throw new RefusedRequest(414, 'target_too_long', `The request target has more than ${LONGEST_TARGET} characters.`)
    const problem = targetProblem(target)
    if (problem !== undefined) throw new RefusedRequest(400, 'bad_target', problem)
    // A call without a body may come with a content type: some clients set it on all their calls.
    if (!hasBody(request.headers)) delete request.headers['content-type']
    else
      watchPace(request.raw, (socket) => {
        socket.end(writeBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }), () => socket.destroy())
        options.log.info({ least: LEAST_BYTES_PER_SECOND }, 'a request that came in too slowly was ended')
      })
  })
  app.addHook('onRequest', async (request) => {
    // Paths of one spelling have come so far, so the raw one is the one that was routed.
    if (!request.url.startsWith('/api/')) return
    const needed = scopeOf(request)
    if (needed === 'open') return
    noteCaller(request, await options.authorize(request))
    if (needed !== undefined && needed !== 'known' && !mayCall(request, needed))
      throw new RefusedRequest(
        403,
        'not_permitted',
        `This call needs the scope ${needed}, which the token does not have.`,
      )
  })
  const takeRoom = limitBodies()
  app.addHook('preParsing', async (request, reply) => {
    if (request.url.startsWith('/api/')) takeRoom(request, reply)
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    // The rest of a body that was refused is read and dropped, within the time that a request has: closing at once would
    // reset the connection, and the client would never see the answer.
    if (!raw.complete) {
      reply.removeHeader('connection')
      // Nor at the wish of the client, who closes it when the answer is read.
      reply.raw.shouldKeepAlive = true
      raw.unpipe().resume()
    }
    // The server waits for its connections when it closes, and a client would keep this one for its next call.
    if (options.stopping.aborted) reply.header('connection', 'close')
    const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream')
    if (isStream || reply.raw.destroyed) return
    watchAnswer(reply.raw, raw.socket)
  })
  app.setErrorHandler(async (error: Error, request, reply) => {
    const told = tellFailure(error)
    if (told.status === 500) options.log.error({ err: error, route: request.routeOptions.url }, 'request failed')
    else if (told.status >= 500) options.log.warn({ err: error, route: request.routeOptions.url }, 'request failed')
    if (told.status === 401) reply.header('www-authenticate', 'Bearer')
    if (told.retryAfter !== undefined) reply.header('retry-after', told.retryAfter)
    await reply.code(told.status).send(shownFailure(told))
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = methodsOf(path)
    if (methods.length === 0) throw new RefusedRequest(404, 'not_found', `There is no ${request.method} ${path}.`)
    reply.header('allow', methods.join(', '))
    throw new RefusedRequest(405, 'no_such_method', `${path} has ${methods.join(', ')}, and no ${request.method}.`)
  })
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      void parseJson(request, readJsonText(body), done)
    } catch (error) {
      done(error as Error)
    }
  })
  probes(app, options)
  return app
}

// A template's name, an id, an address in percent-encoding; the router's own limit is 100.
const LONGEST_PARAMETER = 1_000
