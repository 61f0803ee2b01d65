import { answers, FirstLink, Invitation, LinkSecret, Nothing } from '@tubepost/api'
import { transaction, type Tx } from '@tubepost/db'
import { type HttpApp, RefusedRequest, tokenDigest } from '@tubepost/service'
import { noteSignIn } from '../audit/audit-writes.ts'
import { pageUrl } from '../page-url.ts'
import { newToken } from '../token-form.ts'
import { beginSessionOf } from './begin-session.ts'
import { clientOf } from './client-of.ts'
import { insertLink, useLink } from './link-sql.ts'
import { hasPassword } from './password-sql.ts'
import { administrators, personOf } from './people-known.ts'
import { refuseForeignPage } from './refuse-foreign-page.ts'
import { refuseOpenWire } from './refuse-open-wire.ts'
import { type ConsoleContext, settingsOf } from './settings.ts'

// It is followed at once, by whoever read it in their own terminal.
const FIRST_SECONDS = 15 * 60
// Whoever is invited reads the mail with it the next morning.
const INVITATION_SECONDS = 24 * 3_600

const isTaken = () =>
  new RefusedRequest(409, 'has_password', 'An administrator has a password already; they invite others on their page.')

/** Links by which people come in who have no password, or forgot it. */
export function linkRoutes(app: HttpApp, context: ConsoleContext): void {
  const config = { scope: 'admin' } as const

  const invite = {
    config,
    schema: {
      summary: 'Make a link that lets a person in',
      description: 'It holds for a day, once, to set a password.',
      response: answers({ 201: Invitation }, { 404: ['no_person'] }),
    },
  }
  app.post<{ Params: { id: string } }>('/api/console/people/:id/invite', invite, async ({ params: { id } }, reply) => {
    if (personOf(context, id) === undefined) throw new RefusedRequest(404, 'no_person', `There is no person ${id}.`)
    const link = await transaction(context.pool, (tx) => make(tx, id, false))
    return reply.code(201).send({ link })
  })

  const begin = {
    config,
    schema: {
      summary: 'Make a link for the first administrator',
      description: 'It holds for a quarter of an hour, once.',
      response: answers({ 201: FirstLink }, { 409: ['no_administrator', 'has_password'] }),
    },
  }
  app.post('/api/console/sign-in/first-link', begin, async (_request, reply) => {
    const all = administrators(context)
    const [first] = all
    if (first === undefined)
      throw new RefusedRequest(
        409,
        'no_administrator',
        'Nobody has the role admin yet: write "role: admin" to a person in tubepost.yaml, and apply it.',
      )
    const ids = all.map(({ id }) => id)
    const link = await transaction(context.pool, async (tx) => {
      if (await hasPassword(tx, ids)) throw isTaken()
      return make(tx, first.id, true)
    })
    return reply.code(201).send({ person: first.id, link })
  })

  app.post<{ Body: LinkSecret }>(
    '/api/console/sign-in/link',
    {
      config: { scope: 'open' },
      schema: {
        summary: 'Sign in by a link',
        description: 'The answer sets the cookie of a session.',
        body: LinkSecret,
        response: answers(
          { 204: Nothing },
          { 401: ['link_refused'], 403: ['not_secure', 'foreign_page'], 409: ['has_password'] },
        ),
      },
    },
    async (request, reply) => {
      const client = clientOf(request, await settingsOf(context))
      refuseOpenWire(client)
      refuseForeignPage(request, client)
      const cookies = await transaction(context.pool, async (tx) => {
        const link = await useLink(tx, tokenDigest(request.body.secret))
        const person = link && personOf(context, link.person)
        if (link === undefined || person === undefined)
          throw new RefusedRequest(
            401,
            'link_refused',
            'The link is not known, was used, or is too old. Ask for a new one.',
          )
        await noteSignIn(tx, request, { who: person.id, by: 'link' })
        const ids = administrators(context).map(({ id }) => id)
        if (link.isFirst && (await hasPassword(tx, ids))) throw isTaken()
        return beginSessionOf(tx, { request, client, person: person.id, how: 'link' })
      })
      return reply.code(204).header('set-cookie', cookies).send()
    },
  )

  /** The secret stands behind a `#`, which browsers send to nobody, so that no log of a proxy has it. */
  async function make(tx: Tx, person: string, isFirst: boolean): Promise<string> {
    const secret = newToken()
    const seconds = isFirst ? FIRST_SECONDS : INVITATION_SECONDS
    await insertLink(tx, { digest: tokenDigest(secret), person, isFirst, seconds })
    return pageUrl(context, `/sign-in#link=${secret}`)
  }
}
