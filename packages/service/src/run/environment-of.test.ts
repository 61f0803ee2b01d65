import { describe, expect, test } from 'vitest'
import { environmentOf } from './environment-of.ts'

describe('the environment of one service among several', () => {
  test('a variable with its name takes the place of the one for all', () => {
    const environment = { NATS_SEED: 'all', STATUS_NATS_SEED: 'own', NATS_URL: 'nats:4222' }
    expect(environmentOf('status', environment)).toMatchObject({ NATS_SEED: 'own', NATS_URL: 'nats:4222' })
    expect(environmentOf('parser', environment)).toMatchObject({ NATS_SEED: 'all', NATS_URL: 'nats:4222' })
  })

  test('a value of its own takes the place of a file for all, and the other way round', () => {
    expect(environmentOf('status', { NATS_SEED_FILE: '/all', STATUS_NATS_SEED: 'own' })).not.toHaveProperty(
      'NATS_SEED_FILE',
    )
    expect(environmentOf('status', { NATS_SEED: 'all', STATUS_NATS_SEED_FILE: '/own' })).not.toHaveProperty('NATS_SEED')
  })

  test('an empty variable with its name is none', () => {
    expect(environmentOf('status', { HTTP_PORT: '9090', STATUS_HTTP_PORT: '' })).toMatchObject({ HTTP_PORT: '9090' })
  })
})
