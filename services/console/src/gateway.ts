import httpProxy from '@fastify/http-proxy'
import type { HttpApp, ServiceContext } from '@tubepost/service'
import { type ConsoleConfig, upstreams } from './console-config.ts'

/** One door for everything: what belongs to another service is handed on to it, token and all. */
export async function gateway(app: HttpApp, context: ServiceContext<ConsoleConfig>): Promise<void> {
  for (const { name, url } of upstreams(context.config)) {
    await app.register(httpProxy, {
      upstream: url,
      prefix: `/api/${name}`,
      rewritePrefix: `/api/${name}`,
      replyOptions: { rewriteRequestHeaders: (_request, headers) => withoutExpect(headers) },
    })
  }
}

/** curl asks before it sends more than a megabyte; our server has answered that, and undici refuses to pass it on. */
function withoutExpect<Fields extends { expect?: unknown }>(headers: Fields): Omit<Fields, 'expect'> {
  const { expect: _, ...others } = headers
  return others
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
