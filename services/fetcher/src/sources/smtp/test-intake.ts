import { createConnection } from 'node:net'
import type { FetcherConfig } from '../../config.ts'
import { GREETING } from './listen-smtp.ts'

const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** Whether this machine takes mail on the port, or could once the mailbox is enabled, in words to act on. */
export async function testIntake(
  port: number,
  enabled: boolean,
  config: Pick<FetcherConfig, 'SMTP_HOST' | 'IMAP_CONNECT_TIMEOUT_MS'>,
): Promise<{ ok: boolean; detail: string }> {
  const host = EVERYWHERE.has(config.SMTP_HOST) ? undefined : config.SMTP_HOST
  const greeting = await greetingOf({ host, port, timeout: config.IMAP_CONNECT_TIMEOUT_MS })
  if (greeting?.startsWith(GREETING) === true) return { ok: true, detail: `Mail is taken on port ${port}.` }
  if (greeting !== undefined)
    return { ok: false, detail: `Another program listens on port ${port}. Stop it, or give the mailbox another port.` }
  return enabled
    ? { ok: false, detail: `Nothing listens on port ${port} yet. If that lasts, the log of the fetcher says why.` }
    : { ok: true, detail: `The port ${port} is free; mail is taken there when the mailbox is enabled.` }
}

/** A server's first line, empty where it sends none; undefined where nothing listens. */
function greetingOf(options: { host: string | undefined; port: number; timeout: number }): Promise<string | undefined> {
  const { host, port, timeout } = options
  return new Promise((resolve) => {
    let connected = false
    const socket = createConnection({ port, ...(host !== undefined && { host }) })
    const end = (greeting: string | undefined): void => {
      socket.destroy()
      resolve(greeting)
    }
    socket.setTimeout(timeout, () => end(connected ? '' : undefined))
    socket.once('connect', () => (connected = true))
    socket.once('data', (data) => end(data.toString('latin1')))
    socket.once('close', () => end(connected ? '' : undefined))
    socket.on('error', () => end(connected ? '' : undefined))
  })
}
