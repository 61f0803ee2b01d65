/** One mail through every service, with a broker that speaks only TLS. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import {
  type Certificates,
  freePort,
  makeCertificates,
  opensslMissing,
  scrape,
  skippedBecause,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, OUT } from './a-setup.ts'
import { startReady } from './start-ready.ts'

describe('with TLS between services and broker', skippedBecause(opensslMissing()), () => {
  let installation: Installation
  let intakePort: number
  let brokerTls: Certificates

  beforeAll(async () => {
    const dir = await tempDir('broker-tls')
    intakePort = await freePort()
    brokerTls = makeCertificates(path.join(dir, 'secrets'))
    installation = await startReady(dir, aSetup({ intake: intakePort, people: [ANA], statuses: [OUT] }), { brokerTls })
  })
  afterAll(() => installation?.stop())

  test('a mail is applied, and its story is whole', async () => {
    const transport = nodemailer.createTransport({ host: '127.0.0.1', port: intakePort, ignoreTLS: true })
    await transport.sendMail({ from: 'ana@example.com', to: 'status@example.com', subject: 'Out 2h', text: '' })
    const mail = await waitUntil(
      async () => {
        const headers = { authorization: `Bearer ${installation.token}` }
        const answer = await fetch(`${installation.url}/api/console/mails`, { headers })
        const { mails } = (await answer.json()) as { mails: { outcome: string | null }[] }
        return mails.find(({ outcome }) => outcome !== null)
      },
      { timeoutMs: 30_000, what: 'the settlement' },
    )
    expect(mail).toMatchObject({ outcome: 'applied' })
    const connections = await fetch(`${installation.nats.monitorUrl}/connz?state=open`)
    const { connections: open } = (await connections.json()) as { connections: { tls_version?: string }[] }
    expect(open.length).toBeGreaterThanOrEqual(6)
    expect(open.filter(({ tls_version }) => tls_version === undefined)).toEqual([])
  })

  test('every service shows when the certificate of the broker ends', async () => {
    const end = new X509Certificate(readFileSync(brokerTls.certFile)).validToDate.getTime() / 1_000
    for (const { name, port } of installation.processes) {
      const shown = (await scrape(`http://127.0.0.1:${port}`)).value(
        'tubepost_broker_certificate_end_timestamp_seconds',
      )
      expect(shown, `what ${name} shows`).toBe(end)
    }
  })
})
