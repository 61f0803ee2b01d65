/**
 * Two installations that answer each other's error mails, over relays that strip everything by which machines
 * recognise a machine. The remaining signs must stop them within five mails, the first one included.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Installation, startInstallation } from '@tubepost/sandbox'
import { freePort, tempDir, waitUntil } from '@tubepost/testing'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aSetup, smtpMailbox } from './a-setup.ts'
import { freshMessageId, replaceField, stripAndHandOn, type StrippingRelay } from './strip-and-hand-on.ts'

const READY_MS = 90_000
const QUIET_MS = 60_000
const MOST_MAILS = 5

interface System {
  readonly name: 'a' | 'b'
  readonly intake: number
  readonly installation: Installation
}

/** The relays' changes to a header block besides stripping it. */
interface Wire {
  rewrite(header: string): string
}
const asItIs: Wire = { rewrite: (header) => header }
const freshIds: Wire = { rewrite: freshMessageId }
const freshIdsAndPrefix: Wire = {
  rewrite: (header) => replaceField(freshMessageId(header), 'subject', (subject) => `Re: ${subject}`),
}

/** By the detail of the addresses that a case uses: its wire, and the locale in which b answers. */
const CASES: Readonly<Record<string, { title: string; wire: Wire; locale?: string; subject?: string; ack?: true }>> = {
  ids: { title: 'Message-IDs as they are', wire: asItIs },
  fresh: { title: 'fresh Message-IDs', wire: freshIds },
  prefix: { title: 'fresh Message-IDs and Re: before the subject', wire: freshIdsAndPrefix },
  german: { title: 'fresh Message-IDs, and two languages', wire: freshIds, locale: 'de-DE' },
  ack: { title: 'an acknowledgement at the beginning', wire: freshIds, subject: 'Out 1d', ack: true },
  edited: { title: 'words of their own, and Message-IDs as they are', wire: asItIs },
  foreign: { title: 'words of their own, and fresh Message-IDs', wire: freshIds },
}

const other = (name: 'a' | 'b') => (name === 'a' ? 'b' : 'a')
const addressOf = (name: 'a' | 'b', detail: string) => `status+${detail}@${name}.example`

function setup(name: 'a' | 'b', ports: { http: number; intake: number; relay: number }): string {
  const knows = Object.entries(CASES).map(([detail, { locale = 'en-US' }]) => ({
    name: `The system ${other(name)}, ${detail}`,
    addresses: [addressOf(other(name), detail)],
    locale: name === 'b' ? locale : 'en-US',
  }))
  const at = (mailbox: object, user: string) => ({ ...mailbox, address: `${user}@${name}.example` })
  return aSetup({
    organisation: { name, timeZone: 'Etc/UTC', locale: 'en-US', url: `http://127.0.0.1:${ports.http}` },
    people: knows,
    statuses: [{ name: 'In' }, { name: 'Out' }],
    mailboxes: [
      at(smtpMailbox('status', ports.intake), 'status'),
      at(smtpMailbox('ack', ports.intake, { ack: 'always' }), 'ack'),
    ],
    smtp: { port: ports.relay, from: `Tubepost <status@${name}.example>` },
  })
}

