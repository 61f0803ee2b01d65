import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1'
import type { IStatefulSet } from 'kubernetes-models/apps/v1'
import type { IConfigMap, IContainer, ISecret, IService } from 'kubernetes-models/v1'
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { allContainers, type Manifest, ofKind, selects, titleOf, type Workload, workloadsIn } from './manifest.ts'

/** Whatever is named must be there: Secrets, ConfigMaps and their keys, volumes, ports, Services, pods. */
export function referenceProblems(manifests: readonly Manifest[]): string[] {
  const workloads = workloadsIn(manifests)
  return [
    ...workloads.flatMap((workload) =>
      [
        ...volumeProblems(manifests, workload),
        ...allContainers(workload).flatMap((container) => [
          ...mountProblems(manifests, workload, container),
          ...environmentProblems(manifests, container),
          ...probePortProblems(container),
        ]),
      ].map((problem) => `${titleOf(workload.manifest)}: ${problem}`),
    ),
    ...serviceProblems(manifests, workloads),
    ...budgetProblems(manifests, workloads),
    ...monitorProblems(manifests),
    ...ofKind<IStatefulSet>(manifests, 'StatefulSet')
      .filter(({ spec }) => !ofKind(manifests, 'Service').some(({ metadata }) => metadata.name === spec?.serviceName))
      .map((manifest) => `${titleOf(manifest)}: there is no Service ${manifest.spec?.serviceName}`),
  ]
}

const isNamed =
  (name: string | undefined) =>
  ({ metadata }: Manifest): boolean =>
    metadata.name === name

/** Keys of a ConfigMap or Secret, or undefined where it is not there. */
function keysOf(manifests: readonly Manifest[], kind: 'ConfigMap' | 'Secret', name: string): string[] | undefined {
  const found = ofKind<Pick<IConfigMap, 'data'> & Pick<ISecret, 'stringData'>>(manifests, kind).find(isNamed(name))
  return found && Object.keys({ ...found.data, ...found.stringData })
}

/** The Secret or ConfigMap of a volume, unless it may be missing. */
function sourceOf({ pod }: Workload, volume: string): { kind: 'ConfigMap' | 'Secret'; name: string } | undefined {
  const { secret, configMap } = (pod.volumes ?? []).find(({ name }) => name === volume) ?? {}
  if (secret !== undefined && secret.optional !== true) return { kind: 'Secret', name: secret.secretName ?? '' }
  if (configMap !== undefined && configMap.optional !== true) return { kind: 'ConfigMap', name: configMap.name ?? '' }
  return undefined
}

function volumeProblems(manifests: readonly Manifest[], workload: Workload): string[] {
  return (workload.pod.volumes ?? []).flatMap(({ name }) => {
    const source = sourceOf(workload, name)
    const isThere = source === undefined || keysOf(manifests, source.kind, source.name) !== undefined
    return isThere ? [] : [`volume ${name}: there is no ${source.kind} ${source.name}`]
  })
}

function mountProblems(manifests: readonly Manifest[], workload: Workload, container: IContainer): string[] {
  const { spec } = workload.manifest
  const claims = spec !== undefined && 'volumeClaimTemplates' in spec ? (spec.volumeClaimTemplates ?? []) : []
  const volumes = [
    ...(workload.pod.volumes ?? []).map(({ name }) => name),
    ...claims.map((claim) => claim.metadata?.name),
  ]
  const mounts = container.volumeMounts ?? []
  const files = [
    ...(container.env ?? []).flatMap(({ name, value = '' }) => (name.endsWith('_FILE') ? [value] : [])),
    ...[...(container.command ?? []), ...(container.args ?? [])].filter((word) => word.startsWith('/')),
  ]
  return [
    ...mounts.filter(({ name }) => !volumes.includes(name)).map(({ name }) => `there is no volume ${name} to mount`),
    ...files.flatMap((file) => {
      const mount = mounts.find(({ mountPath }) => file.startsWith(`${mountPath}/`))
      if (mount === undefined) return [`container ${container.name}: nothing is mounted where ${file} should be`]
      const source = sourceOf(workload, mount.name)
      const keys = source && keysOf(manifests, source.kind, source.name)
      return keys === undefined || keys.includes(file.slice(mount.mountPath.length + 1))
        ? []
        : [`container ${container.name}: ${source?.kind} ${source?.name} has no key for ${file}`]
    }),
  ]
}

