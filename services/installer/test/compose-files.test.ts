import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@tubepost/events'
import { DRAIN_LIMIT_MS } from '@tubepost/service'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { schemas } from '../src/services.ts'

interface ComposeFile {
  services: Record<
    string,
    {
      ports?: unknown[]
      environment?: Record<string, string>
      secrets?: string[]
      command?: string[]
      stop_grace_period?: string
    }
  >
  secrets: Record<string, { file: string }>
}

const ROOT = path.join(import.meta.dirname, '../../..')
const readText = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const read = (file: string) => parse(readText(file), { merge: true }) as ComposeFile
const compose = read('docker-compose.yml')
const overlay = read('docker-compose.tls.yml')
const withTables = schemas.map(({ name }) => name)

test('docker-compose.yml runs every service, with its own key and database URL alone', () => {
  const ran = Object.entries(compose.services).flatMap(([name, { command, environment, secrets = [] }]) => {
    if (environment?.['SETUP_FILE'] === undefined) return []
    return [{ name, command, secrets: secrets.filter((secret) => /-(nats-seed|database-url)$/.test(secret)) }]
  })
  expect(ran).toEqual(
    SERVICES.map((name) => ({
      name,
      command: [name],
      secrets: [`${name}-nats-seed`, ...(withTables.includes(name) ? [`${name}-database-url`] : [])],
    })),
  )
})

test('docker-compose.yml gives `migrate` the password of every service with tables', () => {
  expect(compose.services['migrate']?.secrets).toEqual([
    'database-admin-url',
    ...withTables.map((name) => `${name}-database-url`),
  ])
})

test('docker-compose.yml has a file for every secret that it names', () => {
  const named = Object.values(compose.services).flatMap(({ secrets = [] }) => secrets)
  expect(Object.keys(compose.secrets).toSorted()).toEqual([...new Set(named)].toSorted())
})

test('prometheus.yml looks for every service', () => {
  const { scrape_configs: jobs } = parse(readText('deploy/observability/prometheus.yml')) as {
    scrape_configs: { job_name: string; dns_sd_configs?: { names: string[] }[] }[]
  }
  const { dns_sd_configs: lookups = [] } = jobs.find((job) => job.job_name === 'tubepost') ?? {}
  expect(lookups.flatMap(({ names }) => names)).toEqual(SERVICES)
})

test('deploy/restore stops every service', () => {
  expect(readText('deploy/restore')).toContain(`\ndocker compose stop ${SERVICES.join(' ')}\n`)
})

test.each(['docker-compose.yml', 'docker-compose.tls.yml'])(
  '%s: no other machine reaches a port, and not even this one broker or database',
  (file) => {
    const { services } = read(file)
    expect(services['nats']?.ports ?? []).toEqual([])
    expect(services['postgres']?.ports ?? []).toEqual([])
    const published = Object.values(services).flatMap(({ ports = [] }) => ports)
    expect(published.filter((port) => typeof port !== 'string' || !port.startsWith('127.0.0.1:'))).toEqual([])
  },
)

test('docker-compose.tls.yml: every client of the broker knows its authority', () => {
  const users = Object.entries(compose.services).filter(
    ([, { environment }]) => environment?.['NATS_URL'] !== undefined,
  )
  expect(users.map(([name]) => name)).toEqual(expect.arrayContaining([...SERVICES, 'provision']))
  for (const [name] of users) {
    expect(overlay.services[name], `the overlay of ${name}`).toEqual({
      environment: { NATS_CA_FILE: '/run/secrets/nats-ca' },
      secrets: ['nats-ca'],
    })
  }
  expect(overlay.secrets).toEqual({ 'nats-ca': { file: '${TUBEPOST_SECRETS:-./secrets}/nats-ca.crt' } })
  expect(overlay.services['nats']?.command).toEqual(['--config', '/etc/nats/tubepost/tls.conf'])
})

test('every service is given longer to stop than it ever takes', () => {
  for (const name of SERVICES) {
    const [, seconds] = /^(\d+)s$/.exec(compose.services[name]?.stop_grace_period ?? '') ?? []
    expect(Number(seconds) * 1_000, `the grace of ${name}`).toBeGreaterThan(DRAIN_LIMIT_MS)
  }
})
