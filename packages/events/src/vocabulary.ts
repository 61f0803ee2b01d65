import { type Static, Type } from 'typebox'

/** Schemas that several events share. The words are those of ARCHITECTURE.md's glossary. */

export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339' })
export const MailboxId = Type.String({ pattern: '^[a-z0-9-]{1,40}$' })
export const MailId = Type.String({ format: 'uuid', description: 'stable for (mailbox, server identity)' })
export const Fingerprint = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'stable for the content of a mail' })

export const Outcome = Type.Union([
  Type.Literal('applied'),
  Type.Literal('rejected'),
  Type.Literal('ignored'),
  Type.Literal('duplicate'),
  Type.Literal('failed'),
])

/** Why a mail was settled as it was; a closed list, so that operators and tests can rely on it. */
export const REASONS = [
  'unknown_sender',
  'quarantined',
  'automatic',
  'no_route',
  'from_missing',
  'from_ambiguous',
  'trust_too_low',
  'already_seen',
  'superseded',
  'duplicate',
  'empty',
  'no_status',
  'forwarded',
  'not_permitted',
  'due_required',
  'due_forbidden',
  'past_date',
  'gone_person',
  'gone_status',
  'new_case_refused',
  'joined_other_mailbox',
  'too_large',
  'unreadable',
  'dead_letter',
] as const
export type ReasonCode = (typeof REASONS)[number]
export const Reason = Type.Unsafe<ReasonCode>({ type: 'string', enum: [...REASONS] })

export const TrustLevel = Type.Union([
  Type.Literal('authenticated'),
  Type.Literal('plausible'),
  Type.Literal('unverified'),
  Type.Literal('failed'),
])

export const BlobReference = Type.Object({
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  size: Type.Integer({ minimum: 0, description: 'bytes' }),
  mediaType: Type.String(),
})

/** A mail as its answer needs it. */
export const ReturnSlip = Type.Object({
  to: Type.String({ description: 'address of the sender as parsed from From; never Reply-To' }),
  messageId: Type.Union([Type.String(), Type.Null()]),
  references: Type.Array(Type.String(), { description: 'Message-IDs, oldest first, the answered mail last' }),
  ack: Type.Union([
    Type.Literal('never'),
    Type.Literal('errorsOnly'),
    Type.Literal('firstMessage'),
    Type.Literal('always'),
  ]),
  mayReply: Type.Boolean({ description: 'false for everything a machine may have sent' }),
  locale: Type.String(),
  timeZone: Type.String(),
  arrivedAt: Type.Optional(Instant),
  trust: Type.Optional(TrustLevel),
  replyTo: Type.Optional(Type.String({ description: 'address for answers to the answer; absent: its sender' })),
})
export type ReturnSlip = Static<typeof ReturnSlip>