function environmentProblems(manifests: readonly Manifest[], container: IContainer): string[] {
  const values = new Map(
    (container.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
  )
  const missing = (container.env ?? []).flatMap(({ name, valueFrom }) => {
    const { secretKeyRef } = valueFrom ?? {}
    if (secretKeyRef === undefined) return []
    const isThere = keysOf(manifests, 'Secret', secretKeyRef.name ?? '')?.includes(secretKeyRef.key) === true
    return isThere ? [] : [`${name}: there is no key ${secretKeyRef.key} in a Secret ${secretKeyRef.name}`]
  })
  for (const { configMapRef } of container.envFrom ?? []) {
    const data = ofKind<IConfigMap>(manifests, 'ConfigMap').find(isNamed(configMapRef?.name))?.data
    if (data === undefined) missing.push(`there is no ConfigMap ${configMapRef?.name}`)
    for (const [name, value] of Object.entries(data ?? {})) values.set(name, value)
  }
  for (const [name, value] of values) {
    const [, host, port] = /^(?:http:\/\/)?([a-z-]+):(\d+)$/.exec(value) ?? []
    if (host === undefined) continue
    const ports = ofKind<IService>(manifests, 'Service').find(isNamed(host))?.spec?.ports ?? []
    if (!ports.some((each) => each.port === Number(port))) missing.push(`${name} is ${value}, and no Service has that`)
  }
  return missing.map((problem) => `container ${container.name}: ${problem}`)
}

function probePortProblems(container: IContainer): string[] {
  const ports = (container.ports ?? []).map(({ name }) => name)
  return (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((probe) => {
    const port = container[probe]?.httpGet?.port
    return port === undefined || ports.includes(String(port))
      ? []
      : [`its ${probe} asks a port ${port} that it has not`]
  })
}

function serviceProblems(manifests: readonly Manifest[], workloads: readonly Workload[]): string[] {
  return ofKind<IService>(manifests, 'Service').flatMap((service) => {
    const behind = workloads.filter(({ labels }) => selects({ matchLabels: service.spec?.selector ?? {} }, labels))
    if (behind.length !== 1) return [`${titleOf(service)}: selects ${behind.length} workloads, not one`]
    const ports = behind.flatMap(({ containers }) => containers.flatMap((each) => each.ports ?? []))
    return (service.spec?.ports ?? [])
      .filter(({ targetPort }) => !ports.some(({ name }) => name === targetPort))
      .map(({ targetPort }) => `${titleOf(service)}: its pods have no port ${targetPort}`)
  })
}

function budgetProblems(manifests: readonly Manifest[], workloads: readonly Workload[]): string[] {
  return ofKind<IPodDisruptionBudget>(manifests, 'PodDisruptionBudget')
    .filter(({ spec }) => workloads.filter(({ labels }) => selects(spec?.selector ?? {}, labels)).length !== 1)
    .map((budget) => `${titleOf(budget)}: does not select one workload`)
}

function monitorProblems(manifests: readonly Manifest[]): string[] {
  return ofKind<IServiceMonitor>(manifests, 'ServiceMonitor').flatMap((monitor) => {
    const services = ofKind<IService>(manifests, 'Service').filter(({ metadata }) =>
      selects(monitor.spec.selector, metadata.labels ?? {}),
    )
    const ports = services.flatMap(({ spec }) => spec?.ports?.map(({ name }) => name) ?? [])
    return (monitor.spec.endpoints ?? [])
      .filter(({ port }) => !ports.includes(port))
      .map(({ port }) => `${titleOf(monitor)}: no Service that it selects has a port ${port}`)
  })
}
