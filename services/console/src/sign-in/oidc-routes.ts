import { answers, AwayTo, Binding, CallbackQuery, Elsewhere } from '@tubepost/api'
import { transaction } from '@tubepost/db'
import {
  type HttpApp,
  type HttpReply,
  type HttpRequest,
  Parameters,
  type Query,
  RefusedRequest,
} from '@tubepost/service'
import type { OidcProvider } from '@tubepost/setup'
import { noteSignIn } from '../audit/audit-writes.ts'
import { beginSessionOf } from './begin-session.ts'
import { bind, type Bound, boundPerson, peopleBoundAt } from './binding-sql.ts'
import { type Client, clientOf } from './client-of.ts'
import { readCookie, writeCookie } from './cookies.ts'
import { decideBinding } from './decide-binding.ts'
import { beginFlow, endFlow, type Flow } from './oidc-flow.ts'
import { paceNetwork } from './pace-tries.ts'
import { personOf, personWithAddress } from './people-known.ts'
import { refuseOpenWire } from './refuse-open-wire.ts'
import { type ConsoleContext, type Settings, settingsOf } from './settings.ts'
import { sessionOf, sessionWith } from './who-is-signed-in.ts'

const CALLBACK = '/api/console/sign-in/oidc-callback'

/** Signing in at a provider of OpenID Connect, and binding an account there to oneself. */
export function oidcRoutes(app: HttpApp, context: ConsoleContext): void {
  /**
   * A person who follows a way to or from a provider sees a page: it is told the code, and has the sentence. A text in an
   * address could be anybody's.
   */
  const toThePage = (error: Error, request: HttpRequest, reply: HttpReply): void => {
    if (!(error instanceof RefusedRequest)) throw error
    const isPage = isForAPerson(request)
    // A fault that is answered as any other has its line in the log already.
    if (isForTheOperator(error) && (isPage || error.statusCode < 500))
      context.log.warn({ err: error }, 'a provider let nobody in')
    if (!isPage) throw error
    void reply.redirect(`/sign-in#refused=${error.code}`, 303)
  }

  app.get<{ Params: { provider: string } }>(
    '/api/console/sign-in/oidc/:provider',
    {
      config: { scope: 'open' },
      errorHandler: toThePage,
      schema: {
        summary: 'Sign in at a provider',
        description: 'For a browser, which is sent there.',
        response: answers(
          { 303: Elsewhere },
          { 403: ['not_secure'], 404: ['no_provider'], 503: ['provider_unavailable'] },
        ),
      },
    },
    async (request, reply) => {
      const { settings, client } = await doorOf(request)
      const { url, cookie } = await leave(settings, client, request.params.provider, undefined)
      return reply.header('set-cookie', cookie).redirect(url, 303)
    },
  )

  // By a call of our own page: a link from elsewhere could else have somebody bind an account that is not theirs.
  app.post<{ Body: Binding }>(
    '/api/console/me/oidc',
    {
      config: { scope: 'known' },
      schema: {
        summary: 'Bind an account at a provider to oneself',
        description: 'The browser goes to the page that the answer names.',
        body: Binding,
        response: answers(
          { 200: AwayTo },
          { 403: ['no_session', 'not_secure'], 404: ['no_provider'], 503: ['provider_unavailable'] },
        ),
      },
    },
    async (request, reply) => {
      const session = sessionOf(request)
      if (session === undefined)
        throw new RefusedRequest(
          403,
          'no_session',
          'A token has no account; a person who has signed in binds their own.',
        )
      const { settings, client } = await doorOf(request)
      const { url, cookie } = await leave(settings, client, request.body.provider, session.id)
      return reply.header('set-cookie', cookie).send({ url })
    },
  )

  app.get<{ Querystring: Query }>(
    CALLBACK,
    {
      config: { scope: 'open', reads: { querystring: CallbackQuery } },
      errorHandler: toThePage,
      schema: {
        summary: 'Come back from a provider',
        description: 'For a browser, which the provider sends here; the answer sets the cookie of a session.',
        querystring: Parameters,
        response: answers(
          { 303: Elsewhere },
          {
            400: ['no_flow'],
            403: [
              'not_secure',
              'oidc_refused',
              'signed_out',
              'account_of_another',
              'administrator',
              'foreign_domain',
              'no_address',
              'other_account',
              'person_gone',
              'unknown_address',
              'unproven_address',
            ],
            409: ['bound_meanwhile'],
            429: ['too_many_tries'],
            503: ['provider_unavailable'],
          },
        ),
      },
    },
    async (request, reply) => {
      const { settings, client } = await doorOf(request)
      const flow = flowIn(readCookie('oidc', request, client))
      const provider = flow && settings.providers.find(({ id }) => id === flow.provider)
      if (flow === undefined || provider === undefined)
        throw new RefusedRequest(400, 'no_flow', 'Nobody began to sign in here, or too long ago. Begin again.')
      reply.header('set-cookie', writeCookie('oidc', undefined, client))
      const wasRight = await paceNetwork(context.pool, client)
      const { subject, claims } = await endFlow(provider, new URL(request.raw.url ?? '', client.origin), flow)
      await wasRight()
      const asked = await whoAsked(request, client, flow)
      const others = await peopleBoundAt(context.pool, provider.issuer)
      const decision = decideBinding({
        provider,
        claims,
        bound: await boundPerson(context.pool, provider.issuer, subject),
        asked,
        personOf: (id) => personOf(context, id),
        personWithAddress: (address) => personWithAddress(context, address),
        hasOther: (person) => others.has(person),
      })
      if (decision.kind === 'refused') throw new RefusedRequest(403, decision.code, decision.why)
      const { person, byAddress, binds } = decision
      await noteSignIn(context.pool, request, { who: person, by: 'oidc' })
      const cookies = await transaction(context.pool, async (tx) => {
        if (binds && !(await bind(tx, provider.issuer, subject, { person, byAddress })))
          throw new RefusedRequest(409, 'bound_meanwhile', 'The account was bound meanwhile. Begin again.')
        return beginSessionOf(tx, { request, client, person, how: 'oidc', byAddress })
      })
      return reply.header('set-cookie', cookies).redirect('/', 303)
    },
  )

  async function doorOf(request: HttpRequest): Promise<{ settings: Settings; client: Client }> {
    const settings = await settingsOf(context)
    const client = clientOf(request, settings)
    refuseOpenWire(client)
    return { settings, client }
  }

  /** The person who asked for a binding, if they are still signed in by the same session. */
  async function whoAsked(request: HttpRequest, client: Client, flow: Flow): Promise<Bound | undefined> {
    if (flow.session === undefined) return undefined
    const session = await sessionWith(context, readCookie('session', request, client))
    if (session?.id === flow.session) return { person: session.person, byAddress: session.byAddress }
    throw new RefusedRequest(403, 'signed_out', 'You were signed out meanwhile, so no account was bound. Begin again.')
  }
}

