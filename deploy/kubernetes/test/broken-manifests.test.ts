import type { IConfigMap } from 'kubernetes-models/v1'
import { skippedBecause } from '@tubepost/testing'
import { describe, expect, test } from 'vitest'
import { findProblems } from '../check/find-problems.ts'
import { type Manifest, ofKind } from '../check/manifest.ts'
import { container, copyOf, noKubectl, policy, scaled, service, versionOf, workload } from './parts.ts'

describe('the check finds', skippedBecause(noKubectl), () => {
  test.for<[what: string, says: RegExp, harm: (manifests: Manifest[]) => unknown]>([
    [
      'a selector that is not that of its pods',
      /Deployment parser: its selector/,
      (all) => {
        Object.assign(workload(all, 'parser').manifest.spec?.selector as object, { matchLabels: { a: 'b' } })
      },
    ],
    [
      'a pod that may run as root',
      /StatefulSet nats: may run as root/,
      (all) => {
        delete workload(all, 'nats').pod.securityContext?.runAsNonRoot
      },
    ],
    [
      'a pod with a token for Kubernetes',
      /Deployment status: is given a token/,
      (all) => {
        delete workload(all, 'status').pod.automountServiceAccountToken
      },
    ],
    [
      'a container with capabilities',
      /Deployment status: container service is not locked up/,
      (all) => {
        Object.assign(container(all, 'status').securityContext as object, { capabilities: { drop: ['NET_RAW'] } })
      },
    ],
    [
      'a container without a limit',
      /Deployment status: container service lacks a request/,
      (all) => {
        delete container(all, 'status').resources?.limits
      },
    ],
    [
      'a service without a probe',
      /Deployment status: container service has no readinessProbe/,
      (all) => {
        delete container(all, 'status').readinessProbe
      },
    ],
    [
      'an image of another version',
      /Deployment status: container service runs tubepost:0\.0\.9/,
      (all) => {
        Object.assign(container(all, 'status'), { image: 'tubepost:0.0.9' })
      },
    ],
    [
      'a Secret that is not there',
      /Deployment status: volume secrets: there is no Secret/,
      (all) => {
        for (const volume of workload(all, 'status').pod.volumes ?? [])
          if (volume.secret) volume.secret.secretName = 'x'
      },
    ],
    [
      'a key that its Secret has not',
      /Deployment status: container service: Secret .* has no key for .*seed/,
      (all) => {
        for (const variable of container(all, 'status').env ?? [])
          if (variable.name === 'NATS_SEED_FILE') variable.value = '/run/secrets/seed'
      },
    ],
    [
      'a Job with a key that its Secret has not',
      /CronJob restore: container restore: Secret .* has no key for .*seed/,
      (all) => {
        for (const variable of container(all, 'restore').env ?? [])
          if (variable.name === 'ADMIN_NATS_SEED_FILE') variable.value = '/run/secrets/seed'
      },
    ],
    [
      'a variable from a key that its Secret has not',
      /StatefulSet nats: .* ROUTE_PASSWORD: there is no key PASSWORD/,
      (all) => {
        for (const { valueFrom } of container(all, 'nats').env ?? [])
          if (valueFrom?.secretKeyRef !== undefined) valueFrom.secretKeyRef.key = 'PASSWORD'
      },
    ],
    [
      'a configuration that its ConfigMap has not',
      /StatefulSet nats: .* has no key for .*cluster\.conf/,
      (all) => {
        for (const map of ofKind<IConfigMap>(all, 'ConfigMap')) delete map.data?.['cluster.conf']
      },
    ],
    [
      'a variable with a Service that is not there',
      /Deployment console: .*NATS_URL is nat:4222/,
      (all) => {
        for (const map of ofKind<IConfigMap>(all, 'ConfigMap'))
          if (map.data?.['NATS_URL'] !== undefined) map.data['NATS_URL'] = 'nat:4222'
      },
    ],
    [
      'a Service with a port that its pods have not',
      /Service console: its pods have no port web/,
      (all) => {
        Object.assign(service(all, 'console').spec?.ports?.[0] as object, { targetPort: 'web' })
      },
    ],
    [
      'a probe of a port that is not there',
      /Deployment parser: its livenessProbe asks a port web/,
      (all) => {
        Object.assign(container(all, 'parser').livenessProbe?.httpGet as object, { port: 'web' })
      },
    ],
    [
      'a policy about pods that are not there',
      /NetworkPolicy names: selects no pod/,
      (all) => {
        Object.assign(policy(all, 'names').spec as object, { podSelector: { matchLabels: { a: 'b' } } })
      },
    ],
    [
      'a peer that is not there',
      /NetworkPolicy nats: names a peer that is no pod of ours/,
      (all) => {
        Object.assign(policy(all, 'nats').spec?.egress?.[0] as object, {
          to: [{ podSelector: { matchLabels: { a: 'b' } } }],
        })
      },
    ],
    [
      'a connection that nobody needs',
      /network: parser > status:9090 is allowed/,
      (all) => {
        policy(all, 'console-to-services').spec = { ...policy(all, 'console-to-services').spec, podSelector: {} }
        policy(all, 'services-from-console').spec?.ingress?.[0]?.from?.push({ podSelector: {} })
      },
    ],
    [
      'a connection that is needed',
      /network: parser > nats:4222 is needed/,
      (all) => {
        delete workload(all, 'parser').manifest.spec?.template?.metadata?.labels?.['tubepost.dev/uses-broker']
      },
    ],
    [
      'no default denial',
      /network: nothing denies/,
      (all) => {
        all.splice(all.indexOf(policy(all, 'deny-all')), 1)
      },
    ],
    [
      'a service that is not deployed',
      /service parser: is not deployed/,
      (all) => {
        delete workload(all, 'parser').manifest.spec?.template?.metadata?.labels?.['tubepost.dev/service']
      },
    ],
    [
      'a deployment that runs another service',
      /service parser: runs status/,
      (all) => {
        Object.assign(container(all, 'parser'), { args: ['status'] })
      },
    ],
    [
      'a consumer that provision does not make',
      /ScaledObject parser: provision makes no consumer MAIL\/parse/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.triggers[0]?.metadata as object, { consumer: 'parse' })
      },
    ],
    [
      'an account that the broker has not',
      /ScaledObject parser: the broker has no account \$G/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.triggers[0]?.metadata as object, { account: '$G' })
      },
    ],
    [
      'an autoscaler of the fetcher',
      /ScaledObject parser: fetcher is never scaled/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.scaleTargetRef, { name: 'fetcher' })
      },
    ],
    [
      'two autoscalers of one service',
      /HorizontalPodAutoscaler parser: parser has another autoscaler/,
      (all) => {
        all.push(...copyOf('production with hpa').filter(({ kind }) => kind === 'HorizontalPodAutoscaler'))
      },
    ],
    [
      'replicas where an autoscaler sets them',
      /ScaledObject parser: every apply would set the replicas/,
      (all) => {
        Object.assign(workload(all, 'parser').manifest.spec as object, { replicas: 2 })
      },
    ],
  ])('%s', ([, says, harm]) => {
    const manifests = copyOf('production')
    const version = versionOf(manifests)
    harm(manifests)
    expect(findProblems(manifests, version)).toContainEqual(expect.stringMatching(says))
  })
})
