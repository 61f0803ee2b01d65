import { type Static, Type } from 'typebox'
import { closedForm, exampleOf, form, OrNull } from './form.ts'
import { Time } from './values.ts'

export const AuditEntry = form(
  'A change that somebody asked for.',
  {
    id: Type.String(),
    at: Time('When it was asked for.'),
    who: Type.String({
      description: 'Id of the person, or of a token that is nobody’s; admin for the administrator’s.',
    }),
    by: Type.Enum(['session', 'token', 'password', 'link', 'oidc'] as const),
    credential: Type.String({ description: 'Id of the session or the token; empty for a sign-in.' }),
    what: Type.String({
      description: 'Method and route: DELETE /api/console/tokens/:id; of the services behind, method and path.',
    }),
    target: Type.String({ description: 'The values in the route.' }),
    status: OrNull(Type.Integer(), 'Status of the answer; null where the console ended before it was known.'),
    before: Type.Unknown({ description: 'State before, where the console has it; else null.' }),
    after: Type.Unknown({ description: 'State after, likewise.' }),
  },
  {
    id: '41',
    at: '2026-11-28T12:00:00.000Z',
    who: 'ana',
    by: 'session',
    credential: '2f0a1f0a-8df8-4a0e-9c0b-8f5d0e0e7a11',
    what: 'PUT /api/status/people/ben/status',
    target: '',
    status: 200,
    before: null,
    after: { status: 'Out' },
  },
)
export type AuditEntry = Static<typeof AuditEntry>

export const AuditPage = form(
  'Changes, the newest first.',
  {
    entries: Type.Array(AuditEntry),
    next: OrNull(Type.String(), 'The `before` of the page after this one; null on the last.'),
  },
  { entries: [exampleOf(AuditEntry)], next: null },
)
export type AuditPage = Static<typeof AuditPage>

export const AuditQuery = closedForm(
  'Entries that fit all that is given.',
  {
    who: Type.Optional(Type.String({ description: 'id of the person or the token' })),
    what: Type.Optional(Type.String({ description: 'any part of what was asked for, or of its target' })),
    since: Type.Optional(Type.String({ description: 'from this time on, RFC 3339' })),
    before: Type.Optional(Type.String({ description: 'the `next` of the page before' })),
    limit: Type.Optional(Type.String({ pattern: '^\\d{1,6}$', description: 'how many: 1 to 1000, 100 without it' })),
  },
  { who: 'ana' },
)
export type AuditQuery = Static<typeof AuditQuery>
