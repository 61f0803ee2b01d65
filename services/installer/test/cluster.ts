import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { freePort, makeCertificates } from '@tubepost/testing'
import { type Broker, DEPLOY, replaced, startServer, writeBrokerConfig } from './broker.ts'

const PRODUCTION = path.join(DEPLOY, 'kubernetes/overlays/production')

export interface Cluster {
  readonly servers: readonly Broker[]
  stop(): Promise<void>
}

/**
 * The three brokers of deploy/kubernetes/overlays/production on this machine: their configuration as it stands, but for
 * addresses, ports and the folder of the store.
 * @param secrets the folder of make-secrets, with certificates
 */
export async function startCluster(dir: string, secrets: string): Promise<Cluster> {
  const keys = path.join(secrets, 'nats')
  const { caFile } = makeCertificates(secrets)
  const names = ['nats-0', 'nats-1', 'nats-2']
  const routePorts = await Promise.all(names.map(() => freePort()))
  const { ROUTE_PASSWORD = '' } = parseEnv(readFileSync(path.join(keys, 'route.env'), 'utf8'))
  const routes = replaced(readFileSync(path.join(PRODUCTION, 'nats-cluster.yaml'), 'utf8'), [
    ['$(ROUTE_PASSWORD)', ROUTE_PASSWORD],
    ...names.map((peer, at) => [`${peer}.nats-peers:6222`, `127.0.0.1:${routePorts[at]}`] as const),
  ]).match(/nats-route:[^,"\\]+/g)
  const servers = await Promise.all(
    names.map(async (name, index) => {
      const own = path.join(dir, name)
      const ports = await writeBrokerConfig(own, keys)
      const config = path.join(own, 'tubepost/cluster.conf')
      const text = readFileSync(path.join(PRODUCTION, 'cluster.conf'), 'utf8')
      writeFileSync(
        config,
        replaced(text, [
          ['0.0.0.0:6222', `127.0.0.1:${routePorts[index]}`],
          ['/etc/nats/keys/nats-ca.crt', caFile],
          ['/etc/nats/keys/', `${keys}/`],
        ]),
      )
      return { name, dir: own, args: ['--config', config, '--routes', (routes ?? []).join(',')], ...ports }
    }),
  )
  const started = await Promise.all(servers.map((server) => startServer({ ...server, env: { ROUTE_PASSWORD } })))
  return { servers: started, stop: async () => void (await Promise.all(started.map((server) => server.stop()))) }
}
