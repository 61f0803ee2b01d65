import { RefusedRequest } from '@tubepost/service'
import type { Client } from './client-of.ts'

/** The reason why nobody can sign in by this way; undefined where one can. */
export function openWire({ isHttps, isLoopback }: Client): string | undefined {
  if (isHttps || isLoopback) return undefined
  return (
    'Over plain HTTP everybody on the way could read the password. Put a reverse proxy that speaks TLS in front, ' +
    'such as Caddy, nginx or Traefik; name its address in console.trustedProxies of tubepost.yaml, and have it hand on ' +
    'Host and set X-Forwarded-Proto. On the machine itself http://localhost works as it is.'
  )
}

export function refuseOpenWire(client: Client): void {
  const why = openWire(client)
  if (why !== undefined) throw new RefusedRequest(403, 'not_secure', why)
}
