import { answers, MadeToken, NewToken, Nothing, Tokens } from '@tubepost/api'
import { people } from '@tubepost/events'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext, tokenDigest } from '@tubepost/service'
import { noteChange } from './audit/audit-writes.ts'
import { pageUrl } from './page-url.ts'
import { newToken } from './token-form.ts'
import { insertToken, listTokens, removeToken } from './token-sql.ts'
import { isForWall } from './wall-scopes.ts'

/** Tokens for integrations and people, each for what it needs. A token is shown once, when it is made. */
export function tokenRoutes(app: HttpApp, context: ServiceContext): void {
  const config = { scope: 'admin' } as const

  app.post<{ Body: NewToken }>(
    '/api/console/tokens',
    {
      config,
      schema: {
        summary: 'Make a token',
        description: 'It is shown this once; the installation keeps its digest alone.',
        body: NewToken,
        response: answers({ 201: MadeToken }, { 400: ['no_person'] }),
      },
    },
    async (request, reply) => {
      const { name, scopes, person = null, expiresAt = null } = request.body
      if (/\p{Cc}/u.test(name)) throw new RefusedRequest(400, 'invalid', 'name: has a control character')
      const expires = expiresAt === null ? null : expiryOf(expiresAt)
      if (person !== null) await refuseUnknown(context, person)
      const token = newToken()
      const made = await insertToken(context.pool, {
        name,
        scopes,
        person,
        expiresAt: expires,
        digest: tokenDigest(token),
      })
      noteChange(request, { after: made })
      const wall = isForWall(scopes) ? pageUrl(context, `/wall#token=${token}`) : null
      return reply.code(201).send({ ...made, token, wall })
    },
  )

  const all = { config, schema: { summary: 'All tokens', response: answers({ 200: Tokens }) } }
  app.get('/api/console/tokens', all, async () => ({ tokens: await listTokens(context.pool) }))

  const revoke = {
    config,
    schema: {
      summary: 'Revoke a token',
      description: 'It cannot be undone.',
      response: answers({ 204: Nothing }, { 404: ['not_found'] }),
    },
  }
  app.delete<{ Params: { id: string } }>('/api/console/tokens/:id', revoke, async (request, reply) => {
    const { id } = request.params
    const removed = isUuid(id) ? await removeToken(context.pool, id) : undefined
    if (removed === undefined) throw new RefusedRequest(404, 'not_found', `There is no token ${id}.`)
    noteChange(request, { before: removed })
    return reply.code(204).send()
  })
}

// In every time zone its year has four digits, as RFC 3339 wants it.
const LAST_EXPIRY_MS = Date.parse('9999-01-01T00:00:00Z')

/** In UTC: PostgreSQL knows no offset from 16 hours on, and RFC 3339 does. */
function expiryOf(text: string): string {
  const at = Date.parse(text)
  if (at <= Date.now()) throw new RefusedRequest(400, 'invalid', 'expiresAt: is over already')
  if (at < LAST_EXPIRY_MS) return new Date(at).toISOString()
  throw new RefusedRequest(400, 'invalid', 'expiresAt: must be a time in a year before 9999')
}

async function refuseUnknown({ reference }: ServiceContext, person: string): Promise<void> {
  await reference(people).catchUp()
  if (!reference(people).records.has(person))
    throw new RefusedRequest(400, 'no_person', `person: there is no person ${person}.`)
}
