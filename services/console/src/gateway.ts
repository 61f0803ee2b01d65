import type { IncomingMessage } from 'node:http'
import type { Readable, Writable } from 'node:stream'
import {
  callerOf,
  CSV_BYTES,
  CSV_TYPE,
  type HttpApp,
  type HttpRequest,
  limitStreams,
  MAIL_BYTES,
  MAIL_TYPE,
  type ServiceContext,
} from '@tubepost/service'
import { type ConsoleConfig, upstreams } from './console-config.ts'
import { endWhenStale } from './end-when-stale.ts'
import { handOn, tooLarge, withoutHops } from './hand-on.ts'
import { readProbe } from './read-probe.ts'
import { readinessOf } from './readiness-of.ts'
import type { ConsoleContext } from './sign-in/settings.ts'
import { sessionOf } from './sign-in/who-is-signed-in.ts'
import { scopeNeeded } from './token-scopes.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** The answer of such a path stays open, in every service. */
const STREAM = /\/stream$/

/**
 * One door for everything: a call that may be made is handed on to its service, with the token the services know and the
 * scopes of the caller, which the service holds against those that its route declares.
 */
export async function gateway(app: HttpApp, context: ConsoleContext<ConsoleConfig>): Promise<void> {
  const takeStream = limitStreams()
  await app.register(async (scoped) => {
    // Bodies are for the services to read: a mail is handed on as it comes, anything else once it is whole.
    scoped.removeAllContentTypeParsers()
    scoped.addContentTypeParser(MAIL_TYPE, ({ headers }, body, done) => {
      if (Number(headers['content-length'] ?? 0) > MAIL_BYTES) done(tooLarge())
      else done(null, body)
    })
    scoped.addContentTypeParser(
      CSV_TYPE,
      { parseAs: 'buffer', bodyLimit: CSV_BYTES },
      (_request: HttpRequest, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
    )
    scoped.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    for (const { name, url } of upstreams(context.config)) {
      scoped.route({
        method: [...METHODS],
        url: `/api/${name}/*`,
        exposeHeadRoute: false,
        schema: { hide: true },
        config: { scope: ({ method, url: target }) => scopeNeeded(method, target.split('?')[0] ?? '') },
        async handler(request, reply) {
          const { method } = request
          const target = request.raw.url ?? ''
          const caller = callerOf(request)
          if (method === 'GET' && STREAM.test(target.split('?')[0] ?? '')) takeStream(request, reply)
          const gone = new AbortController()
          reply.raw.once('close', () => gone.abort())
          const body = request.body as Buffer | Readable | undefined
          const answer = await handOn(
            { method, target, headers: request.headers, body },
            { url, token: context.config.GATEWAY_TOKEN, caller, signal: gone.signal },
          )
          if (isEventStream(answer)) {
            endWith(context.signal, reply.raw)
            endWhenStale(context, { caller, session: sessionOf(request) }, reply.raw)
          }
          return reply
            .code(answer.statusCode ?? 502)
            .headers(withoutHops(answer.headers, isCookie))
            .send(answer)
        },
      })
    }
  })
}

/** Cookies are the console's alone, whatever a service answers. */
const isCookie = (name: string): boolean => name === 'set-cookie'

const isEventStream = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('text/event-stream') === true

/** An event stream has no end of its own that closing could wait for; its clients come again. */
function endWith(signal: AbortSignal, answer: Writable): void {
  const end = () => answer.destroy()
  signal.addEventListener('abort', end)
  answer.once('close', () => signal.removeEventListener('abort', end))
  if (signal.aborted) end()
}

/** The installation is ready when each of its services is. */
export function installationChecks({ config }: ServiceContext<ConsoleConfig>): Record<string, () => Promise<void>> {
  return Object.fromEntries(
    upstreams(config).map(({ name, url }) => [
      name,
      async () => {
        const { status, text } = await readProbe(new URL('/readyz', url))
        if (status === 200) return
        const failing = readinessOf(text)?.failing ?? []
        if (failing.length === 0) throw new Error(`it answers ${status}, and does not say why`)
        throw new Error(failing.map((check) => `${check.name}: ${check.detail}`).join('; '))
      },
    ]),
  )
}
