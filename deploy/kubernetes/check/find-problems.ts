import { topologyOf } from '@tubepost/bus'
import { SERVICES } from '@tubepost/events'
import { declarations, schemas } from '@tubepost/installer'
import { type Facts, installationProblems } from './installation-problems.ts'
import { type Manifest, workloadsIn } from './manifest.ts'
import { networkProblems } from './network-problems.ts'
import { podProblems } from './pod-problems.ts'
import { referenceProblems } from './reference-problems.ts'

const consumers = topologyOf(declarations, { maxBytes: 0, replicas: 1, atomic: true }).consumers
/** The steps of an installation and of a restore: both reach the broker and the database, and nothing else. */
const STEPS = ['installer', 'restore']
const withTables = schemas.map(({ name }) => name)
const facts: Facts = {
  services: SERVICES,
  withTables,
  consumers: new Set(consumers.map(({ stream, config }) => `${stream}/${config.durable_name}`)),
}

/** Faults of a rendering beyond its schemas. Empty means: consistent in itself and with the code. */
export function findProblems(manifests: readonly Manifest[], version: string): string[] {
  return [
    ...podProblems(manifests, `tubepost:${version}`),
    ...referenceProblems(manifests),
    ...networkProblems(manifests, neededConnections(manifests)),
    ...installationProblems(manifests, facts),
  ]
}

/** Connections that follow from the declarations of the services. */
function neededConnections(manifests: readonly Manifest[]): Set<string> {
  const has = (name: string) => workloadsIn(manifests).some((workload) => workload.name === name)
  return new Set([
    ...[...SERVICES, ...STEPS].map((name) => `${name} > nats:4222`),
    'nats > nats:6222',
    ...(has('postgres') ? [...withTables, ...STEPS].map((name) => `${name} > postgres:5432`) : []),
    ...SERVICES.map((name) => `console > ${name}:9090`),
  ])
}
