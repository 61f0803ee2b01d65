import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@tubepost/events'
import { DRAIN_LIMIT_MS } from '@tubepost/service'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configurations } from '../src/services.ts'

interface ComposeFile {
  services: Record<
    string,
    {
      ports?: unknown[]
      environment?: Record<string, string>
      secrets?: string[]
      command?: string[]
      stop_grace_period?: string
      volumes?: string[]
      depends_on?: Record<string, { condition: string; required?: boolean }>
    }
  >
  secrets: Record<string, { file: string }>
}

const ROOT = path.join(import.meta.dirname, '../../..')
const readText = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const read = (file: string) => parse(readText(file), { merge: true }) as ComposeFile
const compose = read('docker-compose.yml')
const overlay = read('docker-compose.tls.yml')
const small = read('docker-compose.small.yml')
const bucket = read('docker-compose.bucket.yml')
/** Names of the services that read a variable, in the order of `SERVICES`. */
const readersOf = (variable: string) =>
  configurations.flatMap(({ name, config }) => (variable in config.properties ? [name] : []))
const withDatabase = readersOf('DATABASE_URL')

test('docker-compose.yml runs every service, with its own key and database URL alone', () => {
  const ran = Object.entries(compose.services).flatMap(([name, { command, environment, secrets = [] }]) => {
    if (environment?.['GATEWAY_TOKEN_FILE'] === undefined) return []
    return [{ name, command, secrets: secrets.filter((secret) => /-(nats-seed|database-url)$/.test(secret)) }]
  })
  expect(ran).toEqual(
    SERVICES.map((name) => ({
      name,
      command: [name],
      secrets: [`${name}-nats-seed`, ...(withDatabase.includes(name) ? [`${name}-database-url`] : [])],
    })),
  )
})

test('the administrator’s token is the console’s alone', () => {
  const holders = Object.entries(compose.services).filter(([, { secrets = [] }]) => secrets.includes('admin-token'))
  expect(holders.map(([name]) => name)).toEqual(['console'])
})

test('docker-compose.yml gives `migrate` the password of every database role', () => {
  expect(compose.services['migrate']?.secrets).toEqual([
    'database-admin-url',
    ...withDatabase.map((name) => `${name}-database-url`),
  ])
})

test('docker-compose.yml: a set-up that is refused keeps no service from starting', () => {
  for (const name of SERVICES)
    expect(compose.services[name]?.depends_on?.['apply'], `of ${name}`).toEqual({
      condition: 'service_completed_successfully',
      required: false,
    })
})

test('docker-compose.yml gives the set-up to the step `apply` alone', () => {
  const [file, passwords] = compose.services['apply']?.volumes ?? []
  expect(file).toMatch(/:\/etc\/tubepost\/tubepost\.yaml:ro$/)
  expect(passwords).toMatch(/:\/run\/passwords:ro$/)
  for (const name of SERVICES) expect(compose.services[name]?.volumes ?? []).not.toContain(file)
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
  expect(readText('deploy/restore')).toContain(`'${SERVICES.join('|')}|tubepost')\n`)
})

test('deploy/rotate knows the secrets of every service, deploy/upgrade replaces each', () => {
  expect(readText('deploy/rotate')).toContain(`\nservices=(${SERVICES.join(' ')})\n`)
  const replaced = [...readText('deploy/upgrade').matchAll(/^deploy\/replace (.+)$/gm)].map(([, names]) => names)
  expect(replaced.join(' ').split(' ')).toEqual(SERVICES)
})

test('the image has the program of every service compiled', () => {
  expect(readText('deploy/Dockerfile')).toContain(`for service in ${SERVICES.join(' ')}; do`)
})

test('docker-compose.bucket.yml: services that keep or read bytes know the bucket', () => {
  expect(Object.keys(bucket.services)).toEqual(readersOf('BLOB_BUCKET'))
  for (const { environment = {}, secrets } of Object.values(bucket.services)) {
    expect(Object.keys(environment)).toEqual(
      expect.arrayContaining(['BLOB_BUCKET', 'AWS_REGION', 'AWS_ENDPOINT_URL_S3']),
    )
    expect(environment['AWS_SHARED_CREDENTIALS_FILE']).toBe('/run/secrets/bucket-credentials')
    expect(secrets).toEqual(['bucket-credentials'])
  }
})

test('docker-compose.small.yml: one container, key and port of each service', () => {
  const { tubepost, ...apart } = small.services
  expect(Object.entries(apart)).toEqual([...SERVICES, 'smtp'].map((name) => [name, { profiles: ['apart'] }]))
  const { environment = {}, secrets = [] } = tubepost ?? {}
  const ports = SERVICES.map((name) => environment[`${name.toUpperCase()}_HTTP_PORT`] ?? '9090')
  expect(new Set(ports).size).toBe(SERVICES.length)
  for (const [at, name] of SERVICES.entries()) {
    const of = (variable: string) => environment[`${name.toUpperCase()}_${variable}`]
    expect(of('NATS_SEED_FILE')).toBe(`/run/secrets/${name}-nats-seed`)
    expect(of('DATABASE_URL_FILE')).toBe(withDatabase.includes(name) ? `/run/secrets/${name}-database-url` : undefined)
    const known = name === 'console' ? undefined : `http://127.0.0.1:${ports[at]}`
    expect(environment[`CONSOLE_${name.toUpperCase()}_URL`]).toBe(known)
  }
  const named = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.*)$/.exec(value)?.[1] ?? [])
  expect(secrets.toSorted()).toEqual(named.toSorted())
  expect(secrets.filter((secret) => compose.secrets[secret] === undefined)).toEqual([])
})

test('docker-compose.small.yml hands on what docker-compose.yml hands on', () => {
  const handedOn = ({ environment = {} }: ComposeFile['services'][string]) =>
    Object.entries(environment).filter(([, value]) => value.startsWith('${'))
  expect(handedOn(small.services['tubepost'] ?? {})).toEqual(
    expect.arrayContaining(SERVICES.flatMap((name) => handedOn(compose.services[name] ?? {}))),
  )
})

test.each(['docker-compose.yml', 'docker-compose.small.yml', 'docker-compose.tls.yml'])(
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