describe('two installations that answer each other', () => {
  const systems = new Map<'a' | 'b', System>()
  const relays: StrippingRelay[] = []

  beforeAll(async () => {
    const dir = await tempDir('two-systems')
    const intakes = { a: await freePort(), b: await freePort() }
    const start = async (name: 'a' | 'b') => {
      const to = other(name)
      const relay = await stripAndHandOn({ port: intakes[to] }, (header, recipient) => {
        // Each case has addresses of its own, so that no case affects another.
        const detail = /\+(\w+)@/.exec(recipient)?.[1] ?? ''
        const from = replaceField(header, 'from', () => `Tubepost <${addressOf(name, detail)}>`)
        return CASES[detail]?.wire.rewrite(from) ?? from
      })
      relays.push(relay)
      const http = await freePort()
      const setupFile = path.join(dir, `${name}.yaml`)
      writeFileSync(setupFile, setup(name, { http, intake: intakes[name], relay: relay.sink.port }))
      const installation = await startInstallation({
        dir: path.join(dir, name),
        setupFile,
        httpPort: http,
        fsync: false,
      })
      systems.set(name, { name, intake: intakes[name], installation })
      await installation.untilReady(READY_MS)
    }
    await start('a')
    await start('b')
  })
  afterAll(async () => {
    await Promise.all([...systems.values()].map(({ installation }) => installation.stop()))
    await Promise.all(relays.map((relay) => relay.stop()))
  })

  async function call<Answer>(name: 'a' | 'b', method: string, at: string, body?: object): Promise<Answer> {
    const { url, token } = systems.get(name)!.installation
    const response = await fetch(url + at, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${at} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }

  interface Reply {
    to: string
    state: string
    brake: string | null
  }
  const repliesOf = async (name: 'a' | 'b', detail: string) => {
    const recipient = encodeURIComponent(addressOf(other(name), detail))
    return (await call<{ replies: Reply[] }>(name, 'GET', `/api/notifier/outbox?recipient=${recipient}`)).replies
  }
  const handedOn = (detail: string) =>
    relays.flatMap((relay) => relay.handedOn).filter((raw) => new RegExp(`^To: .*\\+${detail}@`, 'm').test(raw)).length

  /** Whether every mail and every reply has ended, and the relays have nothing in hand. */
  async function isQuiet(): Promise<boolean> {
    if (relays.some(({ sink, handedOn: done }) => sink.mails.length > done.length)) return false
    let came = 0
    for (const name of systems.keys()) {
      const books = await call<Books>(name, 'GET', '/api/console/conservation')
      const replies = Object.values(books.replies).reduce((sum, count) => sum + count, 0)
      const { replies: all } = await call<{ replies: Reply[] }>(name, 'GET', '/api/notifier/outbox')
      const ends = all.every(({ state }) => ['sent', 'held'].includes(state)) && all.length === replies
      if (books.waiting > 0 || books.lag.events > 0 || books.difference !== 0 || !ends) return false
      came += books.received
    }
    return came === sentByHand + relays.reduce((sum, relay) => sum + relay.handedOn.length, 0)
  }
  interface Books {
    received: number
    waiting: number
    difference: number
    lag: { events: number }
    replies: Record<string, number>
  }

  let sentByHand = 0

  test.each(Object.entries(CASES).map(([detail, each]) => [each.title, detail] as const))(
    'with %s they stop within five mails',
    async (_, detail) => {
      const { subject = 'Hello there', ack = false } = CASES[detail]!
      if (['edited', 'foreign'].includes(detail)) {
        for (const name of ['a', 'b'] as const) {
          const words = { subject: `What ${name} says to what it cannot read`, text: 'Please write a status.' }
          await call(name, 'PUT', '/api/notifier/templates/status-not-understood', words)
        }
      }
      const to = ack ? `ack+${detail}@a.example` : addressOf('a', detail)
      const transport = createTransport({ host: '127.0.0.1', port: systems.get('a')!.intake, ignoreTLS: true })
      await transport.sendMail({ from: addressOf('b', detail), to, subject, text: 'x' })
      transport.close()
      sentByHand++
      const stopped = await waitUntil(
        async () => {
          const held = [...(await repliesOf('a', detail)), ...(await repliesOf('b', detail))].filter(
            ({ state }) => state === 'held',
          )
          return held.length > 0 && (await isQuiet()) && held
        },
        { timeoutMs: QUIET_MS, everyMs: 100, what: 'both to fall silent' },
      )
      expect(stopped.map(({ brake }) => brake)).toEqual([
        expect.stringMatching(/^(own_reply_back|answers_own_reply|same_answer_again)$/),
      ])
      expect(handedOn(detail)).toBeGreaterThan(0)
      expect(1 + handedOn(detail)).toBeLessThanOrEqual(MOST_MAILS)
    },
  )

  interface Held {
    name: 'a' | 'b'
    replyId: string
    reason: string
  }
  async function allHeld(): Promise<Held[]> {
    const lists = (['a', 'b'] as const).map(async (name) => {
      const { held } = await call<{ held: Omit<Held, 'name'>[] }>(name, 'GET', '/api/notifier/held')
      return held.map((reply) => ({ ...reply, name }))
    })
    return (await Promise.all(lists)).flat()
  }

  test('each held reply is shown to a person with its reason', async () => {
    const held = await allHeld()
    expect(held).toHaveLength(Object.keys(CASES).length)
    for (const { reason } of held)
      expect(reason).toMatch(/our own replies|one of our replies|machines that answer each other/)
  })

  test('a person releases one, discards the others; the books count each reply once', async () => {
    const sumOf = async () => {
      const sum: Record<string, number> = {}
      for (const name of systems.keys()) {
        const { replies } = await call<Books>(name, 'GET', '/api/console/conservation')
        for (const [state, count] of Object.entries(replies)) sum[state] = (sum[state] ?? 0) + count
      }
      return sum
    }
    const before = await sumOf()
    const [first] = await allHeld()
    await call(first!.name, 'POST', `/api/notifier/held/${first!.replyId}/release`)
    await waitUntil(async () => ((await sumOf())['sent'] ?? 0) > (before['sent'] ?? 0) && (await isQuiet()), {
      timeoutMs: QUIET_MS,
      everyMs: 100,
      what: 'the released reply, and what it led to',
    })
    const released = await sumOf()
    const left = await allHeld()
    expect(released['held']).toBe(left.length)
    for (const { name, replyId } of left) await call(name, 'POST', `/api/notifier/held/${replyId}/discard`)
    await waitUntil(async () => (await sumOf())['held'] === 0, { timeoutMs: QUIET_MS, what: 'the journal to know' })
    expect(await sumOf()).toEqual({ ...released, held: 0, failed: left.length })
  })
})
