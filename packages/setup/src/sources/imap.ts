import { Type } from 'typebox'
import { Port, Tls } from '../setup-values.ts'
import { defineSource, POLLED, pollIntervalMs } from './source-setup.ts'

const PORTS = { implicit: 993, starttls: 143, none: 143 } as const

export const imap = defineSource({
  holds: 'folder',
  fields: {
    host: Type.String({ minLength: 1 }),
    port: Type.Optional(Port),
    tls: Type.Optional(Tls),
    username: Type.Optional(Type.String()),
    allowPrivateAddress: Type.Optional(Type.Boolean()),
    tlsVerify: Type.Optional(Type.Boolean()),
    folder: Type.Optional(Type.String({ minLength: 1 })),
    ...POLLED,
  },
  secrets: ['password'],
  givesSecretTo: ['host', 'port', 'tls', 'tlsVerify', 'username'],
  complete({ host, port, tls = 'implicit', username, allowPrivateAddress, tlsVerify, folder, pollInterval }, address) {
    return {
      host,
      port: port ?? PORTS[tls],
      tls,
      username: username ?? address,
      allowPrivateAddress: allowPrivateAddress ?? false,
      tlsVerify: tlsVerify ?? true,
      folder: folder ?? 'INBOX',
      pollIntervalMs: pollIntervalMs(pollInterval),
    }
  },
})
