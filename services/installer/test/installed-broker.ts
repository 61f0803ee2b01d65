import path from 'node:path'
import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@tubepost/bus'
import { tempDir } from '@tubepost/testing'
import { type Broker, connectWith, startBroker } from './broker.ts'
import { runInstaller } from './run-installer.ts'

/** A broker as the steps of an installation leave it: keys by make-secrets, streams and durables by provision. */
export interface InstalledBroker {
  readonly broker: Broker
  /** The folder of make-secrets. */
  readonly secrets: string
  readonly admin: NatsConnection
  as(user: string): Promise<NatsConnection>
  /** Does a step of the installation; returns its output. Throws where it failed. */
  step(command: string, ...args: readonly string[]): Promise<string>
  /** The same with more in its environment. */
  stepWith(environment: Readonly<Record<string, string>>, command: string, ...args: readonly string[]): Promise<string>
  /** Messages of every stream, buckets too, by name. */
  messages(): Promise<Record<string, number>>
  stop(): Promise<void>
}

export async function installBroker(): Promise<InstalledBroker> {
  const secrets = await tempDir('secrets')
  let url: string | undefined
  const stepWith: InstalledBroker['stepWith'] = async (environment, command, ...args) => {
    const run = runInstaller(secrets, { NATS_URL: url, ...environment }, command, ...args)
    if ((await run.code) !== 0) throw new Error(`${command} failed: ${run.output()}`)
    return run.output()
  }
  const step = (command: string, ...args: readonly string[]) => stepWith({}, command, ...args)
  await step('make-secrets', secrets)
  const broker = await startBroker({ dir: await tempDir('nats'), keys: path.join(secrets, 'nats') })
  url = broker.url
  await step('provision')
  const connections: NatsConnection[] = []
  const as = async (user: string) => {
    const connection = await connectWith(secrets, user, broker.url)
    connections.push(connection)
    return connection
  }
  const admin = await as('admin')
  return {
    broker,
    secrets,
    admin,
    as,
    step,
    stepWith,
    async messages() {
      const found: Record<string, number> = {}
      const { streams } = await jetstreamManager(admin)
      for await (const { config, state } of streams.list()) found[config.name] = state.messages
      return found
    },
    async stop() {
      await Promise.all(connections.map((connection) => connection.close()))
      await broker.stop()
    },
  }
}
