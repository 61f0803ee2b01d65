import type { IConfigMap } from 'kubernetes-models/v1'
import { skippedBecause } from '@tubepost/testing'
import { describe, expect, test } from 'vitest'
import { composeProblems } from '../check/compose-problems.ts'
import { findProblems } from '../check/find-problems.ts'
import { type Manifest, ofKind } from '../check/manifest.ts'
import { podProblems } from '../check/schema-problems.ts'
import { container, copyOf, noKubectl, policy, scaled, service, workload } from './parts.ts'

describe('the check finds', skippedBecause(noKubectl), () => {
  test.for<[what: string, says: RegExp, harm: (manifests: Manifest[]) => unknown]>([
    [
      'a selector that is not that of its pods',
      /Deployment parser: selects 0 workloads/,
      (all) => {
        Object.assign(workload(all, 'parser').spec.selector as object, { matchLabels: { a: 'b' } })
      },
    ],
    [
      'a pod that may run as root',
      /StatefulSet nats: \/securityContext must have required property 'runAsNonRoot'/,
      (all) => {
        delete workload(all, 'nats').pod.securityContext?.runAsNonRoot
      },
    ],
    [
      'a pod with a token for Kubernetes',
      /Deployment status: the pod must have required property 'automountServiceAccountToken'/,
      (all) => {
        delete workload(all, 'status').pod.automountServiceAccountToken
      },
    ],
    [
      'a container with capabilities',
      /Deployment status: \/containers\/0\/securityContext\/capabilities\/drop must contain/,
      (all) => {
        Object.assign(container(all, 'status').securityContext as object, { capabilities: { drop: ['NET_RAW'] } })
      },
    ],
    [
      'a pod of a kind that was not there before',
      /DaemonSet status: the pod must have required property 'securityContext'/,
      (all) => {
        const spec = { template: { spec: { containers: [] } } }
        all.push(Object.assign({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'status' } }, { spec }))
      },
    ],
    [
      'a container without a limit',
      /Deployment status: \/containers\/0\/resources must have required property 'limits'/,
      (all) => {
        delete container(all, 'status').resources?.limits
      },
    ],
    [
      'a patch for all that takes a service its memory',
      /parser: its limit of memory is 256Mi, and 590 MiB are needed: 472 were measured/,
      (all) => {
        Object.assign(container(all, 'parser').resources?.limits as object, { memory: '256Mi' })
      },
    ],
    [
      'a patch for all that wins over a value of the service’s own file',
      /fetcher.yaml: fetcher is rendered with another env\[SMTP_HOST\].value/,
      (all) => {
        const variable = container(all, 'fetcher').env?.find(({ name }) => name === 'SMTP_HOST')
        Object.assign(variable as object, { value: '127.0.0.1' })
      },
    ],
    [
      'a service without a probe',
      /Deployment status: \/containers\/0 must have required property 'readinessProbe'/,
      (all) => {
        delete container(all, 'status').readinessProbe
      },
    ],
    [
      'an image of another version',
      /Deployment status: \/containers\/0\/image must be equal to constant/,
      (all) => {
        Object.assign(container(all, 'status'), { image: 'tubepost:0.0.9' })
      },
    ],
    [
      'a Secret that is not there',
      /Deployment status: there is no Secret x$/,
      (all) => {
        for (const volume of workload(all, 'status').pod.volumes ?? [])
          if (volume.secret) volume.secret.secretName = 'x'
      },
    ],
    [
      'a key that its Secret has not',
      /Deployment status: there is no Secret .*\/seed$/,
      (all) => {
        for (const variable of container(all, 'status').env ?? [])
          if (variable.name === 'NATS_SEED_FILE') variable.value = '/run/secrets/seed'
      },
    ],
    [
      'a Job with a key that its Secret has not',
      /CronJob restore: there is no Secret .*\/seed$/,
      (all) => {
        for (const variable of container(all, 'restore').env ?? [])
          if (variable.name === 'ADMIN_NATS_SEED_FILE') variable.value = '/run/secrets/seed'
      },
    ],
    [
      'a variable from a key that its Secret has not',
      /StatefulSet nats: there is no Secret .*\/PASSWORD$/,
      (all) => {
        for (const { valueFrom } of container(all, 'nats').env ?? [])
          if (valueFrom?.secretKeyRef !== undefined) valueFrom.secretKeyRef.key = 'PASSWORD'
      },
    ],
    [
      'a configuration that its ConfigMap has not',
      /StatefulSet nats: there is no ConfigMap .*\/cluster\.conf$/,
      (all) => {
        for (const map of ofKind<IConfigMap>(all, 'ConfigMap')) delete map.data?.['cluster.conf']
      },
    ],
    [
      'a variable with a Service that is not there',
      /ConfigMap settings.*: there is no Service nat:4222/,
      (all) => {
        for (const map of ofKind<IConfigMap>(all, 'ConfigMap'))
          if (map.data?.['NATS_URL'] !== undefined) map.data['NATS_URL'] = 'nat:4222'
      },
    ],
    [
      'a Service with a port that its pods have not',
      /Service console: there is no Deployment console\.web/,
      (all) => {
        Object.assign(service(all, 'console').spec?.ports?.[0] as object, { targetPort: 'web' })
      },
    ],
    [
      'a probe of a port that is not there',
      /Deployment parser: there is no Deployment parser\.web/,
      (all) => {
        Object.assign(container(all, 'parser').livenessProbe?.httpGet as object, { port: 'web' })
      },
    ],
    [
      'a policy about pods that are not there',
      /NetworkPolicy names: selects 0 workloads/,
      (all) => {
        Object.assign(policy(all, 'names').spec as object, { podSelector: { matchLabels: { a: 'b' } } })
      },
    ],
    [
      'a peer that is not there',
      /NetworkPolicy nats: selects 0 workloads/,
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
        delete workload(all, 'parser').labels['tubepost.dev/uses-broker']
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
      /SERVICES: there is no pods of parser/,
      (all) => {
        delete workload(all, 'parser').labels['tubepost.dev/service']
      },
    ],
    [
      'a deployment that runs another service',
      /SERVICES: there is no pods of parser/,
      (all) => {
        Object.assign(workload(all, 'parser').labels, { 'app.kubernetes.io/component': 'status' })
      },
    ],
    [
      'a consumer that provision does not make',
      /ScaledObject parser: there is no consumer MAIL\/parse$/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.triggers[0]?.metadata as object, { consumer: 'parse' })
      },
    ],
    [
      'an account that the broker has not',
      /ScaledObject parser: there is no account \$G/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.triggers[0]?.metadata as object, { account: '$G' })
      },
    ],
    [
      'an autoscaler of the fetcher',
      /ScaledObject parser: there is no scalable fetcher/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec.scaleTargetRef, { name: 'fetcher' })
      },
    ],
    [
      'two autoscalers of one service',
      /scalable parser: has two autoscalers/,
      (all) => {
        all.push(...copyOf('production with hpa').filter(({ kind }) => kind === 'HorizontalPodAutoscaler'))
      },
    ],
    [
      'replicas where an autoscaler sets them',
      /ScaledObject parser: there is no scalable parser/,
      (all) => {
        Object.assign(workload(all, 'parser').spec, { replicas: 2 })
      },
    ],
  ])('%s', ([, says, harm]) => {
    const manifests = copyOf('production')
    harm(manifests)
    expect([...findProblems(manifests), ...podProblems(manifests)]).toContainEqual(expect.stringMatching(says))
  })
})

test('the check finds a limit of the compose file that is too low, and a missing one', () => {
  const limited = (memory: string) => ({ deploy: { resources: { limits: { memory } } } })
  const services = {
    fetcher: limited('256M'),
    status: limited('320M'),
    case: limited('576M'),
    notifier: limited('256M'),
    console: limited('512M'),
  }
  const text = JSON.stringify({ services: { ...services, parser: limited('256M'), nats: {}, postgres: limited('1G') } })
  expect(composeProblems(text)).toEqual([
    'parser: its limit of memory is 256M, and 590 MiB are needed: 472 were measured',
    'nats: has no limit of memory',
  ])
  expect(composeProblems()).toEqual([])
})
