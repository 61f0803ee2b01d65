import type { MailboxTest, TestEvent } from '@tubepost/api'
import { ANSWER_HEADERS, type HttpReply, type HttpRequest, type ServiceContext } from '@tubepost/service'
import type { Follow } from './test-mailbox.ts'

const EVENTS = 'text/event-stream'
// Shorter than any proxy's patience with a silent connection; a mail server may take longer for an answer.
const PING_EVERY_MS = 15_000

/**
 * Answers with the result of a test; to a caller who accepts events (Server-Sent Events, WHATWG HTML §9.2) with each step as
 * it is done, and the result at the end. A caller who goes ends the test.
 */
export async function answerTest(
  { signal, log }: Pick<ServiceContext, 'signal' | 'log'>,
  { headers }: HttpRequest,
  reply: HttpReply,
  test: (follow: Follow) => Promise<MailboxTest>,
): Promise<MailboxTest | undefined> {
  const { raw } = reply
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  if (raw.destroyed) gone.abort()
  const cutOff = AbortSignal.any([gone.signal, signal])
  if (headers.accept?.includes(EVENTS) !== true) return test({ cutOff })

  reply.hijack()
  raw.writeHead(200, { ...ANSWER_HEADERS, 'content-type': EVENTS, 'x-accel-buffering': 'no' })
  raw.flushHeaders()
  const send = (event: TestEvent) => {
    const [name = ''] = Object.keys(event)
    if (!raw.destroyed) raw.write(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`)
  }
  const ping = setInterval(() => raw.write(': ping\n\n'), PING_EVERY_MS)
  try {
    send({ test: await test({ cutOff, told: (step) => send({ step }) }) })
    raw.end()
  } catch (error) {
    log.warn({ err: error }, 'a test of a mailbox broke off')
    raw.destroy() // an answer without its last event has failed
  } finally {
    clearInterval(ping)
  }
  return undefined
}
