import { setTimeout as delay } from 'node:timers/promises'
import nodemailer from 'nodemailer'
import pg from 'pg'
import type { Dovecot, SmtpSink } from '@tubepost/testing'
import { benchMail, personAddress, VOUCHED_FOR } from './bench-mails.ts'

const RATE_PER_SECOND = 20
const SECONDS = 20
const LOOK_MS = 4
const GIVE_UP_MS = 30_000
// People whose numbers are not those of automatic or unknown senders.
const FIRST_PERSON = 20
const PERSONS = 60

export interface Percentiles {
  p50: number
  p99: number
  mails: number
}

/** Sends at a steady rate, and notes for each mail when the committed board or the recipient of the reply had it. */
export async function measureLatency(options: {
  send: (n: number, tag: string) => Promise<void> | void
  arrived: () => Promise<string[]>
  prefix: string
}): Promise<Percentiles> {
  const sent = new Map<string, number>()
  const took: number[] = []
  const total = RATE_PER_SECOND * SECONDS
  const began = performance.now()
  const sending = (async () => {
    for (let n = 0; n < total; n++) {
      const tag = `${options.prefix}${n}`
      await delay(Math.max(0, began + (n * 1_000) / RATE_PER_SECOND - performance.now()))
      sent.set(tag, performance.now())
      await options.send(n, tag)
    }
  })()
  while (took.length < total) {
    if (performance.now() - began > SECONDS * 1_000 + GIVE_UP_MS)
      throw new Error(`${total - took.length} mails did not arrive`)
    for (const tag of await options.arrived()) {
      const at = sent.get(tag)
      if (at === undefined) continue
      took.push(performance.now() - at)
      sent.delete(tag)
    }
    await delay(LOOK_MS)
  }
  await sending
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), mails: took.length }
}

/**
 * Tags of statuses on the board, now or earlier, that were not reported before: a reader of the board would see
 * these.
 */
export async function boardTags(
  databaseUrl: string,
  prefix: string,
): Promise<{ next: () => Promise<string[]>; close: () => Promise<void> }> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  const known = new Set<string>()
  return {
    close: () => database.end(),
    async next() {
      const { rows } = await database.query<{ comment: string }>({
        name: 'tags',
        text: `select comment from status.history where comment like $1 and at > now() - interval '10 seconds'`,
        values: [`${prefix}%`],
      })
      const news = rows.map((row) => row.comment).filter((comment) => !known.has(comment))
      for (const comment of news) known.add(comment)
      return news
    },
  }
}

/** Tags quoted in the replies that have arrived since the last call. */
export function replyTags(sink: SmtpSink, prefix: string): () => Promise<string[]> {
  let read = sink.mails.length
  const pattern = new RegExp(`${prefix}\\d+`)
  return async () => {
    const news = sink.mails.slice(read)
    read += news.length
    return news.flatMap((mail) => pattern.exec(mail.raw.toString('latin1'))?.[0] ?? [])
  }
}

export function sendOverSmtp(port: number, subject: (tag: string) => string, host = '127.0.0.1') {
  const transport = nodemailer.createTransport({
    host,
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: 4,
  })
  return {
    close: () => transport.close(),
    async send(n: number, tag: string) {
      const from = personAddress(FIRST_PERSON + (n % PERSONS))
      const headers = { 'Authentication-Results': VOUCHED_FOR.replace(/\s+/g, ' ') }
      await transport.sendMail({ from, to: 'intake@example.com', subject: subject(tag), text: '', headers })
    },
  }
}

export function sendToDovecot(dovecot: Dovecot, user: string, subject: (tag: string) => string) {
  return (n: number, tag: string) =>
    dovecot.deliver(user, benchMail(FIRST_PERSON + (n % PERSONS), subject(tag), tag).raw)
}
