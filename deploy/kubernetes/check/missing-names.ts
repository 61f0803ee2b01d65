import { topologyOf } from '@tubepost/bus'
import { SERVICES } from '@tubepost/events'
import { declarations } from '@tubepost/installer'
import type { IService } from 'kubernetes-models/v1'
import { type Manifest, ofKind, partsOf, selects, titleOf, type Workload } from './manifest.ts'

const { consumers } = topologyOf(declarations, { maxBytes: 0, replicas: 1, atomic: true })
/** Namespaces that are not ours, by the labels that the README gives them. */
const NAMESPACES = ['tubepost.dev/calls-console', 'tubepost.dev/integrates', 'kubernetes.io/metadata.name']

/** Fields that name something which another object, the same pod (`.name`), the README or the code has to have. */
const NAMES: Readonly<Record<string, (node: Readonly<Record<string, string>>) => string[]>> = {
  secret: ({ secretName }) => [`Secret ${secretName}`],
  secretKeyRef: ({ name, key }) => [`Secret ${name}/${key}`],
  configMap: ({ name }) => [`ConfigMap ${name}`],
  configMapRef: ({ name }) => [`ConfigMap ${name}`],
  volumeMounts: ({ name }) => [`.${name}`],
  httpGet: ({ port }) => [`.${port}`],
  scaleTargetRef: ({ name }) => [`scalable ${name}`],
  namespaceSelector: ({ matchLabels = {} }) => Object.keys(matchLabels).map((label) => `namespace with ${label}`),
  endpoints: ({ port }) => [`endpoint ${port}`],
  triggers: ({ type }) => [`trigger ${type}`],
  // KEDA asks the leader as <server>.<endpoint>: a name that only a headless Service has.
  metadata: ({ consumer, stream, account, natsServerMonitoringEndpoint: endpoint = '' }) =>
    consumer === undefined ? [] : [`consumer ${stream}/${consumer}`, `account ${account}`, `headless ${endpoint}`],
  // An address within the cluster.
  env: ({ value = '' }) => addressesIn([value]),
  data: (values) => addressesIn(Object.values(values)),
  spec: ({ serviceName }) => (serviceName === undefined ? [] : [`Service ${serviceName}`]),
}
const addressesIn = (values: readonly string[]) =>
  values.flatMap((value) => /^(?:http:\/\/)?([a-z-]+:\d+)$/.exec(value)?.slice(1) ?? []).map((at) => `Service ${at}`)

/** Names that are given and that nothing has; every service is deployed, with a Service and a budget. */
export function missingNames(manifests: readonly Manifest[], workloads: readonly Workload[]): string[] {
  const services = ofKind<IService>(manifests, 'Service')
  const there = new Set([
    ...(manifests as (Manifest & { data?: Record<string, string> })[]).flatMap((each) => [
      titleOf(each),
      ...Object.keys(each.data ?? {}).map((key) => `${titleOf(each)}/${key}`),
      ...[...(each.data?.['accounts.conf'] ?? '').matchAll(/^ {2}(\w+) \{$/gm)].map(([, name]) => `account ${name}`),
    ]),
    ...services.flatMap(({ metadata: { name, namespace }, spec }) =>
      (spec?.ports ?? []).flatMap(({ port, name: endpoint }) => [
        `Service ${name}:${port}`,
        `endpoint ${endpoint}`,
        spec?.clusterIP === 'None' ? `headless ${name}.${namespace}.svc.cluster.local:${port}` : '',
      ]),
    ),
    ...workloads.flatMap(({ name, title, labels, spec, pod, containers }) => [
      ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => `${title}.${metadata?.name}`),
      ...[...(pod.volumes ?? []), ...containers.flatMap(({ ports = [] }) => ports)].map(
        (each) => `${title}.${each.name}`,
      ),
      // A mailbox has one reader, however many there are. Elsewhere every apply would set the replicas back.
      spec.replicas === undefined && name !== 'fetcher' ? `scalable ${name}` : '',
      labels['tubepost.dev/service'] === 'true' ? `pods of ${labels['app.kubernetes.io/component']}` : '',
    ]),
    ...consumers.map(({ stream, config }) => `consumer ${stream}/${config.durable_name}`),
    ...NAMESPACES.map((label) => `namespace with ${label}`),
    'trigger nats-jetstream',
  ])
  const named = [
    ...SERVICES.flatMap((name) =>
      ['pods of', 'Service', 'PodDisruptionBudget'].map((kind) => ['SERVICES', `${kind} ${name}`]),
    ),
    ...manifests.flatMap((each) =>
      [...partsOf(each)]
        .flatMap(([field, part]) => NAMES[field]?.(part) ?? [])
        .map((what) => [titleOf(each), what.replace(/^(?=\.)/, titleOf(each))]),
    ),
    ...workloads.flatMap((each) => filesOf(each).map((what) => [each.title, what])),
    ...services.flatMap((each) => {
      const behind = workloads.filter(({ labels }) => selects({ matchLabels: each.spec?.selector ?? {} }, labels))
      return behind.flatMap(({ title }) =>
        (each.spec?.ports ?? []).map((port) => [titleOf(each), `${title}.${port.targetPort}`]),
      )
    }),
  ]
  const scaled = named.map(([, what]) => what).filter((what) => what?.startsWith('scalable'))
  return [
    ...named.filter(([, what = '']) => !there.has(what)).map(([by, what]) => `${by}: there is no ${what}`),
    ...scaled
      .filter((what, at) => scaled.indexOf(what) < at)
      .map((what) => `${what}: has two autoscalers, which undo one another`),
  ]
}

/** A file that a container names is a key of the mounted Secret or ConfigMap, or anywhere in another volume. */
function filesOf({ pod, containers }: Workload): string[] {
  return containers.flatMap(({ env = [], command = [], args = [], volumeMounts = [] }) => {
    const told = env.filter(({ name }) => name.endsWith('_FILE')).map(({ value = '' }) => value)
    return [...told, ...command, ...args]
      .filter((word) => word.startsWith('/'))
      .flatMap((file) => {
        const mount = volumeMounts.find(({ mountPath }) => file.startsWith(`${mountPath}/`))
        if (mount === undefined) return `mount for ${file}`
        const { secret, configMap } = pod.volumes?.find(({ name }) => name === mount.name) ?? {}
        const key = file.slice(mount.mountPath.length + 1)
        return secret ? `Secret ${secret.secretName}/${key}` : configMap ? `ConfigMap ${configMap.name}/${key}` : []
      })
  })
}
