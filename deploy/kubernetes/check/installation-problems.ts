import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import type { IConfigMap, IService } from 'kubernetes-models/v1'
import type { IDeployment } from 'kubernetes-models/apps/v1'
import { type Manifest, ofKind, selects, titleOf, workloadsIn } from './manifest.ts'

/** Facts of the code that manifests have to agree with. */
export interface Facts {
  readonly services: readonly string[]
  /** Services with tables of their own. */
  readonly withTables: readonly string[]
  /** `STREAM/durable` of every consumer that `provision` makes. */
  readonly consumers: ReadonlySet<string>
}

const SERVICE_LABEL = 'tubepost.dev/service'
const DATABASE_LABEL = 'tubepost.dev/uses-database'
/** A mailbox has one reader, however many there are; more of them read nothing faster. */
const NEVER_SCALED = ['fetcher']

/** All services, no others, each as its declaration needs it; and autoscalers that look at consumers which exist. */
export function installationProblems(manifests: readonly Manifest[], facts: Facts): string[] {
  return [...rosterProblems(manifests, facts), ...autoscalerProblems(manifests), ...lagProblems(manifests, facts)]
}

function rosterProblems(manifests: readonly Manifest[], { services, withTables }: Facts): string[] {
  const deployed = workloadsIn(manifests).filter(({ labels }) => labels[SERVICE_LABEL] === 'true')
  const names = new Set(deployed.map(({ name }) => name))
  const budgets = ofKind<{ spec: { selector: object } }>(manifests, 'PodDisruptionBudget')
  return [
    ...services.filter((name) => !names.has(name)).map((name) => `service ${name}: is not deployed`),
    ...[...names]
      .filter((name) => !services.includes(name))
      .map((name) => `service ${name}: SERVICES has no such name`),
    ...deployed.flatMap(({ name, labels, containers, pod }) =>
      [
        containers[0]?.args?.join(' ') === name ? '' : `runs ${containers[0]?.args?.join(' ')}`,
        (labels[DATABASE_LABEL] === 'true') === withTables.includes(name) ? '' : `its label ${DATABASE_LABEL} is wrong`,
        ofKind<IService>(manifests, 'Service').some(({ metadata }) => metadata.name === name) ? '' : 'has no Service',
        budgets.some(({ spec }) => selects(spec.selector, labels)) ? '' : 'has no PodDisruptionBudget',
        (pod.topologySpreadConstraints ?? []).length > 0 ? '' : 'is not spread',
      ].flatMap((problem) => (problem === '' ? [] : [`service ${name}: ${problem}`])),
    ),
  ]
}

function autoscalerProblems(manifests: readonly Manifest[]): string[] {
  const autoscalers = [
    ...ofKind<IScaledObject>(manifests, 'ScaledObject').map((each) => ({ of: each, target: each.spec.scaleTargetRef })),
    ...ofKind<IHorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler').map((each) => ({
      of: each,
      target: each.spec?.scaleTargetRef,
    })),
  ]
  const deployments = new Map(ofKind<IDeployment>(manifests, 'Deployment').map((each) => [each.metadata.name, each]))
  return autoscalers.flatMap(({ of, target }) => {
    const deployment = deployments.get(target?.name ?? '')
    const others = autoscalers.filter((each) => each.of !== of && each.target?.name === target?.name)
    const problems = [
      deployment === undefined ? `there is no Deployment ${target?.name}` : '',
      deployment?.spec?.replicas === undefined ? '' : `every apply would set the replicas of ${target?.name} back`,
      others.length === 0 ? '' : `${target?.name} has another autoscaler, and they undo one another`,
      NEVER_SCALED.includes(target?.name ?? '') ? `${target?.name} is never scaled` : '',
    ]
    return problems.flatMap((problem) => (problem === '' ? [] : [`${titleOf(of)}: ${problem}`]))
  })
}

function lagProblems(manifests: readonly Manifest[], { consumers }: Facts): string[] {
  const accounts = ofKind<IConfigMap>(manifests, 'ConfigMap')
    .map(({ data }) => data?.['accounts.conf'] ?? '')
    .join('\n')
  return ofKind<IScaledObject>(manifests, 'ScaledObject').flatMap((scaled) =>
    scaled.spec.triggers.flatMap(({ type, metadata }) => {
      const { account = '', stream, consumer, natsServerMonitoringEndpoint = '' } = metadata
      const [, service, namespace, port] =
        /^([a-z-]+)\.([a-z-]+)\.svc\.cluster\.local:(\d+)$/.exec(natsServerMonitoringEndpoint) ?? []
      const endpoint = ofKind<IService>(manifests, 'Service').find(({ metadata: { name } }) => name === service)
      const answers = endpoint?.spec?.ports?.some((each) => each.port === Number(port)) === true
      const problems = [
        type === 'nats-jetstream' ? '' : `the check knows no trigger ${type}`,
        accounts.includes(`\n  ${account} {\n`) ? '' : `the broker has no account ${account}`,
        consumers.has(`${stream}/${consumer}`) ? '' : `provision makes no consumer ${stream}/${consumer}`,
        answers && endpoint?.metadata.namespace === namespace
          ? ''
          : `nobody answers at ${natsServerMonitoringEndpoint}`,
        // KEDA asks the leader as <server>.<endpoint>, a name that only a headless Service has.
        endpoint?.spec?.clusterIP === 'None' ? '' : `${service} is not headless`,
      ]
      return problems.flatMap((problem) => (problem === '' ? [] : [`${titleOf(scaled)}: ${problem}`]))
    }),
  )
}
