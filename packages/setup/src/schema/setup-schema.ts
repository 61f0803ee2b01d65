import { Policy, Route } from '@tubepost/events'
import { type Static, type TProperties, Type } from 'typebox'
import { Address, Clock, Flag, Host, HostName, Id, Port, Text, Tls } from '../setup-values.ts'
import { sourceSchema } from '../sources/source-setups.ts'

/**
 * The contract of tubepost.yaml, before presets and defaults are filled in. Unknown fields are refused: they are
 * typos. The reference, the schema for editors and the messages are made from it.
 */

const closed = { additionalProperties: false }
// Addresses of a person, names of a status: more are a mistake of whoever made the file.
const MOST_ENTRIES = 100
// More than any mail server takes in an hour.
const MOST_REPLIES = 1_000_000

const PasswordFile = Text({
  description: 'Path of a file that holds the password alone, relative to this file. Read each time it is needed.',
  examples: ['./secrets/status'],
})
const PasswordVariable = Type.Object(
  {
    env: Text({
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      form: 'the name of an environment variable, such as STATUS_PASSWORD, and never the password',
      description: 'Name of the variable.',
      examples: ['STATUS_PASSWORD'],
    }),
  },
  {
    ...closed,
    description: 'An environment variable of the service that holds the password, instead of `passwordFile`.',
  },
)
const Credentials = { passwordFile: Type.Optional(PasswordFile), password: Type.Optional(PasswordVariable) }
// Over HTTP a password is sent itself. A path or a variable would let the caller read the fetcher's own secrets.
const PlainPassword = {
  password: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_024,
      description: 'The password itself; it is sealed at rest and never shown.',
    }),
  ),
}

const TIME_ZONES = ['Europe/Berlin', 'America/New_York']
const LOCALES = ['de-DE', 'en-US']

const Organisation = Type.Object(
  {
    name: Text({ description: 'The name of the organisation, for replies.', examples: ['Example Ltd'] }),
    timeZone: Text({ description: 'IANA time zone in which times are read and written.', examples: TIME_ZONES }),
    locale: Text({ description: 'Language tag of replies and of dates.', examples: LOCALES }),
    defaultReturn: Type.Optional(
      Clock({ description: 'When somebody is back on a day that was named without a time.', default: '09:00' }),
    ),
    endOfDay: Type.Optional(Clock({ description: 'When the working day ends.', default: '17:00' })),
    subjectTags: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 30 }), {
        maxItems: 50,
        description: 'Words that mail gateways put before a subject, such as external.',
        defaultText: 'external, ext, extern, externe, externo, spam, caution, 外部',
      }),
    ),
    url: Type.Optional(
      Text({ description: 'Address of the API, to which links in replies point.', default: 'http://127.0.0.1:8080' }),
    ),
  },
  { ...closed, description: 'The organisation: its name, and the clock and language of everybody without their own.' },
)

export const ROLES = ['user', 'receptionist', 'manager', 'agent', 'admin'] as const

/** A person, in the file and over HTTP. */
export const PersonEntry = Type.Object(
  {
    id: Type.Optional(
      Id({
        description: 'Stays the same when the name changes.',
        defaultText: 'made of the name: `ana-example`',
        examples: ['ana'],
      }),
    ),
    name: Text({ description: 'The name on the board and in replies.', examples: ['Ana Example'] }),
    addresses: Type.Array(Address({ description: 'An address, local@domain.', examples: ['ana@example.com'] }), {
      minItems: 1,
      maxItems: MOST_ENTRIES,
      description:
        'The addresses that mails of this person come from, the one for replies first. No two people share one.',
    }),
    timeZone: Type.Optional(
      Text({
        description: 'IANA time zone of this person.',
        defaultText: 'that of the organisation',
        examples: TIME_ZONES,
      }),
    ),
    locale: Type.Optional(
      Text({ description: 'Language tag of this person.', defaultText: 'that of the organisation', examples: LOCALES }),
    ),
    role: Type.Optional(
      Type.Unsafe<(typeof ROLES)[number]>(
        Type.Union(
          ROLES.map((role) => Type.Literal(role)),
          { description: 'What the person may do.', default: 'user' },
        ),
      ),
    ),
  },
  closed,
)

export type PersonEntry = Static<typeof PersonEntry>

