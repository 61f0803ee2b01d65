/**
 * An integrator's program: prints every intent and fact, and acknowledges it. Whatever stops it, it goes on after what it
 * acknowledged last; what was given but not acknowledged comes again after 30 s, so expect an event twice and know it by its id.
 *
 *   npm install @nats-io/transport-node @nats-io/jetstream
 *   NATS_URL=127.0.0.1:4222 NATS_USER=integrator NATS_SEED_FILE=integrator-nats-seed node read-intents.mjs
 */
import { readFileSync } from 'node:fs'
import { jetstream } from '@nats-io/jetstream'
import { connect, nkeyAuthenticator } from '@nats-io/transport-node'

const { NATS_URL = '127.0.0.1:4222', NATS_USER = 'integrator', NATS_SEED_FILE = '', NATS_CA_FILE } = process.env

const connection = await connect({
  servers: NATS_URL,
  authenticator: nkeyAuthenticator(Buffer.from(readFileSync(NATS_SEED_FILE, 'utf8').trim())),
  inboxPrefix: `_INBOX_${NATS_USER}`, // the one under which this user may receive
  maxReconnectAttempts: -1,
  ...(NATS_CA_FILE && { tls: { caFile: NATS_CA_FILE } }),
})
// Integrators have an account of their own, in which JetStream stands under the domain `tubepost`.
const { consumers } = jetstream(connection, { domain: 'tubepost' })

async function read(stream) {
  const consumer = await consumers.get(stream, NATS_USER)
  for await (const message of await consumer.consume()) {
    const event = message.json() // schemas: packages/events/schemas; all of it: packages/events/asyncapi.yaml
    console.log(JSON.stringify({ subject: message.subject, id: event.id, data: event.data }))
    message.ack()
  }
}
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void connection.drain())
await Promise.all([read('INTENT'), read('FACT')])
