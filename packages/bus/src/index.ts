export type { NatsConnection } from '@nats-io/nats-core'
export { countStatelessAttempt, forgetStatelessAttempts } from './attempts.ts'
export { brokerCertificateEnd } from './broker-certificate.ts'
export { BrokerTlsError } from './broker-tls-error.ts'
export { isBusOutage, ReferenceBehindError } from './bus-errors.ts'
export { type BusOptions, connectBus, inboxPrefixOf } from './connect.ts'
export { consumeBatches, type ConsumeOptions, type Consumption, type JsMsg } from './consume.ts'
export { exportsToIntegrators, integratorAccount, integratorNamed, isIntegrator } from './integrator.ts'
export { countLag, readConsumers, readIntegrators, readStreams } from './lag.ts'
export { listAccounts } from './list-accounts.ts'
export { missingTopology } from './missing-topology.ts'
export { isAtLeast, OLDEST_PRODUCTION_SERVER, provision, type Provisioned } from './provision.ts'
export { createPublisher, type Outgoing, type Published, type Publisher } from './publish.ts'
export { readReference, type ReferenceReader } from './reference-reader.ts'
export { publishReference } from './reference-writer.ts'
export { reloadServer } from './reload-server.ts'
export { readersOf, readSince, rewindDurables, type StoredMessage } from './rewind.ts'
export { natsServerConfig, type NatsUser } from './server-config.ts'
export { createUserKey, publicKeyOf, type UserKey } from './user-key.ts'
export {
  durableOf,
  EVENT_DAYS,
  PREFETCH,
  permissionsOf,
  redriveDurableOf,
  type ServiceDeclaration,
  streamNames,
  topologyOf,
} from './topology.ts'
