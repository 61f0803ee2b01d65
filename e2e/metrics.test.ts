/** The metrics of each service after mails of every kind. */
import { SERVICES } from '@tubepost/events'
import { dovecotMissing, skippedBecause, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailOf, startWatched, USER, type Watched } from './watched-installation.ts'

describe('metrics', skippedBecause(dovecotMissing()), () => {
  let watched: Watched

  beforeAll(async () => {
    watched = await startWatched('metrics')
  })
  afterAll(async () => {
    await watched?.stop()
  })

  /** Waits until a service shows this number: counts follow the events, and gauges are read once a second. */
  const shows = (service: string, name: string, labels: Record<string, string>, value: number) =>
    waitUntil(async () => (await watched.metrics(service)).value(name, labels) === value, {
      timeoutMs: 20_000,
      what: `${service} to show ${name} ${JSON.stringify(labels)} ${value}`,
    })

  test('a mail is counted at each step, from the mailbox to the reply', async () => {
    watched.dovecot.deliver(USER, mailOf('ana@example.com', 'Out 1d', 'counted'))
    expect(await watched.settled('counted')).toMatchObject({ outcome: 'applied' })
    await shows('fetcher', 'tubepost_mail_fetched_total', { mailbox: 'status', outcome: 'published' }, 1)
    await shows('fetcher', 'tubepost_mail_settled_total', { mailbox: 'status', outcome: 'applied', reason: '' }, 1)
    await shows('fetcher', 'tubepost_mail_age_seconds_count', {}, 1)
    await shows('parser', 'tubepost_events_published_total', { stream: 'INTENT' }, 1)
    await shows('status', 'tubepost_intents_total', { kind: 'status.set', outcome: 'applied' }, 1)
    await shows('notifier', 'tubepost_replies_ended_total', { result: 'sent' }, 1)
    await shows('notifier', 'tubepost_reply_tries_total', { outcome: 'sent', code: '' }, 1)
    // INTERNALDATE has whole seconds, rounded down.
    const age = (await watched.metrics('fetcher')).value('tubepost_mail_age_seconds_sum') ?? Number.NaN
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThan(20)
  })

  test('a duplicate, a machine’s mail and an unreadable one are counted as such', async () => {
    const twice = mailOf('ana@example.com', 'Out 1d', 'twice')
    watched.dovecot.deliver(USER, twice)
    await watched.settled('twice')
    watched.dovecot.deliver(USER, twice)
    await shows('fetcher', 'tubepost_mail_fetched_total', { mailbox: 'status', outcome: 'duplicate' }, 1)
    watched.dovecot.deliver(USER, mailOf('ben@example.com', 'Out 1d', 'machine', ['Auto-Submitted: auto-replied']))
    expect(await watched.settled('machine')).toMatchObject({ outcome: 'ignored', reason: 'automatic' })
    watched.dovecot.deliver(USER, mailOf('ben@example.com', 'qwertz', 'unread'))
    expect(await watched.settled('unread')).toMatchObject({ outcome: 'rejected', reason: 'no_status' })
    // Else its answer could meet the next test's refusal.
    await watched.sink.waitFor(({ to }) => to.includes('ben@example.com'))
    const settled = { mailbox: 'status' }
    await shows('fetcher', 'tubepost_mail_settled_total', { ...settled, outcome: 'ignored', reason: 'automatic' }, 1)
    await shows('fetcher', 'tubepost_mail_settled_total', { ...settled, outcome: 'rejected', reason: 'no_status' }, 1)
  })

  test('a mailbox is up while it is read or its port listens', async () => {
    const before = Date.now() / 1_000
    await shows('fetcher', 'tubepost_mailbox_up', { mailbox: 'status' }, 1)
    await shows('fetcher', 'tubepost_mailbox_up', { mailbox: 'intake' }, 1)
    const fetcher = await watched.metrics('fetcher')
    const look = fetcher.value('tubepost_mailbox_last_success_timestamp_seconds', { mailbox: 'status' }) ?? 0
    expect(look).toBeGreaterThan(before - 120)
    expect(look).toBeLessThanOrEqual(Date.now() / 1_000 + 1)
    expect(fetcher.value('tubepost_mailbox_last_success_timestamp_seconds', { mailbox: 'intake' })).toBeUndefined()
    expect(fetcher.value('tubepost_mailbox_poll_interval_seconds', { mailbox: 'status' })).toBe(60)
  })

  test('a refused reply and a held reply are counted by their reasons', async () => {
    watched.sink.behave(({ phase }) => (phase === 'rcpt' ? { reply: 550, text: 'no such person' } : undefined))
    await watched.hand(mailOf('ana@example.com', 'In', 'refused'), 'ana@example.com')
    expect(await watched.settled('refused')).toMatchObject({ outcome: 'applied' })
    await shows('notifier', 'tubepost_reply_tries_total', { outcome: 'refused', code: 'smtp/refused-for-good' }, 1)
    await shows('notifier', 'tubepost_replies_ended_total', { result: 'failed' }, 1)
    watched.sink.behave()
    // Our own acknowledgement, as it comes back without its headers.
    const own = watched.sink.mails.find(({ to }) => to.includes('ana@example.com'))
    const subject = /^Subject: (.*)\r$/m.exec(own?.raw.toString() ?? '')?.[1] ?? ''
    await watched.hand(mailOf('ana@example.com', subject, 'echo'), 'ana@example.com')
    await watched.settled('echo')
    await shows('notifier', 'tubepost_gate_brakes_total', { brake: 'own_reply_back' }, 1)
    await shows('notifier', 'tubepost_replies_held', { brake: 'own_reply_back' }, 1)
  })

  test('at rest nothing waits, the two books agree, and there is no dead letter', async () => {
    for (const state of ['taken', 'published', 'alarmed']) await shows('fetcher', 'tubepost_mail_waiting', { state }, 0)
    for (const service of SERVICES) await shows(service, 'tubepost_consumer_pending', {}, 0)
    for (const service of ['fetcher', 'status', 'notifier']) await shows(service, 'tubepost_outbox_pending', {}, 0)
    await shows('notifier', 'tubepost_replies_waiting', {}, 0)
    const journal = await watched.metrics('console')
    expect(journal.value('tubepost_dlq_messages')).toBe(0)
    expect(journal.value('tubepost_dlq_messages', { consumer: 'parser' })).toBe(0)
    expect(journal.value('tubepost_conservation_difference')).toBe(0)
    expect(journal.value('tubepost_settlement_conflicts')).toBe(0)
    for (const service of SERVICES) {
      const metrics = await watched.metrics(service)
      expect([service, metrics.value('tubepost_build_info')]).toEqual([service, 1])
      expect([service, metrics.value('tubepost_readings_failed_total')]).toEqual([service, 0])
      expect(metrics.text).not.toMatch(/example\.com|qwertz|Out 1d/)
    }
  })

  test('a mailbox whose server is down is down, and its failures say why', async () => {
    await watched.dovecot.stop()
    await shows('fetcher', 'tubepost_mailbox_up', { mailbox: 'status' }, 0)
    const failures = { mailbox: 'status', code: 'source/unreachable' }
    const fetcher = await watched.metrics('fetcher')
    expect(fetcher.value('tubepost_mailbox_failures_total', failures)).toBeGreaterThan(0)
  })
})
