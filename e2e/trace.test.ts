/** One mail is one trace: from the fetch (or the SMTP session) through every service to the reply and the mailbox. */
import {
  type CollectedSpan,
  dovecotMissing,
  skippedBecause,
  startTraceCollector,
  type TraceCollector,
  waitUntil,
} from '@tubepost/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mailOf, startWatched, USER, type Watched } from './watched-installation.ts'

// The exporters send every five seconds.
const EXPORTED = { timeoutMs: 30_000 }

/** A span under its parent: service and name, and its children in that order. */
interface Branch {
  span: string
  children: Branch[]
}

function treeOf(spans: readonly CollectedSpan[]): Branch[] {
  const below = (parentId: string | undefined): Branch[] =>
    spans
      .filter((span) => span.parentId === parentId)
      .map((span) => ({ span: `${span.service.replace('tubepost-', '')}: ${span.name}`, children: below(span.spanId) }))
      .toSorted((a, b) => (a.span < b.span ? -1 : 1))
  return below(undefined)
}

/** As indented lines, which a failing test shows better than an object. */
const linesOf = (branches: readonly Branch[], depth = 0): string[] =>
  branches.flatMap(({ span, children }) => [`${'  '.repeat(depth)}${span}`, ...linesOf(children, depth + 1)])

const ACKNOWLEDGED = [
  '      console: consume intent.status.set.v1',
  '      status: consume intent.status.set.v1',
  '        status: publish mail.settled.v1',
  '          console: consume mail.settled.v1',
  '          fetcher: consume mail.settled.v1',
  '        status: publish reply.requested.v1',
  '          console: consume reply.requested.v1',
  '          notifier: consume reply.requested.v1',
  '            notifier: publish reply.sent.v1',
  '              console: consume reply.sent.v1',
  '            notifier: send reply',
  '        status: publish status.changed.v1',
  '          console: consume status.changed.v1',
]

