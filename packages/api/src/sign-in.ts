import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { ApiScope } from './tokens.ts'
import { Count, Id, Role, Time } from './values.ts'

/** A long sentence. Beyond it the text is no password but a load. */
export const LONGEST_PASSWORD = 1_024

export const Me = form(
  'The caller.',
  {
    by: Type.Enum(['session', 'token'] as const, { description: 'How the caller is known.' }),
    person: OrNull(
      Type.Object({ id: Id('Id of the person.'), name: Type.String(), timeZone: Type.String(), locale: Type.String() }),
      'Null where the token is nobody’s own.',
    ),
    role: OrNull(Role, 'Null for a token.'),
    scopes: Type.Array(ApiScope, { description: 'What the caller may do; admin is spelt out.' }),
  },
  {
    by: 'token',
    person: { id: 'ana', name: 'Ana Example', timeZone: 'America/New_York', locale: 'en-US' },
    role: null,
    scopes: ['status:read', 'status:set'],
  },
)
export type Me = Static<typeof Me>

export const NewPassword = closedForm(
  'The password that is to be.',
  {
    current: Type.Optional(
      Type.String({ maxLength: LONGEST_PASSWORD, description: 'the one of now; not needed after a link' }),
    ),
    // Its length is told in characters as people count them.
    new: Type.String(),
  },
  { current: 'the password of now', new: 'a longer password of mine' },
)
export type NewPassword = Static<typeof NewPassword>

export const SignInWays = form(
  'How people sign in here.',
  {
    password: Type.Boolean(),
    providers: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
      description: 'Others that tell us who somebody is.',
    }),
    possible: Type.Boolean({ description: 'Whether one can sign in by the way that this call came.' }),
    why: OrNull(Type.String(), 'Why not, and what to do.'),
  },
  { password: true, providers: [], possible: true, why: null },
)
export type SignInWays = Static<typeof SignInWays>

export const SignIn = closedForm(
  'Who signs in.',
  {
    // As long as a header line may be, RFC 5322 §2.1.1.
    address: Type.String({ maxLength: 1_000, description: 'any address of the person' }),
    password: Type.String({ maxLength: LONGEST_PASSWORD }),
  },
  { address: 'ana@example.com', password: 'a longer password of mine' },
)
export type SignIn = Static<typeof SignIn>

export const Binding = closedForm(
  'The provider at which somebody has an account.',
  { provider: Type.String({ maxLength: 40, description: 'its id' }) },
  { provider: 'example' },
)
export type Binding = Static<typeof Binding>

export const AwayTo = form(
  'The page of the provider, to which the browser is sent.',
  { url: Type.String() },
  { url: 'https://login.example.com/authorize?client_id=tubepost' },
)
export type AwayTo = Static<typeof AwayTo>

export const CallbackQuery = Type.Object(
  {
    code: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
    error: Type.Optional(Type.String({ description: 'why the provider let nobody in' })),
  },
  { description: 'As OpenID Connect has it.', examples: [{ code: 'SplxlOBeZQQYbYS6WxSbIA', state: 'af0ifjsldkj' }] },
)
export type CallbackQuery = Static<typeof CallbackQuery>

export const LinkSecret = closedForm(
  'The secret of a link.',
  { secret: Type.String({ maxLength: 100, description: 'what stands behind #link= in it' }) },
  { secret: 'tubepost_(43 characters)' },
)
export type LinkSecret = Static<typeof LinkSecret>

export const Invitation = form(
  'A link that lets a person in, once, to set a password.',
  { link: Type.String() },
  { link: 'https://tubepost.example.com/sign-in#link=tubepost_(43 characters)' },
)
export type Invitation = Static<typeof Invitation>

export const FirstLink = form(
  'A link for the first administrator.',
  { person: Id('Id of the person.'), ...Invitation.properties },
  { person: 'ana', ...exampleOf(Invitation) },
)
export type FirstLink = Static<typeof FirstLink>

export const Unlock = closedForm(
  'Whose wrong passwords are forgotten.',
  {
    address: Type.Optional(Type.String({ maxLength: 1_000, description: 'any address of the person; without it all' })),
  },
  { address: 'ana@example.com' },
)
export type Unlock = Static<typeof Unlock>

export const Unlocked = form(
  'How much was forgotten.',
  { unlocked: Count('Counts of wrong passwords that are gone.') },
  { unlocked: 1 },
)
export type Unlocked = Static<typeof Unlocked>

export const Unbound = form(
  'How many accounts were a person’s.',
  { unbound: Count('Accounts at providers that are bound to nobody now.') },
  { unbound: 1 },
)
export type Unbound = Static<typeof Unbound>

export const Session = form(
  'A browser that somebody is signed in with.',
  {
    id: Type.String({ format: 'uuid' }),
    person: Id('Id of the person.'),
    how: Type.Enum(['password', 'link', 'oidc'] as const),
    address: Type.String({ description: 'Network address that it began at.' }),
    browser: Type.String({ description: 'As it names itself.' }),
    createdAt: Time('When it began.'),
    lastUsedAt: Time('When it was last used, to the minute.'),
    endsAt: Time('When it ends, if it is not used again.'),
    current: Type.Boolean({ description: 'Whether this call came with it.' }),
  },
  {
    id: '2f0a1f0a-8df8-4a0e-9c0b-8f5d0e0e7a11',
    person: 'ana',
    how: 'password',
    address: '192.0.2.7',
    browser: 'Mozilla/5.0',
    createdAt: '2026-11-28T12:00:00.000Z',
    lastUsedAt: '2026-11-28T12:30:00.000Z',
    endsAt: '2026-12-05T12:30:00.000Z',
    current: true,
  },
)
export type Session = Static<typeof Session>

export const Sessions = form(
  'Sessions that have not ended, the one used last first.',
  { sessions: Type.Array(Session) },
  { sessions: [exampleOf(Session)] },
)
export type Sessions = Static<typeof Sessions>

export const SessionQuery = closedForm(
  'Whose sessions.',
  { all: Type.Optional(Type.Enum(['1'] as const, { description: 'everybody’s, for an administrator' })) },
  { all: '1' },
)
export type SessionQuery = Static<typeof SessionQuery>
