export { type BucketServer, bucketServerMissing, startBucketServer } from './bucket-server.ts'
export { type Certificates, makeCertificates, opensslMissing } from './certificates.ts'
export { type Program, startProgram } from './program.ts'
export type { ProgramSpec } from './program-spec.ts'
export { type Dovecot, type DovecotOptions, dovecotMissing, startDovecot } from './dovecot.ts'
export { type FreshDatabase, freshDatabase } from './fresh-database.ts'
export { freePort } from './free-port.ts'
export { engineMissing, infra, infraMissing } from './infra.ts'
export type { ImapAction, ImapMisbehaviour, ImapVerb } from './imap/script.ts'
export type { ImapAppendOptions, ImapFolder, ImapStore, StoredMessage } from './imap/store.ts'
export { type ImapCommand, type ImapServer, type ImapServerOptions, startImapServer } from './imap-server.ts'
export type { AppendOptions, MaildirMessage } from './maildir.ts'
export { type NatsOptions, type NatsServer, startNats } from './nats.ts'
export { type OidcIssuer, type OidcMisbehaviour, startOidcIssuer } from './oidc-issuer.ts'
export { type PostgresOptions, type PostgresServer, startPostgres } from './postgres.ts'
export {
  type SinkMail,
  type SmtpBehaviour,
  type SmtpMoment,
  type SmtpPhase,
  type SmtpSink,
  type SmtpVerdict,
  startSmtpSink,
} from './smtp-sink.ts'
export { sharedNats, sharedPostgres } from './shared-servers.ts'
export { openDialog, type SmtpDialog } from './smtp-dialog.ts'
export { type Scrape, scrape } from './scrape.ts'
export { skippedBecause } from './skipped-because.ts'
export { type CollectedSpan, startTraceCollector, type TraceCollector } from './trace-collector.ts'
export { tempDir } from './temp-dir.ts'
export { waitUntil } from './wait-until.ts'
