import { policyOf } from './presets.ts'
import type { CompleteMailbox } from './setup.ts'
import type { MailboxEntry } from '../schema/setup-schema.ts'
import type { PasswordSource } from '../sources/source-setup.ts'
import { completeSource } from '../sources/source-setups.ts'

/** Fills in the preset and every default of a mailbox. `entry` is kept as the person wrote it. */
export function completeMailbox(entry: MailboxEntry, password: PasswordSource): CompleteMailbox {
  const routes = entry.routes ?? [{ recipient: '*', to: 'status' as const }]
  return {
    id: entry.id,
    address: entry.address,
    enabled: entry.enabled ?? false,
    kind: entry.source.kind,
    policy: policyOf(entry.preset, entry.policy ?? {}, routes),
    routes,
    source: completeSource(entry.source, entry.address, password),
    entry,
  }
}
