import type { NatsConnection } from '@nats-io/nats-core'

const ANSWER_MS = 10_000

/** Names of the accounts that the server of this connection knows. The connection must be one of the system account. */
export async function listAccounts(connection: NatsConnection): Promise<string[]> {
  await connection.rtt()
  const answer = await connection.request(`$SYS.REQ.SERVER.${connection.info?.server_id}.ACCOUNTZ`, '', {
    timeout: ANSWER_MS,
  })
  return answer.json<{ data?: { accounts?: string[] } }>().data?.accounts ?? []
}