describe('traces', skippedBecause(dovecotMissing()), () => {
  let collector: TraceCollector
  let watched: Watched

  beforeAll(async () => {
    collector = await startTraceCollector()
    watched = await startWatched('traces', {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER_ARG: '1',
    })
  })
  afterAll(async () => {
    await watched?.stop()
    await collector?.stop()
  })

  const handed = mailOf('ben@example.com', 'Out 2d', 'handed')

  /** The spans of the mail's trace, once there are this many; its id is the mailId. */
  async function traceOf(mailId: string, spans: number): Promise<CollectedSpan[]> {
    const traceId = mailId.replaceAll('-', '')
    const found = () => collector.spans.filter((span) => span.traceId === traceId)
    return waitUntil(() => (found().length >= spans ? found() : undefined), {
      ...EXPORTED,
      what: `${spans} spans of ${mailId}`,
    })
  }

  test('a mail over IMAP has one root, and every span is below the one that caused it', async () => {
    watched.dovecot.deliver(USER, mailOf('ana@example.com', 'Out 1d', 'traced'))
    const { mailId } = await watched.settled('traced')
    const spans = await traceOf(mailId, 19)
    expect(linesOf(treeOf(spans))).toEqual([
      'fetcher: fetch mailbox',
      '  fetcher: finalise mailbox',
      '  fetcher: publish mail.received.v1',
      '    console: consume mail.received.v1',
      '    parser: consume mail.received.v1',
      '      parser: publish intent.status.set.v1',
      ...ACKNOWLEDGED.map((line) => `  ${line}`),
    ])
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length)
    expect(spans.filter(({ failed }) => failed)).toEqual([])
  })

  test('the spans have the attributes of the conventions, and name nobody', async () => {
    const { mailId } = await watched.settled('traced')
    const spans = await traceOf(mailId, 19)
    const named = (service: string, name: string) =>
      spans.find((span) => span.service === `tubepost-${service}` && span.name === name) as CollectedSpan
    expect(named('fetcher', 'fetch mailbox')).toMatchObject({
      kind: 5,
      attributes: {
        'messaging.system.name': 'imap',
        'messaging.operation.type': 'receive',
        'tubepost.mailbox': 'status',
      },
    })
    expect(named('fetcher', 'publish mail.received.v1')).toMatchObject({
      kind: 4,
      attributes: {
        'messaging.system': 'nats',
        'messaging.system.name': 'nats',
        'messaging.operation.type': 'send',
        'messaging.operation.name': 'publish',
        'messaging.destination.name': 'mail.received.v1.status',
        'messaging.destination.template': 'mail.received.v1',
        'messaging.message.conversation_id': mailId,
        'messaging.message.body.size': expect.any(Number),
        'messaging.client.id': expect.stringMatching(/^fetcher-/),
        'server.address': '127.0.0.1',
      },
    })
    const consumed = named('parser', 'consume mail.received.v1')
    expect(consumed).toMatchObject({
      kind: 5,
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'consume',
        'messaging.consumer.group.name': 'parser',
      },
    })
    // The parent is the publishing, the link the span in which the event was made.
    expect(consumed.links).toEqual([named('fetcher', 'fetch mailbox').spanId])
    expect(named('notifier', 'send reply')).toMatchObject({
      kind: 3,
      attributes: {
        'messaging.system.name': 'smtp',
        'messaging.operation.type': 'send',
        'server.port': watched.sink.port,
      },
    })
    expect(collector.text()).not.toMatch(/@example\.com|Out 1d|words of the body/)
  })

  test('a mail over SMTP begins where it is accepted', async () => {
    await watched.hand(handed, 'ben@example.com')
    const { mailId } = await watched.settled('handed')
    expect(linesOf(treeOf(await traceOf(mailId, 18)))).toEqual([
      'fetcher: accept mailbox',
      '  fetcher: publish mail.received.v1',
      '    console: consume mail.received.v1',
      '    parser: consume mail.received.v1',
      '      parser: publish intent.status.set.v1',
      ...ACKNOWLEDGED.map((line) => `  ${line}`),
    ])
  })

  test('a mail that the fetcher settles itself has a root, and no span lacks its parent', async () => {
    await watched.hand(handed, 'ben@example.com')
    const twice = await waitUntil(
      async () =>
        collector.spans.find(({ name, spanId }) => {
          const made = collector.spans.filter((span) => span.parentId === spanId)
          return name === 'accept mailbox' && made.some((span) => span.name === 'publish mail.settled.v1')
        }),
      { ...EXPORTED, what: 'the trace of the duplicate' },
    )
    const mailId = String(twice.attributes['messaging.message.conversation_id'])
    expect(linesOf(treeOf(await traceOf(mailId, 4)))).toEqual([
      'fetcher: accept mailbox',
      '  fetcher: publish mail.settled.v1',
      '    console: consume mail.settled.v1',
      '    fetcher: consume mail.settled.v1',
    ])
  })

  test('a refused reply is a failed span under its request, with a code', async () => {
    watched.sink.behave(({ phase }) => (phase === 'rcpt' ? { reply: 550, text: 'no ana@example.com here' } : undefined))
    await watched.hand(mailOf('ana@example.com', 'In', 'unanswered'), 'ana@example.com')
    const { mailId } = await watched.settled('unanswered')
    const spans = await traceOf(mailId, 18)
    watched.sink.behave()
    const [failed, ...others] = spans.filter((span) => span.failed)
    expect(others).toEqual([])
    expect(failed).toMatchObject({ name: 'send reply', attributes: { 'error.type': 'smtp/refused-for-good' } })
    expect(spans.find(({ spanId }) => spanId === failed?.parentId)?.name).toBe('consume reply.requested.v1')
  })

  test('a status set over HTTP is a trace of its own', async () => {
    const { url, token } = watched.installation
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ status: 'Out' })
    const answer = await fetch(`${url}/api/status/people/ben-sample/status`, { method: 'PUT', headers, body })
    expect(answer.status).toBe(200)
    const root = await waitUntil(() => collector.spans.find(({ name }) => name === 'create status.changed.v1'), {
      ...EXPORTED,
      what: 'the trace of the call',
    })
    const spans = await traceOf(root.traceId, 3)
    expect(linesOf(treeOf(spans))).toEqual([
      'status: create status.changed.v1',
      '  status: publish status.changed.v1',
      '    console: consume status.changed.v1',
    ])
    const known = new Set(collector.spans.map(({ spanId }) => spanId))
    const orphans = () =>
      collector.spans.filter(({ parentId }) => parentId !== undefined && !known.has(parentId)).map(({ name }) => name)
    await waitUntil(
      () => {
        for (const { spanId } of collector.spans) known.add(spanId)
        return orphans().length === 0
      },
      { ...EXPORTED, what: 'every parent to have come' },
    )
    expect(orphans()).toEqual([])
  })
})
