import { SERVICES } from '@tubepost/events'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { type Manifest, ofKind, partsOf, selects, titleOf, type Workload, workloadsIn } from './manifest.ts'
import { MEASURED_MIB, memoryProblems } from './memory-needs.ts'
import { missingNames } from './missing-names.ts'
import { overriddenValues } from './overridden-values.ts'
import { servicesThatRead } from './services-that-read.ts'

type Policy = Manifest & INetworkPolicy
type Side = 'Egress' | 'Ingress'

/** The steps of an installation and of a restore: both reach the broker and the database, and nothing else. */
const STEPS = ['installer', 'restore']
/** The step that applies the set-up reaches the database alone. */
const APPLY = 'apply'
/** Selects every pod, also one that is added later, and allows nothing. */
const DENIAL = '{"podSelector":{},"policyTypes":["Ingress","Egress"]}'

/** Faults of a rendering beyond its schemas. Empty means: consistent in itself and with the code. */
export function findProblems(manifests: readonly Manifest[]): string[] {
  const workloads = workloadsIn(manifests)
  const policies = ofKind<INetworkPolicy>(manifests, 'NetworkPolicy')
  const [allowed, needed] = [allowedConnections(policies, workloads), neededConnections(workloads)]
  return [
    ...missingNames(manifests, workloads),
    ...overriddenValues(manifests),
    ...memoryProblems(limitsOf(workloads)),
    ...manifests.flatMap((each) => wrongSelectors(each, workloads).map((problem) => `${titleOf(each)}: ${problem}`)),
    ...[...allowed.difference(needed)].map((line) => `network: ${line} is allowed, and nobody needs it`),
    ...[...needed.difference(allowed)].map((line) => `network: ${line} is needed, and no policy allows it`),
    ...(policies.some(({ spec }) => JSON.stringify(spec) === DENIAL) ? [] : ['network: nothing denies the rest']),
  ]
}

/** Limits of memory by service. */
function limitsOf(workloads: readonly Workload[]): Map<string, string | undefined> {
  const services = workloads.filter(({ name }) => name in MEASURED_MIB)
  return new Map(
    services.map(({ name, pod }) => {
      const limit = pod.containers[0]?.resources?.limits?.memory
      return [name, limit === undefined ? undefined : String(limit)]
    }),
  )
}

/** A selector selects pods that exist: of a workload its own, of a Service or a budget one workload. */
function wrongSelectors(manifest: Manifest, workloads: readonly Workload[]): string[] {
  const own = workloads.find(({ title }) => title === titleOf(manifest))
  const most = /^(Service|PodDisruptionBudget)$/.test(manifest.kind) ? 1 : workloads.length
  const parts = [...partsOf(manifest)].filter(([field]) => /^(selector|podSelector|labelSelector)$/.test(field))
  return parts.flatMap(([, part]) => {
    const selector = manifest.kind === 'Service' ? { matchLabels: part } : part
    const found = workloads.filter(({ labels }) => selects(selector, labels))
    const isRight = own === undefined ? found.length > 0 && found.length <= most : found.includes(own)
    return isRight || manifest.kind === 'ServiceMonitor'
      ? []
      : `selects ${found.length} workloads by ${JSON.stringify(part)}`
  })
}

/** Follow from the declarations of the services: each is `from > to:port`. */
function neededConnections(workloads: readonly Workload[]): Set<string> {
  const users = workloads.some(({ name }) => name === 'postgres')
    ? [...servicesThatRead('DATABASE_URL'), ...STEPS, APPLY]
    : []
  return new Set([
    'nats > nats:6222',
    ...[...SERVICES, ...STEPS].map((name) => `${name} > nats:4222`),
    ...users.map((name) => `${name} > postgres:5432`),
    ...SERVICES.map((name) => `console > ${name}:9090`),
  ])
}

/** A connection within the namespace needs leave on both sides. */
function allowedConnections(policies: readonly Policy[], workloads: readonly Workload[]): Set<string> {
  const pairs = workloads.flatMap((from) => workloads.map((to) => [from, to] as const))
  return new Set(
    pairs.flatMap(([from, to]) => {
      const ports = to.containers.flatMap((each) => each.ports ?? []).map(({ containerPort }) => containerPort)
      return ports
        .filter((port) => permits(policies, 'Egress', from, to, port) && permits(policies, 'Ingress', to, from, port))
        .map((port) => `${from.name} > ${to.name}:${port}`)
    }),
  )
}

/** A pod that no policy selects for a direction may do everything. */
function permits(policies: readonly Policy[], side: Side, own: Workload, peer: Workload, port: number): boolean {
  const about = policies.filter(
    ({ spec }) => spec?.policyTypes?.includes(side) && selects(spec.podSelector ?? {}, own.labels),
  )
  const rules = about.flatMap(({ spec }) =>
    side === 'Egress'
      ? (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
      : (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })),
  )
  return (
    about.length === 0 ||
    rules.some(({ peers, ports }) => {
      const isPeer =
        peers?.some(({ podSelector }) => podSelector !== undefined && selects(podSelector, peer.labels)) ?? true
      return isPeer && (ports?.some((each) => each.port === port) ?? true)
    })
  )
}
