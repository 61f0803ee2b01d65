import type { IContainer } from 'kubernetes-models/v1'
import { allContainers, type Manifest, selects, titleOf, type Workload, workloadsIn } from './manifest.ts'

/** Every pod is locked up, measured, watched, and of one version. */
export function podProblems(manifests: readonly Manifest[], ourImage: string): string[] {
  return workloadsIn(manifests).flatMap((workload) => {
    const say = (problem: string) => `${titleOf(workload.manifest)}: ${problem}`
    return [
      ...lockProblems(workload),
      ...shapeProblems(workload),
      ...allContainers(workload).flatMap((container) => [
        ...containerProblems(container),
        ...imageProblems(container, ourImage),
      ]),
      ...workload.containers.flatMap((container) => (isUnwatched(workload, container) ? [] : probeProblems(container))),
    ].map(say)
  })
}

/** The installer's last container does nothing, and a Job's comes to an end: there is nothing to probe. */
const isUnwatched = ({ manifest }: Workload, { name }: IContainer): boolean =>
  manifest.kind === 'CronJob' || name === 'done'

function lockProblems({ pod }: Workload): string[] {
  const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext ?? {}
  return [
    ...unless(runAsNonRoot === true && (runAsUser ?? 0) > 0, 'may run as root'),
    ...unless(seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile'),
    ...unless(pod.automountServiceAccountToken === false, 'is given a token for the API of Kubernetes'),
  ]
}

function shapeProblems({ manifest, labels, pod }: Workload): string[] {
  return [
    ...unless(selects(manifest.spec?.selector ?? {}, labels), 'its selector does not match its own pods'),
    ...(pod.topologySpreadConstraints ?? []).flatMap(({ labelSelector, topologyKey }) =>
      unless(selects(labelSelector ?? {}, labels), `spreads other pods than its own over ${topologyKey}`),
    ),
  ]
}

function containerProblems({ name, securityContext, resources }: IContainer): string[] {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = securityContext ?? {}
  const isLocked =
    allowPrivilegeEscalation === false &&
    readOnlyRootFilesystem === true &&
    capabilities?.drop?.includes('ALL') === true &&
    (capabilities.add ?? []).length === 0
  const isMeasured =
    resources?.requests?.['cpu'] !== undefined &&
    resources.requests['memory'] !== undefined &&
    resources.limits?.['memory'] !== undefined
  return [
    ...unless(isLocked, `container ${name} is not locked up: privileges, root file system or capabilities`),
    ...unless(isMeasured, `container ${name} lacks a request or a limit`),
  ]
}

function imageProblems({ name, image = '' }: IContainer, ourImage: string): string[] {
  if (/(^|\/)tubepost(:|$)/.test(image))
    return unless(image === ourImage, `container ${name} runs ${image}, not ${ourImage}`)
  return unless(/:[^:/]+$/.test(image) && !image.endsWith(':latest'), `container ${name} names no version: ${image}`)
}

function probeProblems(container: IContainer): string[] {
  return (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((probe) =>
    unless(container[probe] !== undefined, `container ${container.name} has no ${probe}`),
  )
}

const unless = (holds: boolean, problem: string): string[] => (holds ? [] : [problem])
