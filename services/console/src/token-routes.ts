import { randomBytes } from 'node:crypto'
import { people } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext, tokenDigest } from '@tubepost/service'
import { type Static, Type } from 'typebox'
import { isUuid } from './read-parameters.ts'
import { SCOPES } from './token-scopes.ts'
import { insertToken, listTokens, removeToken } from './token-sql.ts'

const NewToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'what it is for' }),
    scopes: Type.Array(Type.Unsafe<(typeof SCOPES)[number]>({ type: 'string', enum: [...SCOPES] }), { minItems: 1 }),
    person: Type.Optional(Type.String({ description: 'id of the person for whom it sets statuses' })),
    expiresAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
)

// Beyond any guessing. The prefix lets a secret scanner know one where it should not stand.
const TOKEN_BYTES = 32
const PREFIX = 'tubepost_'

/** Tokens for integrations and people, each for what it needs. A token is shown once, when it is made. */
export function tokenRoutes(app: HttpApp, context: ServiceContext): void {
  app.post<{ Body: Static<typeof NewToken> }>(
    '/api/console/tokens',
    { schema: { body: NewToken } },
    async ({ body: { name, scopes, person = null, expiresAt = null } }, reply) => {
      if (expiresAt !== null && Date.parse(expiresAt) <= Date.now())
        throw new RefusedRequest(400, 'invalid', 'expiresAt: is over already')
      if (person !== null) await refuseUnknown(context, person)
      const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`
      const made = await insertToken(context.pool, { name, scopes, person, expiresAt, digest: tokenDigest(token) })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...made, token })
    },
  )

  app.get('/api/console/tokens', async () => ({ tokens: await listTokens(context.pool) }))

  app.delete<{ Params: { id: string } }>('/api/console/tokens/:id', async ({ params: { id } }, reply) => {
    if (!isUuid(id) || !(await removeToken(context.pool, id)))
      throw new RefusedRequest(404, 'not_found', `There is no token ${id}.`)
    return reply.code(204).send()
  })
}

async function refuseUnknown({ reference }: ServiceContext, person: string): Promise<void> {
  await reference(people).catchUp()
  if (!reference(people).records.has(person))
    throw new RefusedRequest(400, 'no_person', `person: there is no person ${person}.`)
}
