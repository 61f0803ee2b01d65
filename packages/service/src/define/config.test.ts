import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Type } from 'typebox'
import { afterAll, expect, test } from 'vitest'
import {
  BaseConfig,
  ConfigError,
  configOf,
  DatabaseConfig,
  partOf,
  readConfig,
  traceRatioOf,
  Secret,
} from './config.ts'
import type { ServiceOutline } from './define-service.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const complete = { NATS_SEED: 'hunter2', GATEWAY_TOKEN: 'hunter3' }

function problemsOf(environment: Record<string, string>): string[] {
  const schema = Type.Object({
    ...BaseConfig.properties,
    ...DatabaseConfig.properties,
    VERBOSE: Type.Boolean({ description: 'x', default: false }),
    POLL_INTERVAL_MS: Type.Integer({ description: 'x', minimum: 1_000 }),
    API_KEY: Secret({ description: 'x' }),
  })
  try {
    readConfig(schema, environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const shown = Object.values(environment).filter((value) => value !== '' && error.message.includes(value))
    return [...shown.map((value) => `shown: ${value}`), ...error.problems].toSorted()
  }
}

test('an unset variable gets its default, and texts become numbers and booleans', () => {
  expect(readConfig(BaseConfig, { ...complete, HTTP_PORT: '8080' })).toEqual({
    ...complete,
    NATS_URL: '127.0.0.1:4222',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: 8080,
    LOG_LEVEL: 'info',
    OTEL_SDK_DISABLED: false,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: 0.01,
  })
  const schema = Type.Object({ VERBOSE: Type.Boolean({ description: 'x' }) })
  expect(readConfig(schema, { VERBOSE: 'true' })).toEqual({ VERBOSE: true })
})

test.each([
  [{}, 0.01],
  [{ OTEL_TRACES_SAMPLER_ARG: '0.5' }, 0.5],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' }, 0.5],
  [{ OTEL_TRACES_SAMPLER: 'always_on', OTEL_TRACES_SAMPLER_ARG: '0.5' }, 1],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, 1],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, 0],
])('the sampler of %o traces this share of the mails: %d', (environment, ratio) => {
  expect(traceRatioOf(readConfig(BaseConfig, { ...complete, ...environment }))).toBe(ratio)
})

test('every bad variable is reported at once, by name and never by value', () => {
  const bad = {
    NATS_SEED: '',
    HTTP_PORT: 'eighty-eighty',
    DATABASE_URL: 'postgres://hunter2@db/x',
    DATABASE_POOL: '0.5',
    VERBOSE: 'maybe',
    POLL_INTERVAL_MS: '999',
    LOG_LEVEL: 'chatty',
    API_KEY_FILE: '/nowhere/key',
  }
  expect(problemsOf(bad).map((problem) => problem.split(':')[0])).toEqual([
    'API_KEY_FILE',
    'DATABASE_POOL',
    'GATEWAY_TOKEN',
    'HTTP_PORT',
    'LOG_LEVEL',
    'NATS_SEED',
    'POLL_INTERVAL_MS',
    'VERBOSE',
  ])
})

test('an empty variable counts as not set', () => {
  const environment = { ...complete, DATABASE_URL: 'postgres://hunter4@db/x', API_KEY: 'hunter5', DATABASE_POOL: '' }
  expect(problemsOf({ ...environment, POLL_INTERVAL_MS: '' })).toEqual(['POLL_INTERVAL_MS: is missing (x)'])
  expect(problemsOf({ ...environment, POLL_INTERVAL_MS: '\t' })).toEqual(['POLL_INTERVAL_MS: must be a whole number'])
})

test('a secret may come from a file, without its last line break', () => {
  const file = path.join(folder, 'token')
  writeFileSync(file, 'from the file\n')
  const read = readConfig(BaseConfig, { NATS_SEED: 'p', GATEWAY_TOKEN_FILE: file })
  expect(read.GATEWAY_TOKEN).toBe('from the file')
})

test('variables read for several schemas are split by schema', () => {
  const own = Type.Object({ POLL_INTERVAL_MS: Type.Integer() })
  expect(partOf(own, { ...complete, POLL_INTERVAL_MS: 5 })).toEqual({ POLL_INTERVAL_MS: 5 })
})

test('a service that uses bytes has the variables of a database and a bucket', () => {
  const own = Type.Object({ POLL_INTERVAL_MS: Type.Integer() })
  const variables = (definition: Pick<ServiceOutline, 'migrations' | 'blobs'>) =>
    Object.keys(configOf({ ...definition, config: own }).properties).filter((name) => !(name in BaseConfig.properties))
  const database = Object.keys(DatabaseConfig.properties)
  const bucket = ['BLOB_BUCKET', 'AWS_ENDPOINT_URL_S3', 'AWS_REGION']
  expect(variables({})).toEqual(['POLL_INTERVAL_MS'])
  expect(variables({ migrations: '/any' })).toEqual([...database, 'POLL_INTERVAL_MS'])
  expect(variables({ blobs: 'reads' })).toEqual([...database, ...bucket, 'POLL_INTERVAL_MS'])
  expect(variables({ migrations: '/any', blobs: 'keeps' })).toEqual([...database, ...bucket, 'POLL_INTERVAL_MS'])
})
