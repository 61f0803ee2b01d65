import { lookup } from 'node:dns/promises'
import type { ReplicaState } from '@tubepost/api'
import { type ConsoleConfig, upstreams } from '../console-config.ts'
import { readProbe } from '../read-probe.ts'
import { readinessOf } from '../readiness-of.ts'
import { type Metric, readMetrics } from './read-metrics.ts'

export interface Replica extends ReplicaState {
  readonly metrics: readonly Metric[]
}

/**
 * Every replica that can be found: those that the address of a service leads to by DNS, and this one of the console. One that
 * does not answer is there without a version.
 * @param own address of this console
 */
export async function readReplicas(config: ConsoleConfig, own: URL): Promise<Replica[]> {
  const places = await Promise.all(
    upstreams(config).map(async ({ name, url }) =>
      (await addressesOf(new URL(url))).map((address) => ({ service: name, address })),
    ),
  )
  return Promise.all([...places.flat(), { service: 'console', address: own }].map(readReplica))
}

async function addressesOf(url: URL): Promise<URL[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const found = await lookup(host, { all: true }).catch(() => [])
  const own = [...new Set(found.map(({ address }) => address))]
  // A name of both kinds of address is one replica that listens on both.
  const addresses = own.some((address) => !address.includes(':')) ? own.filter((one) => !one.includes(':')) : own
  if (addresses.length === 0) return [url]
  return addresses.map((address) => addressed(url, address))
}

/** The same URL at another host. */
export function addressed(url: URL, address: string): URL {
  const at = new URL(url)
  at.hostname = address.includes(':') ? `[${address}]` : address
  return at
}

async function readReplica({ service, address }: { service: string; address: URL }): Promise<Replica> {
  const ask = async (path: string) => (await readProbe(new URL(path, address))).text
  const [ready, shown] = await Promise.allSettled([ask('/readyz'), ask('/metrics')])
  const readiness = ready.status === 'fulfilled' ? readinessOf(ready.value) : undefined
  const metrics = shown.status === 'fulfilled' ? readMetrics(shown.value) : []
  const build = metrics.find(({ name }) => name === 'tubepost_build_info')
  return {
    service: service as Replica['service'],
    address: address.host,
    version: build?.labels['version'] ?? null,
    ready: readiness?.ready ?? false,
    failing:
      readiness === undefined
        ? ['it does not answer']
        : readiness.failing.map(({ name, detail }) => `${name}: ${detail}`),
    metrics,
  }
}
