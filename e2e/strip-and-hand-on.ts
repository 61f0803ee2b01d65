import { randomUUID } from 'node:crypto'
import { type SmtpSink, startSmtpSink, waitUntil } from '@tubepost/testing'
import { createTransport } from 'nodemailer'

// Every field that tells a machine's mail from a person's, RFC 3834 §5 and RELIABILITY §4.3.
const STRIPPED = ['auto-submitted', 'x-auto-response-suppress', 'x-tubepost-loop', 'precedence']

export interface StrippingRelay {
  readonly sink: SmtpSink
  /** Number of mails handed on. */
  readonly handedOn: readonly string[]
  stop(): Promise<void>
}

/**
 * A relay that makes a machine's mail look like a person's and hands it to a mailbox's intake: no telling field is
 * left, and the null sender becomes a real one.
 * @param rewrite further changes to a header block
 */
export async function stripAndHandOn(
  intake: { port: number },
  rewrite: (header: string, recipient: string) => string,
): Promise<StrippingRelay> {
  const sink = await startSmtpSink()
  const transport = createTransport({ host: '127.0.0.1', port: intake.port, secure: false, ignoreTLS: true })
  const handedOn: string[] = []
  const stopping = new AbortController()
  const running = (async () => {
    for (let next = 0; !stopping.signal.aborted; next++) {
      await waitUntil(() => stopping.signal.aborted || sink.mails.length > next, {
        timeoutMs: 24 * 3_600_000,
        everyMs: 10,
        what: 'a mail to hand on',
      })
      const mail = sink.mails[next]
      if (mail === undefined) return
      const [header = '', ...body] = mail.raw.toString().split('\r\n\r\n')
      const recipient = mail.to[0] ?? ''
      const raw = [rewrite(strip(header), recipient), ...body].join('\r\n\r\n')
      const from = /^From:.*<(.*)>/m.exec(raw)?.[1] ?? 'nobody@example.net'
      await transport.sendMail({ envelope: { from, to: [...mail.to] }, raw })
      handedOn.push(raw)
    }
  })()
  return {
    sink,
    handedOn,
    async stop() {
      stopping.abort()
      await running
      transport.close()
      await sink.stop()
    },
  }
}

const fieldsOf = (header: string) => header.split(/\r\n(?![ \t])/)
const nameOf = (field: string) => (field.split(':')[0] ?? '').toLowerCase()

function strip(header: string): string {
  return fieldsOf(header)
    .filter((field) => !STRIPPED.includes(nameOf(field)))
    .join('\r\n')
}

/** Replaces the value of a field. */
export function replaceField(header: string, name: string, value: (old: string) => string): string {
  return fieldsOf(header)
    .map((field) => (nameOf(field) === name ? `${name}: ${value(field.slice(name.length + 1).trim())}` : field))
    .join('\r\n')
}

export const freshMessageId = (header: string): string =>
  replaceField(header, 'message-id', () => `<${randomUUID()}@relay.example>`)
