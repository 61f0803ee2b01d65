/**
 * Holds manifests against the schemas of Kubernetes, KEDA and the Prometheus Operator, as kubernetes-models has them from
 * their OpenAPI. Its validators judge values and let unknown fields pass, which a cluster would drop without a word; its
 * types know every field. So each manifest is written down as a constant of its type, and the compiler says what is unknown.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject'
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule'
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { CronJob } from 'kubernetes-models/batch/v1/CronJob'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Namespace } from 'kubernetes-models/v1/Namespace'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { type Manifest, titleOf } from './manifest.ts'

const root = path.join(import.meta.dirname, '../../..')

type Model = new (data: never) => { validate(): void }
const MODELS: Readonly<Record<string, Model>> = {
  ConfigMap,
  CronJob,
  Deployment,
  HorizontalPodAutoscaler,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  PrometheusRule,
  ScaledObject,
  Secret,
  Service,
  ServiceMonitor,
  StatefulSet,
}

// Groups that are not of Kubernetes itself.
const PACKAGES: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
}

export function schemaProblems(manifests: readonly Manifest[]): string[] {
  const known = manifests.filter(({ kind }) => Object.hasOwn(MODELS, kind))
  const unknown = manifests.filter((manifest) => !known.includes(manifest))
  return [
    ...unknown.map((manifest) => `${titleOf(manifest)}: the check has no schema of this kind`),
    ...known.flatMap(valueProblems),
    ...fieldProblems(known),
  ]
}

function valueProblems(manifest: Manifest): string[] {
  const Model = MODELS[manifest.kind] as Model
  try {
    new Model(manifest as never).validate()
    return []
  } catch (error) {
    return [`${titleOf(manifest)}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

const COMPILER_OPTIONS = ['--noEmit', '--ignoreConfig', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck']
const LANGUAGE_OPTIONS = ['--module', 'nodenext', '--target', 'esnext', '--types', '']

function fieldProblems(manifests: readonly Manifest[]): string[] {
  // Below this package, so that the compiler finds its dependencies.
  const folder = mkdtempSync(path.join(import.meta.dirname, '.typed-'))
  try {
    const files = manifests.map((manifest, index) => {
      const file = path.join(folder, `${index}.ts`)
      writeFileSync(file, typed(manifest))
      return file
    })
    const options = [...COMPILER_OPTIONS, ...LANGUAGE_OPTIONS]
    const { stdout, status, error } = spawnSync(path.join(root, 'node_modules/.bin/tsc'), [...options, ...files], {
      encoding: 'utf8',
    })
    if (error !== undefined) throw error
    const told = [...stdout.matchAll(/(\d+)\.ts\(\d+,\d+\): error \w+: (.*)/g)].map(
      ([, index, problem]) => `${titleOf(manifests[Number(index)] as Manifest)}: ${problem}`,
    )
    return status === 0 || told.length > 0 ? told : [`the compiler failed: ${stdout}`]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function typed(manifest: Manifest): string {
  const group = manifest.apiVersion.split('/')[0] ?? ''
  const module = `${PACKAGES[group] ?? 'kubernetes-models'}/${manifest.apiVersion}`
  return `import type { I${manifest.kind} } from '${module}'\nexport const manifest: I${manifest.kind} = ${JSON.stringify(manifest, undefined, 1)}\n`
}
