import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { freePort, type Program, startProgram } from '@tubepost/testing'

const DEPLOY = new URL('../../../deploy', import.meta.url).pathname
const NATS_CONF = path.join(DEPLOY, 'nats/nats.conf')
const PRODUCTION = path.join(DEPLOY, 'kubernetes/overlays/production')

export interface Cluster {
  readonly servers: readonly {
    readonly name: string
    readonly url: string
    readonly monitorUrl: string
    readonly program: Program
  }[]
  stop(): Promise<void>
}

/**
 * The three brokers of deploy/kubernetes/overlays/production on this machine: their configuration as it stands, but for
 * addresses, ports and the folder of the store.
 * @param keys the folder `nats` of make-secrets
 */
export async function startCluster(dir: string, keys: string): Promise<Cluster> {
  const names = ['nats-0', 'nats-1', 'nats-2']
  const routePorts = await Promise.all(names.map(() => freePort()))
  const { ROUTE_PASSWORD = '' } = parseEnv(readFileSync(path.join(keys, 'route.env'), 'utf8'))
  const routes = replaced(readFileSync(path.join(PRODUCTION, 'nats-cluster.yaml'), 'utf8'), [
    ['$(ROUTE_PASSWORD)', ROUTE_PASSWORD],
    ...names.map((peer, at) => [`${peer}.nats-peers:6222`, `127.0.0.1:${routePorts[at]}`] as const),
  ]).match(/nats-route:[^,"\\]+/g)
  const servers = await Promise.all(
    names.map(async (name, index) => {
      const [port, monitorPort] = [await freePort(), await freePort()]
      const own = path.join(dir, name)
      const config = path.join(own, 'tubepost')
      mkdirSync(config, { recursive: true })
      cpSync(keys, path.join(own, 'keys'), { recursive: true })
      cpSync(path.join(DEPLOY, 'nats/accounts.conf'), path.join(config, 'accounts.conf'))
      const text = replaced(readFileSync(NATS_CONF, 'utf8'), [
        ['0.0.0.0:4222', `127.0.0.1:${port}`],
        ['0.0.0.0:8222', `127.0.0.1:${monitorPort}`],
        ['store_dir: /data', `store_dir: ${JSON.stringify(path.join(own, 'data'))}`],
      ])
      writeFileSync(path.join(config, 'nats.conf'), text)
      const cluster = replaced(readFileSync(path.join(PRODUCTION, 'cluster.conf'), 'utf8'), [
        ['0.0.0.0:6222', `127.0.0.1:${routePorts[index]}`],
      ])
      writeFileSync(path.join(config, 'cluster.conf'), cluster)
      return { name, own, config, url: `nats://127.0.0.1:${port}`, monitorUrl: `http://127.0.0.1:${monitorPort}` }
    }),
  )
  const started = await Promise.all(
    servers.map(async ({ name, own, config, url, monitorUrl }) => ({
      name,
      url,
      monitorUrl,
      program: await startProgram({
        name,
        command: process.env['TUBEPOST_NATS_BIN'] ?? 'nats-server',
        args: ['--config', path.join(config, 'cluster.conf'), '--routes', (routes ?? []).join(',')],
        dir: own,
        env: { SERVER_NAME: name, ROUTE_PASSWORD },
        stopSignal: 'SIGTERM',
        // As the startupProbe asks: only together can they say yes.
        ready: async () => (await fetch(`${monitorUrl}/healthz`).catch(() => undefined))?.ok ?? false,
      }),
    })),
  )
  return { servers: started, stop: async () => void (await Promise.all(started.map(({ program }) => program.stop()))) }
}

function replaced(text: string, pairs: readonly (readonly [from: string, to: string])[]): string {
  return pairs.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the configuration has no ${from} any more`)
    return before.replaceAll(from, to)
  }, text)
}
