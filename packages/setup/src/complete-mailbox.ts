import { policyOf } from './presets.ts'
import type { CompleteMailbox, ImapSource, PasswordSource } from './setup-file.ts'
import type { MailboxEntry } from './setup-schema.ts'

const IMAP_PORTS = { implicit: 993, starttls: 143, none: 143 } as const
const SECONDS = { s: 1, m: 60, h: 3600 } as const

/** Fills in the preset and every default of a mailbox. `entry` is kept as it is: it is what a person has written. */
export function completeMailbox(entry: MailboxEntry, password: PasswordSource): CompleteMailbox {
  const { source } = entry
  const routes = entry.routes ?? [{ recipient: '*', to: 'status' as const }]
  return {
    id: entry.id,
    address: entry.address,
    enabled: entry.enabled ?? false,
    kind: source.kind,
    policy: policyOf(entry.preset, entry.policy ?? {}, routes),
    routes,
    source: source.kind === 'smtp' ? source : completeImap(source, entry.address, password),
    entry,
  }
}

function completeImap(
  source: Extract<MailboxEntry['source'], { kind: 'imap' }>,
  address: string,
  password: PasswordSource,
): ImapSource {
  const tls = source.tls ?? 'implicit'
  const interval = source.pollInterval ?? '60s'
  return {
    kind: 'imap',
    host: source.host,
    port: source.port ?? IMAP_PORTS[tls],
    tls,
    username: source.username ?? address,
    password,
    allowPrivateAddress: source.allowPrivateAddress ?? false,
    tlsVerify: source.tlsVerify ?? true,
    folder: source.folder ?? 'INBOX',
    pollIntervalMs: Number.parseInt(interval, 10) * SECONDS[interval.at(-1) as keyof typeof SECONDS] * 1_000,
  }
}
