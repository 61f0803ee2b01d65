import type { Readable, Writable } from 'node:stream'
import httpProxy from '@fastify/http-proxy'
import { ACTOR_HEADER, type HttpApp, type HttpRequest, type ServiceContext } from '@tubepost/service'
import { actorOf } from './authorize-call.ts'
import { type ConsoleConfig, upstreams } from './console-config.ts'

/** One door for everything: a call that may be made is handed on to its service, with the token the services know. */
export async function gateway(app: HttpApp, context: ServiceContext<ConsoleConfig>): Promise<void> {
  for (const { name, url } of upstreams(context.config)) {
    await app.register(httpProxy, {
      upstream: url,
      prefix: `/api/${name}`,
      rewritePrefix: `/api/${name}`,
      replyOptions: {
        onResponse(_request, reply, answer) {
          if (String(reply.getHeader('content-type')).startsWith('text/event-stream'))
            endWith(context.signal, reply.raw)
          void reply.send((answer as unknown as { stream: Readable }).stream)
        },
        rewriteRequestHeaders: (request, headers) =>
          handedOn(headers, context.config.ADMIN_TOKEN, actorOf(request as HttpRequest)),
      },
    })
  }
}

/** An event stream has no end of its own that closing could wait for; its clients come again. */
function endWith(signal: AbortSignal, answer: Writable): void {
  const end = () => answer.destroy()
  signal.addEventListener('abort', end)
  answer.once('close', () => signal.removeEventListener('abort', end))
  if (signal.aborted) end()
}

/**
 * Headers for the service behind. Without `Expect`, which curl sends before more than a megabyte: our server has answered it,
 * and undici refuses to pass it on.
 */
function handedOn(headers: object, token: string, actor: string | undefined): Record<string, string> {
  const { expect: _, [ACTOR_HEADER]: __, ...others } = headers as Record<string, string>
  return { ...others, authorization: `Bearer ${token}`, ...(actor !== undefined && { [ACTOR_HEADER]: actor }) }
}

/** The installation is ready when each of its services is. */
export function installationChecks({ config }: ServiceContext<ConsoleConfig>): Record<string, () => Promise<void>> {
  return Object.fromEntries(
    upstreams(config).map(({ name, url }) => [
      name,
      async () => {
        const response = await fetch(new URL('/readyz', url))
        if (response.ok) return
        const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean; detail: string }> }
        const failed = Object.entries(checks).filter(([, check]) => !check.ok)
        throw new Error(failed.map(([check, { detail }]) => `${check}: ${detail}`).join('; '))
      },
    ]),
  )
}
