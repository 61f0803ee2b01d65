import path from 'node:path'
import { makeCertificates, opensslMissing, skippedBecause, tempDir } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Broker, connectWith, startBroker } from './broker.ts'
import { runInstaller } from './run-installer.ts'

describe('a broker with deploy/nats/tls.conf', skippedBecause(opensslMissing()), () => {
  let secrets: string
  let caFile: string
  let foreignCaFile: string
  let broker: Broker

  beforeAll(async () => {
    secrets = await tempDir('secrets')
    await runInstaller(secrets, {}, 'make-secrets', secrets).code
    caFile = makeCertificates(secrets).caFile
    foreignCaFile = makeCertificates(await tempDir('foreign')).caFile
    broker = await startBroker({ dir: await tempDir('nats'), keys: path.join(secrets, 'nats'), config: 'tls.conf' })
  })
  afterAll(() => broker?.stop())

  const provision = async (environment: Record<string, string>) => {
    const run = runInstaller(secrets, { NATS_URL: broker.url, ...environment }, 'provision')
    return { code: await run.code, last: run.output().trim().split('\n').at(-1) ?? '' }
  }

  test('is reached with the certificate of its authority', async () => {
    expect(await provision({ NATS_CA_FILE: caFile })).toMatchObject({ code: 0 })
    const connection = await connectWith(secrets, 'parser', broker.url, { caFile })
    expect(connection.info?.tls_required).toBe(true)
    await connection.close()
  })

  test('is not reached in the clear', async () => {
    const { Socket } = await import('node:net')
    const socket = new Socket()
    const { promise: over, resolve } = Promise.withResolvers<string>()
    let heard = ''
    socket.on('data', (part) => (heard += part.toString('latin1')))
    socket.on('error', () => {})
    socket.once('close', () => resolve(heard))
    socket.connect(broker.port, '127.0.0.1', () => socket.write('CONNECT {"verbose":true}\r\nPING\r\n'))
    expect(await over).not.toContain('PONG')
  })

  test.each([
    ['without NATS_CA_FILE', () => ({}), 'no authority known here vouches for its certificate: set NATS_CA_FILE'],
    ['with another authority', () => ({ NATS_CA_FILE: foreignCaFile }), 'does not vouch for: give the certificate'],
    [
      'with a file that is not there',
      () => ({ NATS_CA_FILE: '/nowhere/ca.crt' }),
      '/nowhere/ca.crt (NATS_CA_FILE) cannot be read',
    ],
  ])('%s a step ends at once, and says in one line what, where and what to do', async (_, environment, says) => {
    const { code, last } = await provision(environment())
    expect(code).toBe(1)
    const { msg, ...rest } = JSON.parse(last) as { msg: string }
    expect(msg).toContain(says)
    expect(msg).not.toContain('\n')
    expect(rest).not.toHaveProperty('err')
  })

  test('a service does the same', async () => {
    const run = runInstaller(
      secrets,
      { NATS_URL: broker.url, GATEWAY_TOKEN: 'x', SIGNING_KEYS: 'x' },
      'parser',
      'parser',
    )
    expect(await run.code).toBe(1)
    expect(run.output()).toContain(`The broker at ${broker.url} speaks TLS`)
  })

  test('a client that is configured for TLS refuses a broker without it', async () => {
    const plain = await startBroker({ dir: await tempDir('nats'), keys: path.join(secrets, 'nats') })
    const { code, last } = await provision({ NATS_URL: plain.url, NATS_CA_FILE: caFile })
    await plain.stop()
    expect(code).toBe(1)
    expect(last).toContain('does not speak TLS, and NATS_CA_FILE says that it must')
  })

  test('a certificate for another name is refused', async () => {
    const { code, last } = await provision({ NATS_URL: `localhost:${broker.port}`, NATS_CA_FILE: caFile })
    expect([code, last]).toEqual([1, expect.stringContaining('is for other names')])
  })
})
