import { readFileSync } from 'node:fs'
import { SERVICES } from '@tubepost/events'
import { DRAIN_LIMIT_MS } from '@tubepost/service'
import { skippedBecause } from '@tubepost/testing'
import type { ICronJob, IJob } from 'kubernetes-models/batch/v1'
import { describe, expect, test } from 'vitest'
import { findProblems } from '../check/find-problems.ts'
import { type Manifest, ofKind, parseManifests, selects, workloadsIn } from '../check/manifest.ts'
import { render, renderings, run } from '../check/render.ts'
import { schemaProblems } from '../check/schema-problems.ts'
import { servicesThatRead } from '../check/services-that-read.ts'
import { copyOf, noKubectl, policy, workload } from './parts.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const joined = (keys: readonly (string | undefined)[]): string =>
  keys.toSorted((a = '', b = '') => a.localeCompare(b)).join(' ')
const times = (count: number, key: string): string[] => Array.from({ length: count }, () => key)

describe('the Kubernetes manifests', skippedBecause(noKubectl), () => {
  test.for(renderings)('%s: fits the schemas and the code', async (rendering) => {
    const manifests = copyOf(rendering)
    expect(manifests.length).toBeGreaterThan(40)
    expect([...(await schemaProblems(manifests)), ...findProblems(manifests)]).toEqual([])
  })

  test('a changed set-up, key or setting gives the pods that use it a new template', () => {
    const [before, after] = [copyOf('small'), render(['small']).get('small') ?? []] // with other random keys
    for (const name of [...SERVICES, 'installer', 'apply', 'restore', 'nats', 'postgres'])
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

  test.for(renderings)('%s: the installer knows the database URL of every service that has one', (rendering) => {
    const secrets = ofKind<{ data: object }>(copyOf(rendering), 'Secret')
    const held = secrets.filter(({ metadata }) => metadata.name.startsWith('installer-'))
    expect(held.flatMap(({ data }) => Object.keys(data))).toEqual(
      expect.arrayContaining(servicesThatRead('DATABASE_URL').map((name) => `${name}-database-url`)),
    )
  })

  test('no Secret of a service holds what another service or the installer has', () => {
    const secrets = ofKind<{ data: Record<string, string> }>(copyOf('production'), 'Secret')
    const holders = new Map<string, string[]>()
    for (const { metadata, data } of secrets)
      for (const [key, value] of Object.entries(data))
        holders.set(value, [...(holders.get(value) ?? []), `${metadata.name.replace(/-\w{10}$/, '')}/${key}`])
    const shared = [...holders.values()].filter((places) => places.length > 1)
    const keys = shared.map((places) => places.map((place) => place.split('/')[1]))
    const withDatabase = servicesThatRead('DATABASE_URL')
    // The token between console and services, the keys of Message-IDs and of the bucket, two certificates, and each service's URL,
    // from which `migrate` has its password.
    expect(keys.map(joined).toSorted()).toEqual(
      [
        times(servicesThatRead('BLOB_BUCKET').length, 'bucket-credentials'),
        times([...withDatabase, 'installer'].length, 'database-ca.crt'),
        times(SERVICES.length, 'gateway-token'),
        times([...SERVICES, 'installer', 'nats'].length, 'nats-ca.crt'),
        times(servicesThatRead('SIGNING_KEYS').length, 'signing-keys'),
        ...withDatabase.map((name) => ['database-url', `${name}-database-url`]),
      ]
        .map(joined)
        .toSorted(),
    )
  })

  test('production: the bucket is for services that keep or read bytes, and no others', () => {
    const manifests = copyOf('production')
    const workloads = workloadsIn(manifests)
    const withCredentials = workloads.filter(({ pod }) =>
      pod.containers.some(({ env = [] }) => env.some(({ name }) => name === 'AWS_SHARED_CREDENTIALS_FILE')),
    )
    const { podSelector = {} } = policy(manifests, 'to-bucket').spec ?? {}
    const withLeave = workloads.filter(({ labels }) => selects(podSelector, labels))
    const users = servicesThatRead('BLOB_BUCKET').toSorted()
    expect(withCredentials.map(({ name }) => name).toSorted()).toEqual(users)
    expect(withLeave.map(({ name }) => name).toSorted()).toEqual(users)
  })
})
