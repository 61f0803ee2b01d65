import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1'
import { skippedBecause } from '@tubepost/testing'
import { describe, expect, test } from 'vitest'
import { type Manifest, ofKind } from '../check/manifest.ts'
import { schemaProblems } from '../check/schema-problems.ts'
import { container, copyOf, noKubectl, scaled, service, workload } from './parts.ts'

describe('the schemas find', skippedBecause(noKubectl), () => {
  test.for<[what: string, says: RegExp, harm: (manifests: Manifest[]) => unknown]>([
    [
      'a field that Kubernetes does not know',
      /Deployment parser: .*"replica"/,
      (all) => {
        Object.assign(workload(all, 'parser').spec, { replica: 2 })
      },
    ],
    [
      'a value of the wrong kind',
      /Service console: .*port/,
      (all) => {
        Object.assign(service(all, 'console').spec?.ports?.[0] as object, { port: '9090' })
      },
    ],
    [
      'a value that is none of the allowed ones',
      /Deployment parser: .*imagePullPolicy/,
      (all) => {
        Object.assign(container(all, 'parser'), { imagePullPolicy: 'Sometimes' })
      },
    ],
    [
      'a field that KEDA does not know',
      /ScaledObject parser: .*"minReplicas"/,
      (all) => {
        Object.assign(scaled(all, 'parser').spec, { minReplicas: 2 })
      },
    ],
    [
      'a field that the Prometheus Operator does not know',
      /ServiceMonitor tubepost: .*"intervall"/,
      (all) => {
        const [monitor] = ofKind<IServiceMonitor>(all, 'ServiceMonitor')
        Object.assign(monitor?.spec.endpoints?.[0] as object, { intervall: '30s' })
      },
    ],
    [
      'a kind without a schema',
      /Widget x: Cannot find module/,
      (all) => {
        all.push({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'x' } })
      },
    ],
  ])('%s', async ([, says, harm]) => {
    const manifests = copyOf('production')
    harm(manifests)
    expect(await schemaProblems(manifests)).toContainEqual(expect.stringMatching(says))
  })
})
