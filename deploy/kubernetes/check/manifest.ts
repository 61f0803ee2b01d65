import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1'
import type { ICronJob, IJob } from 'kubernetes-models/batch/v1'
import type { IContainer, IPodSpec } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'

/** One object of a rendering. Its kind says what else it holds; `schemaProblems` sees that this is true. */
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
}

/** The pods of a Deployment, a StatefulSet or a CronJob; for the last, of the Job that it would make. */
export interface Workload {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly pod: IPodSpec
  readonly containers: readonly IContainer[]
  readonly initContainers: readonly IContainer[]
  readonly manifest: Manifest & { readonly spec?: (IDeployment | IStatefulSet | IJob)['spec'] }
}

/** As kubectl reads it: YAML 1.1, in which 0440 is octal, and base64 that may be folded. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    const manifest = document.toJS() as Manifest & { data?: Record<string, string> }
    if (manifest.kind !== 'Secret') return manifest
    const data = Object.entries(manifest.data ?? {}).map(([key, value]) => [key, value.replaceAll('\n', '')])
    return { ...manifest, data: Object.fromEntries(data) }
  })
}

export function ofKind<Model extends object>(manifests: readonly Manifest[], kind: string): (Manifest & Model)[] {
  return manifests.filter((manifest) => manifest.kind === kind) as (Manifest & Model)[]
}

export const titleOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`

export function workloadsIn(manifests: readonly Manifest[]): Workload[] {
  const workloads: Workload['manifest'][] = [
    ...ofKind<IDeployment>(manifests, 'Deployment'),
    ...ofKind<IStatefulSet>(manifests, 'StatefulSet'),
    ...ofKind<ICronJob>(manifests, 'CronJob').map((cron) => ({ ...cron, spec: cron.spec?.jobTemplate.spec })),
  ]
  return workloads.map((manifest) => {
    const { template } = manifest.spec ?? {}
    const pod = template?.spec ?? { containers: [] }
    return {
      name: manifest.metadata.name,
      labels: template?.metadata?.labels ?? {},
      pod,
      containers: pod.containers,
      initContainers: pod.initContainers ?? [],
      manifest,
    }
  })
}

export const allContainers = ({ initContainers, containers }: Workload): readonly IContainer[] => [
  ...initContainers,
  ...containers,
]

/** The parts of a label selector that are used here; another operator is an error rather than a match. */
interface Selector {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

export function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const byLabel = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  return (
    byLabel &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`the check knows no selector with the operator ${operator}`)
      return values.includes(labels[key] ?? '')
    })
  )
}
