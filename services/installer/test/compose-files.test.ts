import { readFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@tubepost/events'
import { DRAIN_LIMIT_MS } from '@tubepost/service'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

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
const read = (file: string) => parse(readFileSync(path.join(ROOT, file), 'utf8'), { merge: true }) as ComposeFile
const compose = read('docker-compose.yml')
const overlay = read('docker-compose.tls.yml')

test.each(['docker-compose.yml', 'docker-compose.tls.yml'])(
  '%s: broker and database are reached from inside alone, and nothing from another machine',
  (file) => {
    const { services } = read(file)
    expect(services['nats']?.ports ?? []).toEqual([])
    expect(services['postgres']?.ports ?? []).toEqual([])
    const published = Object.values(services).flatMap(({ ports = [] }) => ports)
    expect(published.filter((port) => typeof port !== 'string' || !port.startsWith('127.0.0.1:'))).toEqual([])
  },
)

test('docker-compose.tls.yml: whoever is told of the broker is told of its authority', () => {
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