/** A status, in the file and over HTTP. */
export const StatusEntry = Type.Object(
  {
    id: Type.Optional(
      Id({
        description: 'Stays the same when the name changes.',
        defaultText: 'made of the name: `out-of-office`',
        examples: ['out'],
      }),
    ),
    name: Text({
      maxLength: 60,
      description: 'The name, as it stands in subjects and on the board.',
      examples: ['Out'],
    }),
    aliases: Type.Optional(
      Type.Array(Text({ maxLength: 60, description: 'Another name.', examples: ['O'] }), {
        maxItems: MOST_ENTRIES,
        description: 'Other names by which a subject may call it. No two statuses share a name or alias.',
        defaultText: 'none',
      }),
    ),
    type: Type.Optional(
      Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('unavailable')], {
        description: 'Whether the person is there, away, or there and not to be disturbed.',
        default: 'out',
      }),
    ),
    colour: Type.Optional(
      Type.String({
        pattern: '^#[0-9a-fA-F]{6}$',
        form: 'a colour such as "#c0392b", in quotes',
        description: 'Colour on the board.',
        defaultText: 'that of the type',
        examples: ['#c0392b'],
      }),
    ),
    due: Type.Optional(
      Type.Union([Type.Literal('optional'), Type.Literal('required'), Type.Literal('forbidden')], {
        description: 'Whether a mail that sets it says when the person is back.',
        default: 'optional',
      }),
    ),
  },
  closed,
)

export type StatusEntry = Static<typeof StatusEntry>

const mailbox = <Fields extends TProperties>(credentials: Fields) =>
  Type.Object(
    {
      id: Id({
        description: 'Name of the mailbox in paths, logs and the journal; it does not change.',
        examples: ['status'],
      }),
      preset: Type.Union(
        [Type.Literal('officestatus'), Type.Literal('clientspace'), Type.Literal('agileapps'), Type.Literal('stoic')],
        {
          description: 'Where every field of the policy comes from that the mailbox does not set; see docs/presets.md.',
        },
      ),
      address: Address({ description: 'The address that people write to.', examples: ['status@example.com'] }),
      enabled: Type.Optional(Flag({ description: 'A mailbox does nothing until this is true.', default: false })),
      source: sourceSchema(credentials),
      policy: Type.Optional(
        Type.Object(Type.Partial(Policy).properties, {
          ...closed,
          description: 'What becomes of the mails, field by field, over the preset.',
          defaultText: 'that of the preset',
        }),
      ),
      routes: Type.Optional(
        Type.Array(Type.Object(Route.properties, closed), {
          minItems: 1,
          description: 'Recipient addresses and what they lead to, in order; the first that matches takes the mail.',
          defaultText: '`[{ recipient: "*", to: status }]`',
        }),
      ),
    },
    closed,
  )

const DeclaredMailbox = mailbox(Credentials)

/** A mailbox over HTTP. */
export const MailboxBody = mailbox(PlainPassword)
export type MailboxBody = Static<typeof MailboxBody>
/** One of them, in a list like the file's, so that both are checked alike. */
export const MailboxBodies = Type.Object({ mailboxes: Type.Array(MailboxBody) }, closed)

const WithoutCredentials = mailbox({})
/** A mailbox without its secrets: the same in the file and over HTTP. */
export type MailboxEntry = Static<typeof WithoutCredentials>

const Smtp = Type.Object(
  {
    host: Host({ description: 'Host name of the outgoing mail server.', examples: ['smtp.example.com'] }),
    port: Type.Optional(
      Port({ description: 'Its port.', defaultText: '465, 587 or 25, for `tls: implicit`, `starttls` and `none`' }),
    ),
    tls: Type.Optional(
      Tls({
        description: 'TLS from the start, by STARTTLS, or none; without TLS anybody in between reads everything.',
        default: 'starttls',
      }),
    ),
    from: Text({
      description: 'The From of replies: an address, or a name with an address in angle brackets.',
      examples: ['Tubepost <status@example.com>'],
    }),
    username: Type.Optional(
      Text({ description: 'Name for the log-in.', defaultText: 'none: no log-in', examples: ['status@example.com'] }),
    ),
    ...Credentials,
    tlsVerify: Type.Optional(
      Flag({ description: 'Whether the certificate of the server has to be trusted.', default: true }),
    ),
    envelopeFrom: Type.Optional(
      Address({
        description:
          'Sender of the envelope, for servers that take no null sender; bounces come to it, with a detail behind a plus.',
        defaultText: 'the null sender; where the server refuses it, the address of `from`',
        examples: ['bounce@example.com'],
      }),
    ),
    heloName: Type.Optional(
      HostName({
        description: 'The name that we give to the server in EHLO.',
        defaultText: 'the name of the machine where it is fully qualified, else the domain of `from`',
        examples: ['mail.example.com'],
      }),
    ),
  },
  { ...closed, description: 'The outgoing mail server. Without it replies are written and held.' },
)

