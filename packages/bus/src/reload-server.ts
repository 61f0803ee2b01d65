import type { NatsConnection } from '@nats-io/nats-core'

const ANSWER_MS = 10_000

/**
 * Has the server of this connection read its configuration again, as `nats server config reload` does (nats-server 2.10
 * and newer). The connection must be one of the system account. Throws what the server finds wrong with the new one.
 */
export async function reloadServer(connection: NatsConnection): Promise<void> {
  await connection.rtt()
  const answer = await connection.request(`$SYS.REQ.SERVER.${connection.info?.server_id}.RELOAD`, '', {
    timeout: ANSWER_MS,
  })
  const { error } = answer.json<{ error?: { description?: string } }>()
  if (error !== undefined)
    throw new Error(`nats-server refuses its configuration: ${error.description ?? 'no reason given'}`)
}
