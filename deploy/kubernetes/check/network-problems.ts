import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { type Manifest, ofKind, selects, titleOf, type Workload, workloadsIn } from './manifest.ts'

type Policy = Manifest & INetworkPolicy
type Direction = 'Ingress' | 'Egress'

/** Namespaces that are not ours are told by these labels; a policy with another one has a peer that nobody describes. */
const FOREIGN_NAMESPACES = ['tubepost.dev/calls-console', 'tubepost.dev/integrates', 'kubernetes.io/metadata.name']

/**
 * Within the namespace, pods may talk to one another exactly as `expected` says, each line as `from > to:port`; and every
 * policy speaks of pods that exist.
 */
export function networkProblems(manifests: readonly Manifest[], expected: ReadonlySet<string>): string[] {
  const policies = ofKind<INetworkPolicy>(manifests, 'NetworkPolicy')
  const workloads = workloadsIn(manifests)
  const allowed = new Set(
    workloads.flatMap((from) =>
      workloads.flatMap((to) =>
        portsOf(to)
          .filter((port) => mayPass(policies, from, to, port))
          .map((port) => `${from.name} > ${to.name}:${port}`),
      ),
    ),
  )
  return [
    ...allowed
      .difference(expected)
      .values()
      .map((line) => `network: ${line} is allowed, and nobody needs it`),
    ...expected
      .difference(allowed)
      .values()
      .map((line) => `network: ${line} is needed, and no policy allows it`),
    ...(policies.some(isDenial) ? [] : ['network: nothing denies what no policy speaks of']),
    ...policies.flatMap((policy) => peerProblems(policy, workloads)),
  ]
}

/** Selects every pod, also one that is added later, and allows nothing. */
function isDenial({ spec }: Policy): boolean {
  const selectsAll = Object.keys(spec?.podSelector ?? {}).length === 0
  const allowsNothing = (spec?.ingress ?? []).length + (spec?.egress ?? []).length === 0
  return selectsAll && allowsNothing && spec?.policyTypes?.toSorted().join() === 'Egress,Ingress'
}

const portsOf = ({ containers }: Workload): number[] =>
  containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort))

/** A connection needs leave on both sides. A pod that no policy selects for a direction may do everything. */
function mayPass(policies: readonly Policy[], from: Workload, to: Workload, port: number): boolean {
  return permits(policies, 'Egress', from, to, port) && permits(policies, 'Ingress', to, from, port)
}

function permits(
  policies: readonly Policy[],
  direction: Direction,
  own: Workload,
  peer: Workload,
  port: number,
): boolean {
  const forOwn = policies.filter(
    ({ spec }) => spec?.policyTypes?.includes(direction) && selects(spec.podSelector ?? {}, own.labels),
  )
  return (
    forOwn.length === 0 ||
    forOwn.some((policy) =>
      rulesOf(policy, direction).some(
        ({ ports, peers }) =>
          (ports === undefined || ports.some((each) => each.port === port)) &&
          (peers === undefined ||
            peers.some(
              ({ podSelector, namespaceSelector }) =>
                podSelector !== undefined && namespaceSelector === undefined && selects(podSelector, peer.labels),
            )),
      ),
    )
  )
}

function rulesOf({ spec }: Policy, direction: Direction) {
  return direction === 'Egress'
    ? (spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
    : (spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
}

function peerProblems(policy: Policy, workloads: readonly Workload[]): string[] {
  const someone = (selector: Parameters<typeof selects>[0]) => workloads.some(({ labels }) => selects(selector, labels))
  const peers = [...rulesOf(policy, 'Egress'), ...rulesOf(policy, 'Ingress')].flatMap((rule) => rule.peers ?? [])
  return [
    ...(someone(policy.spec?.podSelector ?? {}) ? [] : ['selects no pod']),
    ...peers.flatMap(({ podSelector, namespaceSelector }) => {
      if (namespaceSelector === undefined)
        return someone(podSelector ?? {}) ? [] : ['names a peer that is no pod of ours']
      const labels = Object.keys(namespaceSelector.matchLabels ?? {})
      return labels.length > 0 && labels.every((label) => FOREIGN_NAMESPACES.includes(label))
        ? []
        : ['names a namespace that the README does not']
    }),
  ].map((problem) => `${titleOf(policy)}: ${problem}`)
}
