import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import type { IContainer, IService } from 'kubernetes-models/v1'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { type Manifest, ofKind, type Workload, workloadsIn } from '../check/manifest.ts'
import { render, type Rendering, renderings } from '../check/render.ts'

/** Why nothing can be rendered here, where that is so. */
export const noKubectl = process.env['TUBEPOST_NO_KUBECTL']

let rendered: Map<Rendering, Manifest[]> | undefined

/** A rendering to break; all are rendered once. */
export function copyOf(rendering: Rendering): Manifest[] {
  rendered ??= render(renderings)
  return structuredClone(rendered.get(rendering) ?? [])
}

function found<Found>(what: Found | undefined, name: string): Found {
  if (what === undefined) throw new Error(`the rendering has no ${name}`)
  return what
}

export function workload(manifests: readonly Manifest[], wanted: string): Workload {
  return found(
    workloadsIn(manifests).find(({ name }) => name === wanted),
    wanted,
  )
}
export const container = (manifests: readonly Manifest[], name: string): IContainer =>
  found(workload(manifests, name).pod.containers[0], `container of ${name}`)
const byName = <Model extends object>(all: readonly (Manifest & Model)[], name: string): Manifest & Model =>
  found(
    all.find(({ metadata }) => metadata.name === name),
    name,
  )
export const service = (all: readonly Manifest[], name: string) => byName(ofKind<IService>(all, 'Service'), name)
export const policy = (all: readonly Manifest[], name: string) =>
  byName(ofKind<INetworkPolicy>(all, 'NetworkPolicy'), name)
export const scaled = (all: readonly Manifest[], name: string) =>
  byName(ofKind<IScaledObject>(all, 'ScaledObject'), name)
