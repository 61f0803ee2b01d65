import { CASE_MAILBOXES } from './case-mails.ts'
import { MAILBOXES, people, STATUSES, TRUSTED_SERVER } from './truth.ts'

export const PASSWORD_VARIABLE = 'CHAOS_IMAP_PASSWORD'
export const AFTER_SUCCESS = '[IMAP]/Trash'
export const AFTER_FAILURE = 'Failed'

/** tubepost.yaml of a run: two mailboxes for statuses, two for cases, and no budget that could hold a reply back. */
export function setupFile(ports: { http: number; imap: number; smtp: number }): string {
  return `
organisation: { name: Chaos Ltd, timeZone: UTC, locale: en-US, url: "http://127.0.0.1:${ports.http}" }
people:
${people.map(({ id, name, addresses, timeZone }) => `  - { id: ${id}, name: ${name}, addresses: [${addresses.join(', ')}], timeZone: ${timeZone} }`).join('\n')}
statuses:
${STATUSES.map((name) => `  - { name: ${name} }`).join('\n')}
mailboxes:
${MAILBOXES.map((id) => mailbox(id, { preset: 'officestatus', to: 'status' }, ports.imap)).join('\n')}
${CASE_MAILBOXES.map((id) => mailbox(id, { preset: 'agileapps', to: 'case' }, ports.imap)).join('\n')}
smtp: { host: 127.0.0.1, port: ${ports.smtp}, tls: none, from: "Tubepost <status@example.com>" }
limits: { repliesPerRecipientPerHour: 1000, repliesPerHour: 100000 }
`
}

function mailbox(id: string, { preset, to }: { preset: string; to: string }, port: number): string {
  return `  - id: ${id}
    preset: ${preset}
    address: ${id}@example.com
    enabled: true
    source:
      kind: imap
      host: 127.0.0.1
      port: ${port}
      tls: none
      username: ${id}
      password: { env: ${PASSWORD_VARIABLE} }
      allowPrivateAddress: true
    policy:
      fetchScope: newUids
      trustedAuthservId: ${TRUSTED_SERVER}
      afterSuccess: { move: "${AFTER_SUCCESS}" }
      afterFailure: { move: ${AFTER_FAILURE} }
    routes: [{ recipient: "*", to: ${to} }]`
}
