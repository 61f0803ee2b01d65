import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Pool } from './pool.ts'

// A server that is being started again takes no less.
const AGAIN_MS = 1_000

/**
 * Hears what is told on a channel (NOTIFY), on a connection besides those of the pool, until the signal is aborted. It is a hint:
 * nobody hears what is told while the connection is broken, or behind a pooler that shares sessions. So listeners look from
 * time to time as well.
 * @param channel a word of our own, never a text of others
 */
export async function listen(pool: Pool, channel: string, onTold: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client(pool.options)
    client.on('notification', onTold)
    const end = () => void client.end().catch(() => {})
    const broken = new Promise<void>((resolve) => void client.on('error', () => resolve()).once('end', resolve))
    try {
      await client.connect()
      signal.addEventListener('abort', end, { once: true })
      await client.query(`listen ${channel}`)
      if (signal.aborted) end()
      await broken
    } catch {
      // The server does not answer; it is asked again.
    } finally {
      signal.removeEventListener('abort', end)
      end()
    }
    await delay(AGAIN_MS, undefined, { signal }).catch(() => {})
  }
}
