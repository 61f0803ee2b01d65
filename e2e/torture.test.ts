/**
 * Every mail of the torture corpus, byte for byte, through the SMTP intake, the parser and the settlement, and through the
 * dry run: no crash, no hang, nothing lost. The corpus is under licences of its own, so it is read by path or skipped.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Installation } from '@tubepost/sandbox'
import { freePort, skippedBecause, tempDir, waitUntil } from '@tubepost/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANA, aSetup, ORGANISATION, OUT } from './a-setup.ts'
import { findCorpora } from './score/corpora.ts'
import { awaitSession, onTheWire, openSession } from './smtp-session.ts'
import { startReady } from './start-ready.ts'

const TEST_MS = 10 * 60_000
/** No mail may keep a caller waiting longer (RELIABILITY §7.3). */
const HANG_MS = 10_000
const SENDERS = 8
const CALLERS = 4
/** Share of the mails whose content may be refused with a reason (RELIABILITY §7.3). */
const MOST_UNREAD = 0.005

const corpora = findCorpora()

const setup = (ports: { http: number; intake: number; smtp: number }): string =>
  aSetup({
    intake: ports.intake,
    smtp: { port: ports.smtp },
    organisation: { ...ORGANISATION, url: `http://127.0.0.1:${ports.http}` },
    people: [ANA],
    statuses: [OUT],
  })

describe(
  'the torture corpus',
  skippedBecause(corpora === undefined ? 'no CORPORA_DIR and no shared/' : undefined),
  () => {
    let installation: Installation
    let intake: number
    let database: pg.Client
    let pids: number[]
    const pidsNow = () => installation.processes.map(({ pid }) => pid)
    const mails = corpora === undefined ? [] : readMails(corpora)

    beforeAll(async () => {
      const dir = await tempDir('torture')
      intake = await freePort()
      const [http, smtp] = [await freePort(), await freePort()]
      installation = await startReady(dir, setup({ http, intake, smtp }), { httpPort: http })
      database = new pg.Client({ connectionString: installation.postgres.url })
      await database.connect()
      const session = await awaitSession(intake)
      session.close()
      pids = pidsNow()
    })
    afterAll(async () => {
      await database?.end()
      await installation?.stop()
    })

    const call = (where: string, init: RequestInit = {}) =>
      fetch(installation.url + where, {
        ...init,
        headers: { authorization: `Bearer ${installation.token}`, ...init.headers },
        signal: AbortSignal.timeout(HANG_MS),
      })

    test('is taken in by SMTP, kept byte for byte, and settled once each', { timeout: TEST_MS }, async () => {
      const hashes: string[] = []
      await share(mails, SENDERS, async (take) => {
        const session = await openSession(intake)
        for (let file = take(); file !== undefined; file = take()) {
          const mail = readFileSync(file)
          await session.send(mail, ['status@example.com'])
          hashes.push(createHash('sha256').update(onTheWire(mail)).digest('hex'))
        }
        session.close()
      })
      expect(hashes).toHaveLength(mails.length)

      const books = async () => (await call('/api/console/conservation')).json() as Promise<Record<string, unknown>>
      const expected = {
        received: mails.length,
        waiting: 0,
        journal: { received: mails.length, settled: mails.length },
        difference: 0,
      }
      await waitUntil(async () => ((await books())['journal'] as { settled: number }).settled >= mails.length, {
        timeoutMs: TEST_MS,
        everyMs: 500,
        what: 'every mail to be settled',
      })
      expect(await books()).toMatchObject(expected)
      const settlements = await database.query(
        "select mail_id from console.event where name = 'mail.settled' group by mail_id having count(*) <> 1 union all select mail_id from console.mail where conflicts > 0",
      )
      expect(settlements.rows).toEqual([])

      const lost: string[] = []
      for (const hash of new Set(hashes)) if ((await hashOfStored(hash)) !== hash) lost.push(hash)
      expect(lost).toEqual([])
      expect(pidsNow()).toEqual(pids)
    })

    /** The hash of the bytes stored under a hash, computed anew. */
    async function hashOfStored(sha256: string): Promise<string> {
      const { rows } = await database.query<{ bytes: Buffer }>(
        'select c.bytes from blob.blob b join blob.chunk c on c.content = b.content where b.sha256 = $1 order by c.position',
        [sha256],
      )
      const hash = createHash('sha256')
      for (const { bytes } of rows) hash.update(bytes)
      return hash.digest('hex')
    }

    test('is judged by the dry run, each mail within ten seconds', { timeout: TEST_MS }, async () => {
      const failed: string[] = []
      const unread: string[] = []
      await share(mails, CALLERS, async (take) => {
        for (let file = take(); file !== undefined; file = take()) {
          const response = await call('/api/parser/dry-run?mailbox=status', {
            method: 'POST',
            headers: { 'content-type': 'message/rfc822' },
            body: readFileSync(file),
          })
          const answer = (await response.json()) as { class?: string; decisions?: unknown[]; unread?: object | null }
          const isWhole = response.ok && typeof answer.class === 'string' && (answer.decisions?.length ?? 0) > 0
          if (!isWhole) failed.push(`${file}: ${response.status}`)
          if (answer.unread !== null) unread.push(`${file}: ${JSON.stringify(answer.unread)}`)
        }
      })
      expect(failed).toEqual([])
      // Named one by one only where there are too many.
      expect(unread.length > MOST_UNREAD * mails.length ? unread : []).toEqual([])
      expect(pidsNow()).toEqual(pids)
    })
  },
)

function readMails(folder: string): string[] {
  const rows = readFileSync(path.join(folder, 'sets/torture/open.tsv'), 'utf8').split('\n').slice(1)
  return rows.filter((row) => row !== '').map((row) => path.join(folder, row.split('\t')[0] ?? ''))
}

/** Works on one list with this many workers, each taking the next item when it has finished one. */
async function share<Item>(
  items: readonly Item[],
  workers: number,
  work: (take: () => Item | undefined) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: workers }, () => work(() => items[next++])))
}
