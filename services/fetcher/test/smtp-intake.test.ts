import { readdirSync } from 'node:fs'
import { createConnection } from 'node:net'
import { Readable } from 'node:stream'
import { freePort, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, type DeclaredMailbox, type Fetcher, peakMemory, startFetcher, subjectOf } from './fetcher.ts'
import { APPLIED, type Installation, type Received, startInstallation } from './installation.ts'
import { TELLING_MAILS } from './telling-mails.ts'
import { bytesOf, isListening, sendMail } from './send-mail.ts'

const within20s = (what: string) => ({ timeoutMs: 20_000, what })
const MEGABYTE = 1_048_576

// As the image sets it; without limits a heap grows for as long as the machine lets it.
const HEAP = { NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=6' }

describe('mail over SMTP', () => {
  let installation: Installation
  let fetcher: Fetcher
  let port: number
  let mailboxes: DeclaredMailbox[]

  beforeAll(async () => {
    port = await freePort()
    installation = await startInstallation()
    installation.settle(() => APPLIED)
    const source = { kind: 'smtp', port }
    mailboxes = [
      { id: 'one', source, routes: [{ recipient: 'also-one@example.com', to: 'status' }] },
      { id: 'two', source },
      { id: 'small', source, policy: { maxMailBytes: MEGABYTE } },
    ]
    fetcher = await startFetcher(installation, mailboxes, HEAP)
    await listening()
  })
  afterAll(async () => {
    await fetcher?.stop()
    await installation?.stop()
  })

  const listening = () => waitUntil(() => isListening(port), within20s('the SMTP port'))

  const send = (raw: string | Readable, to: string | string[], from?: string) => sendMail(port, raw, to, from)

  const published = (mailbox: string, subject: string, count = 1): Promise<Received[]> =>
    waitUntil(
      async () => {
        const found = (await installation.received(mailbox)).filter((mail) => subjectOf(mail) === subject)
        return found.length >= count && found
      },
      within20s(`${subject} in ${mailbox}`),
    )

  const contentOf = async (mail: Received) => (await bytesOf(installation.pool, mail))?.toString() ?? ''

  test.each(TELLING_MAILS)('given %s over SMTP, then the event tells it', async (_, raw, told) => {
    await send(raw, 'small@example.com')
    const [mail] = await published('small', /^Subject: (.*)\r$/m.exec(raw)?.[1] ?? '')
    expect(mail?.data.bodyFacts).toEqual(told)
  })

  test('250 is sent when row and bytes are stored, and the mail is published once', async () => {
    const raw = aMail('first')
    const { response } = await send(raw, 'one@example.com')
    expect(response).toMatch(/^250 /)
    expect(await installation.ledger('one')).toHaveLength(1)
    const [mail] = await published('one', 'first')
    expect(mail?.data).toMatchObject({
      identity: { kind: 'smtp' },
      envelope: { from: 'ann@example.org', recipients: ['one@example.com'] },
      headers: raw.slice(0, raw.indexOf('Hello')),
      size: raw.length,
      body: { size: raw.length, mediaType: 'message/rfc822' },
    })
    expect(await contentOf(mail as Received)).toBe(raw)
    await waitUntil(async () => (await installation.ledger('one'))[0]?.final === 'none', within20s('the settlement'))
  })

  test('recipients of two mailboxes are two mails, recipients of one are one', async () => {
    const to = ['one@example.com', 'One+detail@example.com', 'also-one@example.com', 'two@example.com']
    await send(aMail('to both'), to)
    const [one] = await published('one', 'to both')
    const [two] = await published('two', 'to both')
    expect(one?.data.envelope.recipients).toEqual(to.slice(0, 3))
    expect(two?.data.envelope.recipients).toEqual(['two@example.com'])
    expect(one?.data.mailId).not.toBe(two?.data.mailId)
    expect(one?.data.body?.sha256).toBe(two?.data.body?.sha256)
    const { rows } = await installation.pool.query('select owner from blob.claim where sha256 = $1', [
      one?.data.body?.sha256,
    ])
    const owners = [one, two].map((mail) => ({ owner: `fetcher/${mail?.data.mailId}` }))
    expect(rows).toEqual(expect.arrayContaining(owners))
    expect(rows).toHaveLength(2)
  })

  test('an unknown recipient is refused, and the others are served', async () => {
    await expect(send(aMail('nobody'), 'nobody@example.com')).rejects.toMatchObject({ responseCode: 550 })
    const sent = await send(aMail('half'), ['nobody@example.com', 'two@example.com'])
    expect(sent).toMatchObject({ rejected: ['nobody@example.com'] })
    await published('two', 'half')
  })

  test('the postmaster of the server, and of its domain, is the first mailbox', async () => {
    await send(aMail('to the server'), 'Postmaster')
    await send(aMail('to the domain'), 'postmaster@EXAMPLE.com')
    expect((await published('one', 'to the server'))[0]?.data.envelope.recipients).toEqual(['Postmaster'])
    await published('one', 'to the domain')
    await expect(send(aMail('elsewhere'), 'postmaster@example.net')).rejects.toMatchObject({ responseCode: 550 })
  })

  test('a quoted local part names the same mailbox as without its quotation marks', async () => {
    await send(aMail('quoted'), '"two"@example.com')
    expect((await published('two', 'quoted'))[0]?.data.envelope.recipients).toEqual(['two@example.com'])
  })

  test('a header of 200 kB is read whole, and of a longer one 256 KiB are kept', async () => {
    const padding = (lines: number) => Array.from({ length: lines }, (_, n) => `X-Padding-${n}: ${'x'.repeat(80)}`)
    const whole = aMail('long', padding(2_100))
    await send(whole, 'one@example.com')
    const [long] = await published('one', 'long')
    expect(long?.data.headers).toBe(whole.slice(0, whole.indexOf('Hello')))
    expect(long?.data.headersCut).toBeUndefined()
    await send(aMail('too long', padding(4_000)), 'one@example.com')
    const [cut] = await published('one', 'too long')
    expect(cut?.data.headers).toHaveLength(262_144)
    expect(cut?.data.headersCut).toBe(true)
  })

  test('a header that is too long for an event as JSON is cut, and published', async () => {
    await send(
      aMail('controls', [
        `X-Controls: ${'\x01'.repeat(900)}`,
        ...Array.from({ length: 250 }, () => ` ${'\x01'.repeat(900)}`),
      ]),
      'one@example.com',
    )
    const [mail] = await published('one', 'controls')
    expect(mail?.data.headers).toHaveLength(109_226)
    expect(mail?.data.headersCut).toBe(true)
  })

  test('the null sender is kept as the empty text', async () => {
    await send(aMail('bounce'), 'one@example.com', '')
    const [mail] = await published('one', 'bounce')
    expect(mail?.data.envelope.from).toBe('')
  })

  test('the same mail twice is a duplicate, whatever relays wrote on top of it', async () => {
    const raw = aMail('again')
    await send(raw, 'one@example.com')
    await send(`Received: from a relay\r\n${raw}`, 'one@example.com')
    await Promise.all([1, 2, 3].map((n) => send(`Received: from relay ${n}\r\n${raw}`, 'one@example.com')))
    await published('one', 'again')
    const rows = await installation.ledger('one')
    expect(rows.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(4)
    expect((await installation.received('one')).filter((mail) => subjectOf(mail) === 'again')).toHaveLength(1)
  })

  test('two mails with neither Date nor Message-ID are two mails', async () => {
    const raw = aMail('Out').replace(/(Date|Message-ID):.*\r\n/g, '')
    await send(raw, 'one@example.com')
    await send(raw, 'one@example.com')
    const mails = await published('one', 'Out', 2)
    expect(new Set(mails.map(({ data }) => data.fingerprint)).size).toBe(2)
  })

  test('only the header of a mail that is far too large is kept, in bounded memory', async () => {
    const line = `${'x'.repeat(1022)}\r\n`
    const huge = function* (subject: string, megabytes: number) {
      yield aMail(subject)
      for (let n = 0; n < megabytes * 64; n++) yield line.repeat(16)
    }
    await send(Readable.from(huge('warming up', 60)), 'small@example.com')
    const before = peakMemory(fetcher.pid)
    await send(Readable.from(huge('huge', 128)), 'small@example.com')
    const [mail] = await published('small', 'huge')
    expect(mail?.data.body).toBeNull()
    expect(mail?.data.size).toBeGreaterThan(128 * MEGABYTE)
    expect(peakMemory(fetcher.pid) - before).toBeLessThan(30 * MEGABYTE)
    expect(readdirSync(fetcher.spoolDir).filter((name) => name.endsWith('.eml'))).toEqual([])
    const { rows } = await installation.pool.query<{ size: string }>(
      'select coalesce(sum(size), 0) as size from blob.blob',
    )
    expect(Number(rows[0]?.size)).toBeLessThan(MEGABYTE)
  })

  test('header and bytes of a finished mail are deleted after the retention', async () => {
    const [old, young] = [aMail('long over'), aMail('lately over')] as const
    for (const raw of [old, young]) await send(raw, 'one@example.com')
    const [oldMail] = await published('one', 'long over')
    const [youngMail] = await published('one', 'lately over')
    const kept = async () =>
      (
        await installation.pool.query<{ mail: string }>(
          `select m.mail_id as mail from mail m join mail_event using (mail_id) join blob.claim c on c.owner = 'fetcher/' || m.mail_id
           where m.final_at is not null and m.mail_id = any($1)`,
          [[oldMail?.data.mailId, youngMail?.data.mailId]],
        )
      ).rows.map(({ mail }) => mail)
    await waitUntil(async () => (await kept()).length === 2, within20s('both mails to be final'))
    const longAgo = `now() - interval '400 days'`
    await installation.pool.query(`update mail set settled_at = ${longAgo}, final_at = ${longAgo} where mail_id = $1`, [
      oldMail?.data.mailId,
    ])
    await installation.pool.query(`update mail_event set at = ${longAgo}`)

    await fetcher.stop()
    fetcher = await startFetcher(installation, mailboxes) // the retention runs at the start
    await listening()
    await waitUntil(
      async () => (await contentOf(oldMail as Received)) === '' && (await kept()).length === 1,
      within20s('the old mail to go'),
    )
    expect(await kept()).toEqual([youngMail?.data.mailId])
    expect(await contentOf(youngMail as Received)).toBe(young)
    expect(await fetcher.ask('POST', `/api/fetcher/mails/${oldMail?.data.mailId}/requeue`)).toMatchObject({
      status: 409,
      body: { error: { code: 'applied' } },
    })
    await send(old, 'one@example.com')
    expect((await installation.ledger('one')).at(-1)).toMatchObject({ outcome: 'duplicate' })
  })

  test('a slow sender does not make others wait', async () => {
    const slow = Array.from({ length: 20 }, () => createConnection({ host: '127.0.0.1', port }))
    for (const socket of slow) {
      socket.on('error', () => {})
      socket.write('EHLO slow\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<one@example.com>\r\nDATA\r\nSubject: slow\r\n')
    }
    await send(aMail('fast'), 'one@example.com')
    expect(await published('one', 'fast')).toHaveLength(1)
    for (const socket of slow) socket.destroy()
  })

  test('killed after the commit without an answer, the mail sent again is a duplicate', async () => {
    await fetcher.stop()
    fetcher = await startFetcher(installation, mailboxes, { CRASH_AT: 'after-ledger-row' })
    await listening()
    const raw = aMail('unanswered')
    await expect(send(raw, 'two@example.com')).rejects.toThrow()
    fetcher = await startFetcher(installation, mailboxes)
    await listening()
    await send(raw, 'two@example.com')
    await published('two', 'unanswered')
    const rows = await waitUntil(async () => {
      const found = (await installation.ledger('two')).slice(-2)
      return found.every(({ final }) => final !== null) && found
    }, within20s('both settlements'))
    expect(rows.map(({ outcome }) => outcome)).toEqual(['applied', 'duplicate'])
  })
})
