import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  type BucketServer,
  bucketServerMissing,
  freePort,
  scrape,
  skippedBecause,
  startBucketServer,
  tempDir,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type DeclaredMailbox, type Fetcher, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, type Received, startInstallation } from './installation.ts'
import { bytesOf, isListening, sendMail } from './send-mail.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const TO = 'one@example.com'

describe('mail over SMTP, its bytes in a bucket', skippedBecause(bucketServerMissing()), () => {
  let installation: Installation
  let server: BucketServer
  let port: number
  let mailboxes: DeclaredMailbox[]
  let fetcher: Fetcher | undefined

  beforeAll(async () => {
    port = await freePort()
    server = await startBucketServer({ dir: await tempDir('bucket') })
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = server.environment.AWS_SHARED_CREDENTIALS_FILE
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    mailboxes = [{ id: 'one', source: { kind: 'smtp', port } }]
  })
  afterEach(() => fetcher?.stop())
  afterAll(async () => {
    await installation?.stop()
    await server?.stop()
  })

  /** Returns when the fetcher has also tried the bucket, and removed its test object. */
  async function startListening(environment: Record<string, string> = {}): Promise<void> {
    await fetcher?.stop()
    fetcher = await startFetcher(installation, mailboxes, { ...server.environment, ...environment })
    await waitUntil(() => isListening(port), within20s('the SMTP port'))
  }
  const published = (subject: string) =>
    waitUntil(
      async () => (await installation.received('one')).find((mail) => subjectOf(mail) === subject),
      within20s(`${subject} to be published`),
    )
  const failures = async (code: string) =>
    (await scrape(fetcher?.url ?? '')).value('tubepost_smtp_intake_failures_total', { code })
  const kept = (mail: Received) => bytesOf(installation.pool, mail, server.environment)

  test('250 is sent when the object is stored and the ledger has the mail', async () => {
    await startListening()
    const raw = aMail('first')
    expect((await sendMail(port, raw, TO)).response).toMatch(/^250 /)
    expect(await server.keys()).toHaveLength(1)
    const mail = await published('first')
    expect((await kept(mail))?.toString()).toBe(raw)
    const { rows } = await installation.pool.query('select count(*)::int as chunks from blob.chunk')
    expect(rows).toEqual([{ chunks: 0 }])
  })

  test('while the store is down a mail stays with its sender, and is taken later', async () => {
    await startListening()
    await server.kill()
    const raw = aMail('while it is away')
    await expect(sendMail(port, raw, TO)).rejects.toMatchObject({ responseCode: 451 })
    expect(await failures('not_stored')).toBe(1)
    await server.start()
    await sendMail(port, raw, TO)
    expect((await kept(await published('while it is away')))?.toString()).toBe(raw)
    expect((await installation.ledger('one')).filter(({ outcome }) => outcome === 'duplicate')).toEqual([])
  })

  test('killed with the bytes written and no row: the first object is removed', async () => {
    const before = await server.keys()
    await startListening({ CRASH_AT: 'after-bytes' })
    const raw = aMail('cut off')
    await expect(sendMail(port, raw, TO)).rejects.toThrow()
    expect(await server.keys()).toHaveLength(before.length + 1)
    await startListening()
    await sendMail(port, raw, TO)
    expect((await kept(await published('cut off')))?.toString()).toBe(raw)
    expect(await server.keys()).toHaveLength(before.length + 2)

    await installation.pool.query(`update blob.unclaimed set at = now() - interval '61 minutes'`)
    await startListening()
    await waitUntil(async () => (await server.keys()).length === before.length + 1, within20s('the first object to go'))
    expect((await kept(await published('cut off')))?.toString()).toBe(raw)
  })

  test('objects older than the retention are removed from the bucket too', async () => {
    await startListening()
    await sendMail(port, aMail('long over'), TO)
    const mail = await published('long over')
    await waitUntil(
      async () => (await installation.ledger('one')).every(({ final }) => final !== null),
      within20s('all mails to be final'),
    )
    const objects = (await server.keys()).length
    const longAgo = `now() - interval '400 days'`
    await installation.pool.query(`update mail set settled_at = ${longAgo}, final_at = ${longAgo} where mail_id = $1`, [
      mail.data.mailId,
    ])
    await installation.pool.query(`update mail_event set at = ${longAgo}`)
    await startListening()
    await waitUntil(async () => (await kept(mail)) === undefined, within20s('the blob to go'))
    expect(await server.keys()).toHaveLength(objects)
    await installation.pool.query(`update blob.unclaimed set at = now() - interval '61 minutes'`)
    await startListening()
    await waitUntil(async () => (await server.keys()).length === objects - 1, within20s('the object to go'))
  })

  test('with a bucket that does not work no port is opened, and readiness says why', async () => {
    const wrong = { ...server.environment, BLOB_BUCKET: 'nowhere' }
    fetcher = await startFetcher(installation, mailboxes, wrong, { hasStarted: (readiness) => readiness === 503 })
    const trouble = await waitUntil(async () => {
      const { status, body } = await (fetcher as Fetcher).ask('GET', '/readyz')
      return status === 503 && !JSON.stringify(body).includes('not tried yet') && body
    }, within20s('the bucket to be tried'))
    expect(JSON.stringify(trouble)).toContain('there is no such bucket: make it, or correct BLOB_BUCKET')
    expect(await isListening(port)).toBe(false)
    await waitUntil(async () => ((await failures('not_opened')) ?? 0) > 0, within20s('the port to be tried'))
  })

  test('with such a bucket no mail for cases is taken from a folder, until it works', async () => {
    const folder = path.join(await tempDir('maildir'), 'mails')
    for (const part of ['', 'cur', 'new', 'tmp']) mkdirSync(path.join(folder, part))
    const raw = aMail('left in its folder')
    writeFileSync(path.join(folder, 'new', '1790000000.M1P1.host'), raw)
    const policy = { fetchScope: 'all', backlog: 'live', afterSuccess: 'keep', afterFailure: 'keep' }
    const source = { kind: 'maildir', path: folder, pollInterval: '1s' }
    const cases: DeclaredMailbox[] = [{ id: 'cases', policy, source, routes: [{ recipient: '*', to: 'case' }] }]
    const wrong = { ...server.environment, BLOB_BUCKET: 'nowhere' }
    await fetcher?.stop()
    const stuck = await startFetcher(installation, cases, wrong, { hasStarted: (readiness) => readiness === 503 })
    fetcher = stuck
    const problem = await waitUntil(async () => {
      const { body } = await stuck.ask('GET', '/api/fetcher/mailboxes/cases')
      return (body as { mailbox: { problem: { code: string } | null } }).mailbox.problem
    }, within20s('the problem of the mailbox'))
    expect(problem).toMatchObject({ code: 'source/bytes-not-kept' })
    expect(JSON.stringify((await stuck.ask('GET', '/readyz')).body)).toContain('there is no such bucket: make it')
    expect(await installation.ledger('cases')).toEqual([])
    await stuck.stop()
    fetcher = await startFetcher(installation, cases, server.environment)
    const mail = await waitUntil(
      async () => (await installation.received('cases'))[0],
      within20s('the mail to be published'),
    )
    expect((await kept(mail))?.toString()).toBe(raw)
    const { rows } = await installation.pool.query('select count(*)::int as chunks from blob.chunk')
    expect(rows).toEqual([{ chunks: 0 }])
  })
})
