import { Type } from 'typebox'
import { namesPort } from '../problems/problem-texts.ts'
import { Flag, Host, Port, Text, Tls } from '../setup-values.ts'
import { defineSource, intervalProblems, POLLED, pollIntervalMs } from './source-setup.ts'

const PORTS = { implicit: 993, starttls: 143, none: 143 } as const

export const imap = defineSource({
  holds: 'folder',
  summary: 'A folder that is read over IMAP.',
  fields: {
    host: Host({ description: 'Host name of the IMAP server.', examples: ['imap.example.com'] }),
    port: Type.Optional(Port({ description: 'Its port.', defaultText: '993 for `tls: implicit`, else 143' })),
    tls: Type.Optional(
      Tls({
        description: 'TLS from the start, by STARTTLS, or none; without TLS anybody in between reads everything.',
        default: 'implicit',
      }),
    ),
    username: Type.Optional(
      Text({
        description: 'Name for the log-in.',
        defaultText: 'the address of the mailbox',
        examples: ['status@example.com'],
      }),
    ),
    allowPrivateAddress: Type.Optional(
      Flag({
        description: 'Whether the host may have a private address, and the port be an unusual one.',
        default: false,
      }),
    ),
    tlsVerify: Type.Optional(
      Flag({ description: 'Whether the certificate of the server has to be trusted.', default: true }),
    ),
    folder: Type.Optional(Text({ description: 'The folder that is read.', default: 'INBOX' })),
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
  problems: ({ host, ...polled }) => [...namesPort(['host'], host), ...intervalProblems(polled)],
})
