import { createConnection } from 'node:net'
import type { FetcherConfig } from '../../config.ts'
import { portTaken } from './listen-error.ts'

const EVERYWHERE = new Set(['0.0.0.0', '::'])

/**
 * Whether mail is taken on the port, or could be once the mailbox is enabled, in words to act on. A program that
 * greets like ours is not ours: `ours` has the proofs that the greetings of this installation's intakes end with.
 */
export async function testIntake(
  port: number,
  enabled: boolean,
  config: Pick<FetcherConfig, 'SMTP_HOST' | 'IMAP_CONNECT_TIMEOUT_MS'>,
  ours: ReadonlySet<string>,
): Promise<{ ok: boolean; detail: string }> {
  const host = EVERYWHERE.has(config.SMTP_HOST) ? undefined : config.SMTP_HOST
  const greeting = await greetingOf({ host, port, timeout: config.IMAP_CONNECT_TIMEOUT_MS })
  if (ours.has(greeting?.trimEnd().split(' ').at(-1) ?? ''))
    return { ok: true, detail: `Mail is taken on port ${port}.` }
  if (greeting !== undefined) return { ok: false, detail: portTaken(port) }
  if (ours.size > 0) return { ok: true, detail: `Mail is taken on port ${port} of another machine.` }
  return enabled
    ? { ok: false, detail: `Nothing listens on port ${port} yet. If that lasts, the mailbox names the problem.` }
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
