import { Type } from 'typebox'
import { defineEvent } from '../define-event.ts'

/** For the record: a role decides whose status a person may set, and an administrator answers for it. */
export const personRoleChanged = defineEvent({
  name: 'person.role-changed',
  stream: 'OUTCOME',
  summary: 'A person was given another role over HTTP, or came with one that is more than a user’s.',
  data: Type.Object({
    personId: Type.String(),
    before: Type.Union([Type.String(), Type.Null()], { description: 'null: the person is new' }),
    after: Type.String(),
    by: Type.String({
      description: 'the id of the person whose token it was, else of the token; admin: the administrator’s',
    }),
  }),
  example: { personId: 'ana', before: 'user', after: 'manager', by: 'admin' },
  story: ({ personId, before, after, by }) =>
    `${by} made ${personId} ${after}, who was ${before ?? 'not known'} before.`,
})
