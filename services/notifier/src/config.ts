import { RetentionConfig, SigningConfig } from '@tubepost/service'
import { type Static, Type } from 'typebox'

export const NotifierConfig = Type.Object({
  ...RetentionConfig.properties,
  ...SigningConfig.properties,
  SMTP_CONNECT_TIMEOUT_MS: Type.Integer({
    description: 'for the connection to the outgoing mail server, its greeting and the change to TLS',
    default: 30_000,
    minimum: 1,
  }),
  // RFC 5321 §4.5.3.2 would wait five minutes for each command. A reply can wait, but it occupies a connection.
  SMTP_COMMAND_TIMEOUT_MS: Type.Integer({
    description: 'for the log-in, and for everything of one mail up to its final dot',
    default: 120_000,
    minimum: 1,
  }),
  SMTP_DOT_TIMEOUT_MS: Type.Integer({
    description: 'for the answer to the final dot; RFC 5321 §4.5.3.2.6 lets it take ten minutes',
    default: 600_000,
    minimum: 1,
  }),
})
export type NotifierConfig = Static<typeof NotifierConfig>