const Limits = Type.Object(
  {
    repliesPerRecipientPerHour: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_REPLIES,
        description: 'Replies to one recipient in an hour; further ones are held.',
        default: 20,
      }),
    ),
    repliesPerHour: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_REPLIES,
        description: 'Replies to all recipients together in an hour; further ones are held.',
        default: 2_000,
      }),
    ),
    answersPerHour: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_REPLIES,
        description: 'Mails in an hour that people write on cases, all together; further ones are held.',
        default: 1_000,
      }),
    ),
  },
  { ...closed, description: 'Brakes against loops and floods.' },
)

const MOST_PLACES = 100

const Console = Type.Object(
  {
    hosts: Type.Optional(
      Type.Array(
        Type.String({
          maxLength: 255,
          pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)$',
          form: 'a host without scheme and port, such as status.example.com or [2001:db8::1]',
          description: 'A host as it stands in the address bar.',
          examples: ['status.example.com'],
        }),
        {
          minItems: 1,
          maxItems: MOST_PLACES,
          description:
            'Hosts by which browsers call the console; any other is refused, since a foreign page could have its name lead here. Calls with a token are not.',
          defaultText: 'the host of `organisation.url`, localhost, 127.0.0.1 and [::1]',
        },
      ),
    ),
    trustedProxies: Type.Optional(
      Type.Array(
        Text({
          description: 'An address, or a network such as 10.0.0.0/8.',
          examples: ['10.0.0.5', '172.16.0.0/12'],
        }),
        {
          maxItems: MOST_PLACES,
          description:
            'Reverse proxies in front, whose `X-Forwarded-For` and `X-Forwarded-Proto` count. One that speaks TLS is needed to sign in from other machines; it hands on `Host` as it came.',
          defaultText: 'none',
        },
      ),
    ),
  },
  { ...closed, description: 'How browsers reach the console.' },
)
export type ConsoleEntry = Static<typeof Console>

const Oidc = Type.Object(
  {
    id: Id({ description: 'Stands in paths; the redirect URI is the same for all.', examples: ['entra'] }),
    name: Text({ maxLength: 60, description: 'What the button says.', examples: ['Microsoft'] }),
    issuer: Text({
      description: 'Its issuer, as its tokens name it. For Microsoft Entra with the id of your tenant in it.',
      examples: ['https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0'],
    }),
    clientId: Text({ description: 'The id under which it knows Tubepost.', examples: ['tubepost'] }),
    ...Credentials,
    domains: Type.Optional(
      Type.Array(HostName({ description: 'A domain of addresses.', examples: ['example.com'] }), {
        maxItems: MOST_PLACES,
        description:
          'Domains whose addresses it alone gives out. Whoever signs in for the first time is known by an address in one of them; without one people bind their account while they are signed in.',
        defaultText: 'none',
      }),
    ),
  },
  closed,
)
const MOST_PROVIDERS = 10

export const SetupFile = Type.Object(
  {
    // Editors read it; we know where our schema is.
    $schema: Type.Optional(Type.String({ description: 'Address of the schema, for editors of JSON files.' })),
    organisation: Organisation,
    people: Type.Optional(Type.Array(PersonEntry, { description: 'Whose mails set a status.', defaultText: 'none' })),
    statuses: Type.Optional(
      Type.Array(StatusEntry, { description: 'What can be set, in the order of the board.', defaultText: 'none' }),
    ),
    mailboxes: Type.Optional(
      Type.Array(DeclaredMailbox, {
        description: 'Where mails come from, and what becomes of them.',
        defaultText: 'none',
      }),
    ),
    smtp: Type.Optional(Smtp),
    limits: Type.Optional(Limits),
    console: Type.Optional(Console),
    oidc: Type.Optional(
      Type.Array(Oidc, {
        maxItems: MOST_PROVIDERS,
        description:
          'Providers of OpenID Connect by which people sign in besides. The redirect URI is `/api/console/sign-in/oidc-callback` of `organisation.url`; the password is the client secret.',
        defaultText: 'none',
      }),
    ),
  },
  { ...closed, description: 'The set-up of Tubepost: tubepost.yaml.' },
)
export type SetupFile = Static<typeof SetupFile>
