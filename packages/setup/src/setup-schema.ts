import { Policy, Route } from '@tubepost/events'
import { type Static, type TProperties, Type } from 'typebox'
import { Port, Tls } from './setup-values.ts'
import { sourceSchema } from './sources/source-setups.ts'

/**
 * The contract of tubepost.yaml, before presets and defaults are filled in. Unknown fields are refused: they are
 * typos.
 */

const closed = { additionalProperties: false }
const Id = Type.String({ pattern: '^[a-z0-9-]{1,40}$', description: 'at most 40 of a-z, 0-9 and -' })
const Address = Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', description: 'an address, local@domain' })
const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'a time, HH:MM' })
const Credentials = {
  passwordFile: Type.Optional(Type.String({ description: 'path, relative to this file' })),
  password: Type.Optional(Type.Object({ env: Type.String({ minLength: 1 }) }, closed)),
}
// Over HTTP a password is sent itself. A path or a variable would let the caller read the fetcher's own secrets.
const PlainPassword = { password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })) }

const Organisation = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    timeZone: Type.String(),
    locale: Type.String(),
    defaultReturn: Type.Optional(Clock),
    endOfDay: Type.Optional(Clock),
    url: Type.Optional(Type.String()),
  },
  closed,
)

/** A person, in the file and over HTTP. */
export const PersonEntry = Type.Object(
  {
    id: Type.Optional(Id),
    name: Type.String({ minLength: 1 }),
    addresses: Type.Array(Address, { minItems: 1 }),
    timeZone: Type.Optional(Type.String()),
    locale: Type.Optional(Type.String()),
    role: Type.Optional(
      Type.Union(['user', 'receptionist', 'manager', 'agent', 'admin'].map((role) => Type.Literal(role))),
    ),
  },
  closed,
)

export type PersonEntry = Static<typeof PersonEntry>

/** A status, in the file and over HTTP. */
export const StatusEntry = Type.Object(
  {
    id: Type.Optional(Id),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    aliases: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }))),
    type: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('unavailable')])),
    colour: Type.Optional(Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: 'a colour such as #c0392b' })),
    due: Type.Optional(Type.Union([Type.Literal('optional'), Type.Literal('required'), Type.Literal('forbidden')])),
  },
  closed,
)

export type StatusEntry = Static<typeof StatusEntry>

const mailbox = <Fields extends TProperties>(credentials: Fields) =>
  Type.Object(
    {
      id: Id,
      preset: Type.Union([
        Type.Literal('officestatus'),
        Type.Literal('clientspace'),
        Type.Literal('agileapps'),
        Type.Literal('stoic'),
      ]),
      address: Address,
      enabled: Type.Optional(Type.Boolean()),
      source: sourceSchema(credentials),
      policy: Type.Optional(Type.Object(Type.Partial(Policy).properties, closed)),
      routes: Type.Optional(Type.Array(Route, { minItems: 1 })),
    },
    closed,
  )

const DeclaredMailbox = mailbox(Credentials)

/** One mailbox over HTTP, in a list like the file's, so that both are checked alike. */
export const MailboxBodies = Type.Object({ mailboxes: Type.Array(mailbox(PlainPassword)) }, closed)
export type MailboxBody = Static<typeof MailboxBodies>['mailboxes'][number]

const WithoutCredentials = mailbox({})
/** A mailbox without its secrets: the same in the file and over HTTP. */
export type MailboxEntry = Static<typeof WithoutCredentials>

const Smtp = Type.Object(
  {
    host: Type.String({ minLength: 1 }),
    port: Type.Optional(Port),
    tls: Type.Optional(Tls),
    from: Type.String({ minLength: 3 }),
    username: Type.Optional(Type.String()),
    ...Credentials,
    tlsVerify: Type.Optional(Type.Boolean()),
  },
  closed,
)

export const SetupFile = Type.Object(
  {
    organisation: Organisation,
    people: Type.Optional(Type.Array(PersonEntry)),
    statuses: Type.Optional(Type.Array(StatusEntry)),
    mailboxes: Type.Optional(Type.Array(DeclaredMailbox)),
    smtp: Type.Optional(Smtp),
    limits: Type.Optional(
      Type.Object(
        {
          repliesPerRecipientPerHour: Type.Optional(Type.Integer({ minimum: 1 })),
          repliesPerHour: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        closed,
      ),
    ),
  },
  closed,
)
export type SetupFile = Static<typeof SetupFile>
