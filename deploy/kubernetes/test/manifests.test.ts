import { readFileSync } from 'node:fs'
import { SERVICES } from '@tubepost/events'
import { schemas } from '@tubepost/installer'
import { DRAIN_LIMIT_MS } from '@tubepost/service'
import { skippedBecause } from '@tubepost/testing'
import type { ICronJob, IJob } from 'kubernetes-models/batch/v1'
import { describe, expect, test } from 'vitest'
import { findProblems } from '../check/find-problems.ts'
import { type Manifest, ofKind, parseManifests } from '../check/manifest.ts'
import { render, renderings, run } from '../check/render.ts'
import { schemaProblems } from '../check/schema-problems.ts'
import { copyOf, noKubectl, workload } from './parts.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

describe('the Kubernetes manifests', skippedBecause(noKubectl), () => {
  test.for(renderings)('%s: fits the schemas and the code', async (rendering) => {
    const manifests = copyOf(rendering)
    expect(manifests.length).toBeGreaterThan(40)
    expect([...(await schemaProblems(manifests)), ...findProblems(manifests)]).toEqual([])
  })

  test('a changed set-up, key or setting gives the pods that use it a new template', () => {
    const [before, after] = [copyOf('small'), render(['small']).get('small') ?? []] // with other random keys
    for (const name of [
      'fetcher',
      'parser',
      'status',
      'notifier',
      'console',
      'installer',
      'apply',
      'restore',
      'nats',
      'postgres',
    ])
      expect(workload(after, name).pod, `the template of ${name}`).not.toEqual(workload(before, name).pod)
  })

  test('every service is given longer to stop than it ever takes', () => {
    for (const name of SERVICES) {
      const { pod } = workload(copyOf('production'), name)
      const pause = Number(pod.containers[0]?.lifecycle?.preStop?.exec?.command?.at(-1))
      const left = (pod.terminationGracePeriodSeconds ?? 0) - pause
      expect(left * 1_000, `the grace of ${name}`).toBeGreaterThan(DRAIN_LIMIT_MS)
    }
  })

  test('a restore runs only as the README says, with its time and the steps before it', () => {
    const [cron] = ofKind<ICronJob>(copyOf('production'), 'CronJob')
    expect(cron).toMatchObject({ metadata: { name: 'restore' }, spec: { suspend: true } })
    // As `kubectl create job --from` makes it, which takes a cluster. What follows it in the pipe does not.
    const job = { ...cron?.spec?.jobTemplate, apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'restore' } }
    const [, args] = /\| *\n +kubectl (set env .*RESTORE_TO=\S+) \|/.exec(readme) ?? []
    const [made] = parseManifests(run('kubectl', args?.split(' ') ?? [], JSON.stringify(job))) as (Manifest & IJob)[]
    const { initContainers = [], containers = [] } = made?.spec?.template.spec ?? {}
    expect([...initContainers, ...containers].map((step) => step.args)).toEqual([
      ['migrate'],
      ['provision'],
      ['restore', '--to', '$(RESTORE_TO)'],
    ])
    const timed = [...initContainers, ...containers].map(({ env = [] }) =>
      env.find(({ name }) => name === 'RESTORE_TO'),
    )
    expect(timed).toEqual([undefined, undefined, { name: 'RESTORE_TO', value: '2026-11-25T13:05:00Z' }])
  })

  test.for(renderings)('%s: the installer knows the database URL of every service with tables', (rendering) => {
    const secrets = ofKind<{ data: object }>(copyOf(rendering), 'Secret')
    const held = secrets.filter(({ metadata }) => metadata.name.startsWith('installer-'))
    expect(held.flatMap(({ data }) => Object.keys(data))).toEqual(
      expect.arrayContaining(schemas.map(({ name }) => `${name}-database-url`)),
    )
  })

  test('no Secret of a service holds what another service or the installer has', () => {
    const secrets = ofKind<{ data: Record<string, string> }>(copyOf('production'), 'Secret')
    const holders = new Map<string, string[]>()
    for (const { metadata, data } of secrets)
      for (const [key, value] of Object.entries(data))
        holders.set(value, [...(holders.get(value) ?? []), `${metadata.name.replace(/-\w{10}$/, '')}/${key}`])
    const shared = [...holders.values()].filter((places) => places.length > 1)
    // The token between console and services, the keys of Message-IDs, two certificates, and each service's URL, from which `migrate` has its password.
    expect(shared.map((places) => places.map((place) => place.split('/')[1]).join(' ')).toSorted()).toEqual([
      'database-ca.crt database-ca.crt database-ca.crt database-ca.crt database-ca.crt',
      ...['console', 'fetcher'].map((name) => expect.stringContaining(`${name}-database-url`)),
      'gateway-token gateway-token gateway-token gateway-token gateway-token',
      'nats-ca.crt nats-ca.crt nats-ca.crt nats-ca.crt nats-ca.crt nats-ca.crt nats-ca.crt',
      expect.stringContaining('notifier-database-url'),
      'signing-keys signing-keys',
      expect.stringContaining('status-database-url'),
    ])
  })
})
