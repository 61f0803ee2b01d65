import type { IStatefulSetSpec } from 'kubernetes-models/apps/v1'
import type { ICronJobSpec } from 'kubernetes-models/batch/v1'
import type { IContainer, IPodSpec } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'

/** One object of a rendering. `schemaProblems` sees that it is what its kind says. */
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
}

/** Whatever has a template of pods; a CronJob has that of the Job that it would make. */
export interface Workload {
  name: string
  title: string
  labels: Record<string, string>
  spec: Partial<IStatefulSetSpec>
  pod: IPodSpec
  /** Those that run before the others come first. */
  containers: IContainer[]
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

export const ofKind = <Model extends object>(manifests: readonly Manifest[], kind: string): (Manifest & Model)[] =>
  manifests.filter((manifest) => manifest.kind === kind) as (Manifest & Model)[]

export const titleOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`

export function workloadsIn(manifests: readonly Manifest[]): Workload[] {
  return (manifests as (Manifest & { spec?: Partial<ICronJobSpec & IStatefulSetSpec> })[]).flatMap((manifest) => {
    const spec = (manifest.spec?.jobTemplate?.spec ?? manifest.spec ?? {}) as Partial<IStatefulSetSpec>
    const { metadata: { labels = {} } = {}, spec: pod } = spec.template ?? {}
    if (pod === undefined) return []
    const containers = [...(pod.initContainers ?? []), ...pod.containers]
    return [{ name: manifest.metadata.name, title: titleOf(manifest), labels, spec, pod, containers }]
  })
}

export type Selector = { matchLabels?: Record<string, string>; matchExpressions?: unknown[] }

export function selects({ matchLabels = {}, matchExpressions }: Selector, labels: Record<string, string>): boolean {
  if (matchExpressions !== undefined) throw new Error('the check knows no selector with expressions')
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
}

/** Every object within one, with the field that it stands in; parts that may be missing are left out. */
export function* partsOf(node: object, field = ''): Generator<[field: string, part: Record<string, string>]> {
  if ('optional' in node && node.optional === true) return
  if (!Array.isArray(node)) yield [field, node as Record<string, string>]
  for (const [key, value] of Object.entries(node))
    if (typeof value === 'object' && value !== null) yield* partsOf(value, Array.isArray(node) ? field : key)
}
