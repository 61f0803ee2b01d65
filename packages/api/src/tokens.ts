import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Time } from './values.ts'
import { API_SCOPES } from './vocabulary.ts'

export const ApiScope = Type.Enum(API_SCOPES, { description: 'What a token allows; docs/tokens.md.' })
export type ApiScope = Static<typeof ApiScope>

const TOKEN = {
  id: Type.String({ format: 'uuid' }),
  name: Type.String({ description: 'What it is for.' }),
  scopes: Type.Array(Type.String()),
  person: OrNull(Type.String(), 'Id of the person for whom it acts.'),
  createdAt: Time('When it was made.'),
  expiresAt: OrNull(Time('When it ends.')),
  lastUsedAt: OrNull(Time('When it was last used, to the minute.')),
}

export const ShownToken = form('A token as it is shown: nothing in it lets anybody in.', TOKEN, {
  id: '0c7f3f0a-8df8-4a0e-9c0b-8f5d0e0e7a10',
  name: 'the display in the hall',
  scopes: ['status:board'],
  person: null,
  createdAt: '2026-11-28T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
})
export type ShownToken = Static<typeof ShownToken>

export const Tokens = form(
  'All tokens, the oldest first.',
  { tokens: Type.Array(ShownToken) },
  { tokens: [exampleOf(ShownToken)] },
)
export type Tokens = Static<typeof Tokens>

export const NewToken = closedForm(
  'A token to be made.',
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'what it is for' }),
    scopes: Type.Array(ApiScope, { minItems: 1 }),
    person: Type.Optional(Type.String({ description: 'id of the person for whom it sets statuses' })),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { name: 'the display in the hall', scopes: ['status:board'] },
)
export type NewToken = Static<typeof NewToken>

export const MadeToken = form(
  'A token that was made. It is shown this once.',
  {
    ...TOKEN,
    token: Type.String({ description: 'For the header Authorization: Bearer.' }),
    wall: OrNull(
      Type.String(),
      'Address that opens the board on a screen with it; null for a token that allows more than the board.',
    ),
  },
  {
    ...exampleOf(ShownToken),
    token: 'tubepost_(43 characters)',
    wall: 'https://tubepost.example.com/wall#token=tubepost_(43 characters)',
  },
)
export type MadeToken = Static<typeof MadeToken>