const isForAPerson = ({ headers }: HttpRequest): boolean => headers.accept?.includes('text/html') === true

/** Refused by the provider or by the set-up. Ways that nobody began cost a stranger nothing, and fill no log. */
const isForTheOperator = ({ statusCode, code }: RefusedRequest): boolean =>
  [403, 409, 503].includes(statusCode) && code !== 'not_secure'

async function leave(
  { providers }: Settings,
  client: Client,
  id: string,
  session: string | undefined,
): Promise<{ url: string; cookie: string }> {
  const provider: OidcProvider | undefined = providers.find((one) => one.id === id)
  if (provider === undefined) throw new RefusedRequest(404, 'no_provider', `There is no provider ${id}.`)
  const { url, flow } = await beginFlow(provider, `${client.origin}${CALLBACK}`, session)
  const kept = Buffer.from(JSON.stringify(flow)).toString('base64url')
  return { url, cookie: writeCookie('oidc', kept, client) }
}

function flowIn(cookie: string): Flow | undefined {
  try {
    const { provider, state, nonce, verifier, session } = JSON.parse(
      Buffer.from(cookie, 'base64url').toString('utf8'),
    ) as Record<string, unknown>
    const isWhole = [provider, state, nonce, verifier].every((part) => typeof part === 'string' && part !== '')
    return isWhole ? ({ provider, state, nonce, verifier, session } as Flow) : undefined
  } catch {
    return undefined // no cookie, or one of somebody else's making
  }
}
