/**
 * Holds manifests against the schemas of Kubernetes, KEDA and the Prometheus Operator, as kubernetes-models has them from
 * their OpenAPI, and pods against `every-pod.schema.yaml`. The validators of kubernetes-models judge values and let unknown
 * fields pass, which a cluster would drop without a word; its types know every field. So each manifest is written down as
 * a constant of its type, and the compiler says what is unknown.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { type Manifest, titleOf, workloadsIn } from './manifest.ts'

const root = path.join(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const { version } = JSON.parse(read('package.json')) as { version: string }
const everyPod = read('deploy/kubernetes/check/every-pod.schema.yaml').replace('VERSION', version)
const fitsEveryPod = new Ajv2020({ allErrors: true, strict: false }).compile(parse(everyPod) as object)

// Groups that are not of Kubernetes itself.
const PACKAGES: Readonly<Record<string, string>> = {
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
}
const moduleOf = ({ apiVersion }: Manifest): string =>
  `${PACKAGES[apiVersion.split('/')[0] ?? ''] ?? 'kubernetes-models'}/${apiVersion}`

export async function schemaProblems(manifests: readonly Manifest[]): Promise<string[]> {
  const values = await Promise.all(manifests.map(valueProblems))
  return [...values.flat(), ...fieldProblems(manifests), ...podProblems(manifests)]
}

async function valueProblems(manifest: Manifest): Promise<string[]> {
  type Models = Record<string, new (data: Manifest) => { validate(): void }>
  try {
    const { [manifest.kind]: Model } = (await import(`${moduleOf(manifest)}/${manifest.kind}`)) as Models
    if (Model !== undefined) new Model(manifest).validate()
    return []
  } catch (error) {
    return [`${titleOf(manifest)}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

export function podProblems(manifests: readonly Manifest[]): string[] {
  return workloadsIn(manifests).flatMap(({ title, pod }) =>
    fitsEveryPod(pod)
      ? []
      : (fitsEveryPod.errors ?? []).map((error) => `${title}: ${error.instancePath || 'the pod'} ${error.message}`),
  )
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

const typed = (manifest: Manifest): string => `import type { I${manifest.kind} } from '${moduleOf(manifest)}'
export const manifest: I${manifest.kind} = ${JSON.stringify(manifest, undefined, 1)}
`
