import path from 'node:path'
import { completeMailbox } from './complete-mailbox.ts'
import type { Setup } from './setup.ts'
import type { SetupFile } from '../schema/setup-schema.ts'
import { slug } from './slug.ts'
import type { PasswordSource } from '../sources/source-setup.ts'

const DEFAULT_REPLIES_PER_RECIPIENT_PER_HOUR = 20
// An office of two thousand people, each answered once an hour. A loop or a flood of forged senders is held long
// before it gets our relay onto a block list.
const DEFAULT_REPLIES_PER_HOUR = 2_000
const DEFAULT_ANSWERS_PER_HOUR = 1_000
const DEFAULT_URL = 'http://127.0.0.1:8080'
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']
const SUBMISSION_PORTS = { implicit: 465, starttls: 587, none: 25 } as const

/** Fills in every preset and default. Passwords stay references. */
export function completeSetup(declared: SetupFile, folder: string): Setup {
  const { organisation } = declared
  const passwordOf = (source: { passwordFile?: string; password?: { env: string } }): PasswordSource =>
    source.passwordFile === undefined ? source.password : { file: path.resolve(folder, source.passwordFile) }
  return {
    organisation: {
      name: organisation.name,
      timeZone: organisation.timeZone,
      locale: organisation.locale,
      defaultReturn: organisation.defaultReturn ?? '09:00',
      endOfDay: organisation.endOfDay ?? '17:00',
      ...(organisation.subjectTags && { subjectTags: organisation.subjectTags }),
      url: organisation.url ?? DEFAULT_URL,
    },
    people: (declared.people ?? []).map((person) => ({
      id: person.id ?? slug(person.name),
      name: person.name,
      addresses: person.addresses,
      timeZone: person.timeZone ?? organisation.timeZone,
      locale: person.locale ?? organisation.locale,
      role: person.role ?? 'user',
    })),
    statuses: (declared.statuses ?? []).map((status, position) => ({
      id: status.id ?? slug(status.name),
      name: status.name,
      aliases: status.aliases ?? [],
      type: status.type ?? 'out',
      due: status.due ?? 'optional',
      colour: status.colour ?? null,
      position,
    })),
    mailboxes: (declared.mailboxes ?? []).map((mailbox) => {
      const { passwordFile: _, password: __, ...source } = mailbox.source
      return completeMailbox({ ...mailbox, source }, passwordOf(mailbox.source))
    }),
    smtp:
      declared.smtp === undefined
        ? undefined
        : {
            host: declared.smtp.host,
            port: declared.smtp.port ?? SUBMISSION_PORTS[declared.smtp.tls ?? 'starttls'],
            tls: declared.smtp.tls ?? 'starttls',
            from: declared.smtp.from,
            username: declared.smtp.username,
            password: passwordOf(declared.smtp),
            tlsVerify: declared.smtp.tlsVerify ?? true,
            envelopeFrom: declared.smtp.envelopeFrom,
            heloName: declared.smtp.heloName,
          },
    limits: {
      repliesPerRecipientPerHour: declared.limits?.repliesPerRecipientPerHour ?? DEFAULT_REPLIES_PER_RECIPIENT_PER_HOUR,
      repliesPerHour: declared.limits?.repliesPerHour ?? DEFAULT_REPLIES_PER_HOUR,
      answersPerHour: declared.limits?.answersPerHour ?? DEFAULT_ANSWERS_PER_HOUR,
    },
    console: {
      hosts: declared.console?.hosts ?? [...new Set([new URL(organisation.url ?? DEFAULT_URL).hostname, ...LOOPBACK])],
      trustedProxies: declared.console?.trustedProxies ?? [],
    },
    oidc: (declared.oidc ?? []).map((provider) => ({
      id: provider.id,
      name: provider.name,
      issuer: provider.issuer,
      clientId: provider.clientId,
      secret: passwordOf(provider),
      domains: (provider.domains ?? []).map((domain) => domain.toLowerCase()),
    })),
  }
}
