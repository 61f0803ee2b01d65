import { people } from '@tubepost/events'
import { type OidcIssuer, type OidcMisbehaviour, startOidcIssuer, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { service } from '../src/service.ts'
import { type Answered, type Browser, openBrowser, signedIn, signIn } from './browser.ts'
import { type Installation, NO_ENTRIES, peopleIn, ROLE_OF, startInstallation } from './installation.ts'

const SECRET_VARIABLE = 'OIDC_SECRET_OF_THE_TESTS'
let installation: Installation
let issuer: OidcIssuer

beforeAll(async () => {
  issuer = await startOidcIssuer()
  installation = await startInstallation({ [SECRET_VARIABLE]: issuer.clientSecret })
  await declare([{ id: 'id', name: 'ID', issuer: issuer.url, domains: ['example.com'] }])
})
afterAll(async () => {
  await installation?.stop()
  await issuer?.stop()
})
beforeEach(async () => {
  issuer.misbehaviour = {}
  await installation.pool.query('delete from oidc_binding')
  await installation.pool.query('delete from sign_in_try')
})

async function declare(providers: { id: string; name: string; issuer: string; domains: string[] }[]): Promise<void> {
  const oidc = providers.map((provider) => ({
    ...provider,
    clientId: issuer.clientId,
    secret: { env: SECRET_VARIABLE },
  }))
  await installation.apply(service, {
    ...NO_ENTRIES,
    console: { hosts: ['127.0.0.1', 'localhost'], trustedProxies: [] },
    oidc,
  })
  const shown = async () =>
    (
      (await openBrowser(installation.console.url).call('GET', '/api/console/sign-in')).body as {
        providers: { id: string }[]
      }
    ).providers
  await waitUntil(async () => (await shown()).map(({ id }) => id).join() === providers.map(({ id }) => id).join(), {
    timeoutMs: 10_000,
    what: 'the providers to be taken up',
  })
}

/** One more provider, for as long as it takes. */
async function besides(id: string, misbehaviour: OidcMisbehaviour, act: (other: OidcIssuer) => Promise<void>) {
  const other = await startOidcIssuer(issuer.clientSecret)
  other.misbehaviour = misbehaviour
  const own = { id: 'id', name: 'ID', issuer: issuer.url, domains: ['example.com'] }
  try {
    await declare([own, { id, name: id, issuer: other.url, domains: ['example.com'] }])
    await act(other)
  } finally {
    await declare([own])
    await other.stop()
  }
}
async function untilLogged(reason: string): Promise<void> {
  await waitUntil(() => Promise.resolve(installation.console.log().includes(reason)), {
    timeoutMs: 10_000,
    what: `"${reason}" in the log`,
  })
}

const account = (sub: string, person = sub, more: object = {}) => ({
  sub,
  email: `${person}@example.com`,
  email_verified: true,
  ...more,
})

/** Follows the way to the provider and back, up to the console's answer. */
async function follow(browser: Browser, url: string): Promise<Answered> {
  const back = await fetch(url, { redirect: 'manual' })
  const location = new URL(back.headers.get('location') ?? '')
  return browser.call('GET', location.pathname + location.search)
}
async function signInAtProvider(browser: Browser, id = 'id'): Promise<Answered> {
  const left = await browser.call('GET', `/api/console/sign-in/oidc/${id}`)
  expect(left.status).toBe(303)
  return follow(browser, left.headers.get('location') ?? '')
}
async function bindAccount(browser: Browser): Promise<Answered> {
  const left = await browser.call('POST', '/api/console/me/oidc', { provider: 'id' })
  expect(left.status).toBe(200)
  return follow(browser, (left.body as { url: string }).url)
}
const seconds = (from: number) => Math.floor(Date.now() / 1_000) + from
const stranger = () => openBrowser(installation.console.url)
const me = async (browser: Browser) =>
  ((await browser.call('GET', '/api/console/me')).body as { person?: { id: string } }).person?.id
const AS_A_PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const refusedAs = (code: string) => ({ status: 403, body: { error: { code } } })
const refused = refusedAs('oidc_refused')

test('somebody with a verified address of the provider’s domain is let in', async () => {
  issuer.user = account('s-ana', 'ana')
  const browser = stranger()
  const answer = await signInAtProvider(browser)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
  expect(await me(browser)).toBe('ana')
  const asked = issuer.asked.at(-1)
  expect(asked?.get('code_challenge_method')).toBe('S256')
  expect(asked?.get('redirect_uri')).toBe(`${installation.console.url}/api/console/sign-in/oidc-callback`)
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked?.get(name)).toMatch(/^[\w-]{43}$/)
})

test('the account stays its person’s when its address becomes another', async () => {
  issuer.user = account('s-ana', 'ana')
  await signInAtProvider(stranger())
  issuer.user = account('s-ana', 'max')
  const browser = stranger()
  expect((await signInAtProvider(browser)).status).toBe(303)
  expect(await me(browser)).toBe('ana')
  // Whoever has the address now is another account, and no other of Ana's.
  issuer.user = account('s-other', 'ana')
  expect(await signInAtProvider(stranger())).toMatchObject(refusedAs('other_account'))
})

test('a clock that is off by a minute lets people in', async () => {
  issuer.user = account('s-ana', 'ana')
  for (const claims of [{ nbf: seconds(60), iat: seconds(60) }, { exp: seconds(-60) }]) {
    issuer.misbehaviour = { claims }
    expect((await signInAtProvider(stranger())).status).toBe(303)
  }
})

test('whatever groups and roles the provider names, the set-up says what a person may', async () => {
  issuer.user = account('s-ana', 'ana', { groups: ['admin'], roles: ['admin'], role: 'admin', scope: 'admin' })
  const browser = stranger()
  await signInAtProvider(browser)
  expect((await browser.call('GET', '/api/console/me')).body).toMatchObject({ role: 'user' })
})

test('a subject with odd signs is an account, and one in other letters another', async () => {
  const odd = `auth0|5f 'x' "<b>" \u00fc \ud83d\ude00 $1 %s`
  for (const sub of [odd, 'abc']) {
    issuer.user = account(sub, sub === odd ? 'ana' : 'max')
    expect((await signInAtProvider(stranger())).status).toBe(303)
  }
  issuer.user = account(odd, 'nobody')
  const browser = stranger()
  await signInAtProvider(browser)
  expect(await me(browser)).toBe('ana')
  issuer.user = account('ABC', 'nobody')
  expect(await signInAtProvider(stranger())).toMatchObject(refusedAs('unknown_address'))
})

test('one subject at two providers is two accounts', async () => {
  await besides('other', {}, async (other) => {
    issuer.user = account('same', 'ana')
    other.user = account('same', 'max')
    await signInAtProvider(stranger())
    const browser = stranger()
    expect((await signInAtProvider(browser, 'other')).status).toBe(303)
    expect(await me(browser)).toBe('max')
  })
})

test('whoever was let in by an address is out when they become an administrator', async () => {
  const roleOfAna = (role: string) => installation.putReference(people, peopleIn({ ...ROLE_OF, ana: role }))
  issuer.user = account('s-ana', 'ana')
  const browser = stranger()
  await signInAtProvider(browser)
  const asked = await signedIn(installation, 'ana')
  try {
    await roleOfAna('admin')
    const roleNow = async () => ((await asked.call('GET', '/api/console/me')).body as { role: string }).role
    await waitUntil(async () => (await roleNow()) === 'admin', { timeoutMs: 10_000, what: 'the role' })
    expect((await browser.call('GET', '/api/console/me')).status).toBe(401)
    expect(await signInAtProvider(stranger())).toMatchObject(refusedAs('administrator'))
    expect((await bindAccount(asked)).status).toBe(303)
    const again = stranger()
    expect((await signInAtProvider(again)).status).toBe(303)
    expect(await me(again)).toBe('ana')
  } finally {
    await roleOfAna('user')
  }
})

test('an administrator binds an account while signed in, and is then let in by it', async () => {
  issuer.user = account('s-boss', 'boss')
  expect(await signInAtProvider(stranger())).toMatchObject(refusedAs('administrator'))
  expect((await bindAccount(await signedIn(installation, 'boss'))).status).toBe(303)
  const browser = stranger()
  expect((await signInAtProvider(browser)).status).toBe(303)
  expect(await me(browser)).toBe('boss')
})

test('whom an address alone let in sets no first password, but by a link', async () => {
  await installation.pool.query('delete from password')
  issuer.user = account('s-ana', 'ana')
  const browser = stranger()
  await signInAtProvider(browser)
  const set = () => browser.call('PUT', '/api/console/me/password', { new: 'correct horse battery' })
  expect(await set()).toMatchObject(refusedAs('link_needed'))
  await signedIn(installation, 'ana')
  expect((await signIn(stranger(), 'ana')).status).toBe(204)
})

test('an administrator parts a person from an account, and another is bound', async () => {
  issuer.user = account('s-old', 'max')
  const browser = stranger()
  await signInAtProvider(browser)
  issuer.user = account('s-new', 'max')
  expect(await signInAtProvider(stranger())).toMatchObject(refusedAs('other_account'))
  const part = () => installation.console.ask('POST', '/api/console/people/max/unbind')
  expect(await part()).toEqual({ status: 200, body: { unbound: 1 } })
  expect(await part()).toEqual({ status: 200, body: { unbound: 0 } })
  expect((await browser.call('GET', '/api/console/me')).status).toBe(401)
  expect((await signInAtProvider(stranger())).status).toBe(303)
  expect((await installation.console.ask('POST', '/api/console/people/nobody/unbind')).status).toBe(404)
})

test('a person who is refused is led back to the page, which is told the code alone', async () => {
  issuer.user = account('s-boss', 'boss')
  const browser = stranger()
  const left = await browser.call('GET', '/api/console/sign-in/oidc/id')
  const back = await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  const there = async (path: string) => {
    const { status, headers } = await browser.call('GET', path, undefined, AS_A_PAGE)
    return [status, headers.get('location')]
  }
  expect(await there(pathname + search)).toEqual([303, '/sign-in#refused=administrator'])
  expect(await there(pathname + search)).toEqual([303, '/sign-in#refused=no_flow'])
  expect(await there('/api/console/sign-in/oidc/none')).toEqual([303, '/sign-in#refused=no_provider'])
})

test('an account is bound to nobody who was signed out meanwhile', async () => {
  issuer.user = account('s-boss', 'boss')
  const boss = await signedIn(installation, 'boss')
  const { body } = await boss.call('POST', '/api/console/me/oidc', { provider: 'id' })
  await boss.call('POST', '/api/console/sign-out')
  expect(await follow(boss, (body as { url: string }).url)).toMatchObject({
    status: 403,
    body: { error: { code: 'signed_out' } },
  })
})

test('a page of another site has nobody bind an account', async () => {
  const boss = await signedIn(installation, 'boss')
  const answer = await boss.call('POST', '/api/console/me/oidc', { provider: 'id' }, { origin: 'https://evil.example' })
  expect(answer).toMatchObject({ status: 403, body: { error: { code: 'foreign_page' } } })
})

test.each<[what: string, misbehaviour: OidcMisbehaviour]>([
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['for another client', { claims: { aud: 'other' } }],
  ['with another nonce', { claims: { nonce: 'x' } }],
  ['without a nonce', { claims: { nonce: undefined } }],
  ['that is over', { claims: { exp: seconds(-3_600) } }],
  ['that holds only from later on', { claims: { nbf: seconds(3_600) } }],
  ['for several clients, made for none', { claims: { aud: ['tubepost', 'other'] } }],
  ['without an end', { claims: { exp: undefined } }],
  ['without a subject', { claims: { sub: '' } }],
  ['with a number for a subject', { claims: { sub: 7 } }],
  ['with a subject of 10 kB', { claims: { sub: 's'.repeat(10_000) } }],
  ['with a NUL in its subject', { claims: { sub: 's-ana\0' } }],
  ['with half a character in its subject', { claims: { sub: 's\ud800' } }],
  ['signed by somebody else', { signature: 'foreign' }],
  ['that nobody signed', { signature: 'none' }],
  ['that is missing', { withoutIdToken: true }],
])('an ID token %s lets nobody in', async (_what, misbehaviour) => {
  issuer.user = account('s-ana', 'ana')
  issuer.misbehaviour = misbehaviour
  const browser = stranger()
  expect(await signInAtProvider(browser)).toMatchObject(refused)
  expect(browser.cookies.has('tubepost')).toBe(false)
})

test('a way back with another state, an error, or a code twice lets nobody in', async () => {
  issuer.user = account('s-ana', 'ana')
  issuer.misbehaviour = { back: { state: 'x' } }
  expect(await signInAtProvider(stranger())).toMatchObject(refused)
  issuer.misbehaviour = { back: { error: 'access_denied' } }
  const denied = await signInAtProvider(stranger())
  expect(denied).toMatchObject(refused)
  expect(JSON.stringify(denied.body)).toContain('access_denied')
  issuer.misbehaviour = {}
  const browser = stranger()
  const left = await browser.call('GET', '/api/console/sign-in/oidc/id')
  const kept = browser.cookies.get('tubepost-oidc') ?? ''
  const back = await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  expect((await browser.call('GET', pathname + search)).status).toBe(303)
  const thief = stranger()
  expect(await thief.call('GET', pathname + search)).toMatchObject({
    status: 400,
    body: { error: { code: 'no_flow' } },
  })
  thief.cookies.set('tubepost-oidc', kept)
  expect(await thief.call('GET', pathname + search)).toMatchObject(refused)
})

test.each<[what: string, signature: NonNullable<OidcMisbehaviour['signature']>]>([
  ['that nobody signed', 'none'],
  ['that the published key signed as a secret', 'public-key'],
  ['that the client secret signed', 'client-secret'],
  ['that somebody else signed', 'foreign'],
])('an ID token %s lets nobody in, even where the provider would have it', async (_what, signature) => {
  const description = { id_token_signing_alg_values_supported: ['none', 'HS256', 'RS256'] }
  await besides('loose', { signature, description }, async (loose) => {
    loose.user = account('s-ana', 'ana')
    expect(await signInAtProvider(stranger(), 'loose')).toMatchObject(refused)
  })
})

test('after the provider has changed its keys the second try lets in', async () => {
  issuer.user = account('s-ana', 'ana')
  expect((await signInAtProvider(stranger())).status).toBe(303)
  issuer.rotate()
  expect(await signInAtProvider(stranger())).toMatchObject(refused)
  expect((await signInAtProvider(stranger())).status).toBe(303)
})

const HTML = { type: 'text/html', text: '<script>alert(1)</script>' }
test.each<[what: string, instead: NonNullable<OidcMisbehaviour['instead']>]>([
  ['a page for an ID token', { token: { status: 200, ...HTML } }],
  ['a fault for an ID token', { token: { status: 502, ...HTML } }],
  [
    'a fault in JSON',
    { token: { status: 503, type: 'application/json', text: '{"error":"temporarily_unavailable"}' } },
  ],
  ['nothing for an ID token', { token: 'silence' }],
  ['a page for its keys', { jwks: { status: 200, ...HTML } }],
])('a provider that answers with %s is away', async (_what, instead) => {
  issuer.user = account('s-ana', 'ana')
  issuer.rotate()
  await signInAtProvider(stranger())
  issuer.misbehaviour = { instead }
  const answer = await signInAtProvider(stranger())
  expect(answer).toMatchObject({ status: 503, body: { error: { code: 'provider_unavailable' } } })
  expect(JSON.stringify(answer.body)).not.toContain('script')
})

test('a provider that describes itself as another is away, and the log says why', async () => {
  await besides('twofold', { description: { issuer: 'https://login.example.org' } }, async () => {
    const answer = await stranger().call('GET', '/api/console/sign-in/oidc/twofold', undefined, AS_A_PAGE)
    expect(answer.headers.get('location')).toBe('/sign-in#refused=provider_unavailable')
    await untilLogged('discovered metadata issuer does not match')
  })
})

test('a provider that is gone when a browser comes back is away', async () => {
  await besides('brief', {}, async (brief) => {
    brief.user = account('s-ana', 'ana')
    const browser = stranger()
    const left = await browser.call('GET', '/api/console/sign-in/oidc/brief')
    const back = await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })
    await brief.stop()
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    expect(await browser.call('GET', pathname + search)).toMatchObject({
      status: 503,
      body: { error: { code: 'provider_unavailable' } },
    })
  })
})

test('the log says why somebody was refused, without an address or a secret', async () => {
  issuer.user = account('s-secret-subject', 'boss')
  issuer.misbehaviour = {}
  await signInAtProvider(stranger())
  issuer.user = { ...issuer.user, email: 'eve@other.example' }
  await signInAtProvider(stranger())
  issuer.misbehaviour = { claims: { nonce: 'x' } }
  await signInAtProvider(stranger())
  const description = `AADSTS7000215: secret ${issuer.clientSecret} of eve@other.example is wrong`
  const text = JSON.stringify({ error: 'invalid_client', error_description: description })
  issuer.misbehaviour = { instead: { token: { status: 401, type: 'application/json', text } } }
  await signInAtProvider(stranger())
  for (const reason of [
    'not known by an address alone',
    'not declared to be the authority for addresses of other.example',
    'unexpected ID Token',
    'AADSTS7000215: secret [secret] of [address] is wrong',
  ])
    await untilLogged(reason)
  for (const secret of [issuer.clientSecret, 'eve@', 's-secret-subject'])
    expect(installation.console.log()).not.toContain(secret)
})

test('an error with markup in it is told by no word of it', async () => {
  issuer.misbehaviour = { back: { error: '<img src=x onerror=alert(1)>', error_description: '<script>' } }
  const told = await signInAtProvider(stranger())
  expect(told).toMatchObject(refused)
  expect(JSON.stringify(told.body)).not.toMatch(/img|script|</)
})

test('nothing in a call says where the provider sends people back to', async () => {
  const hostile = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' }
  const left = await stranger().call('GET', '/api/console/sign-in/oidc/id', undefined, hostile)
  const asked = new URL(left.headers.get('location') ?? '').searchParams.get('redirect_uri')
  expect(asked).toBe(`${installation.console.url}/api/console/sign-in/oidc-callback`)
  for (const where of ['//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const path = `/api/console/sign-in/oidc/id?return=${encodeURIComponent(where)}`
    expect((await stranger().call('GET', path)).status).toBe(400)
  }
})

test('a code of one browser is nothing in another', async () => {
  issuer.user = account('s-ana', 'ana')
  const [victim, attacker] = [stranger(), stranger()]
  await victim.call('GET', '/api/console/sign-in/oidc/id')
  const left = await attacker.call('GET', '/api/console/sign-in/oidc/id')
  const back = await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })
  const { pathname, search } = new URL(back.headers.get('location') ?? '')
  expect(await victim.call('GET', pathname + search)).toMatchObject(refused)
})

test('two who sign in for one person at once bind one account', async () => {
  const browsers = [stranger(), stranger(), stranger(), stranger()]
  const backs: [Browser, string][] = []
  for (const [n, browser] of browsers.entries()) {
    issuer.user = account(`s-max-${n}`, 'max')
    const left = await browser.call('GET', '/api/console/sign-in/oidc/id')
    const back = await fetch(left.headers.get('location') ?? '', { redirect: 'manual' })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    backs.push([browser, pathname + search])
  }
  const statuses = await Promise.all(backs.map(async ([browser, path]) => (await browser.call('GET', path)).status))
  expect(statuses.filter((status) => status === 303)).toHaveLength(1)
  const { rows } = await installation.pool.query(`select 1 from oidc_binding where person_id = 'max'`)
  expect(rows).toHaveLength(1)
})

test('a provider that does not answer is told in a sentence, and tried anew', async () => {
  const broken = await startOidcIssuer()
  await declare([{ id: 'broken', name: 'Broken', issuer: broken.url, domains: [] }])
  broken.misbehaviour = { instead: { discovery: { status: 500, type: 'text/html', text: '<h1>Oops</h1>' } } }
  const leave = () => stranger().call('GET', '/api/console/sign-in/oidc/broken')
  const unavailable = { status: 503, body: { error: { code: 'provider_unavailable' } } }
  expect(await leave()).toMatchObject(unavailable)
  broken.misbehaviour = {}
  await waitUntil(async () => (await leave()).status === 303, { timeoutMs: 10_000, what: 'the next look' })
  await broken.stop()
  expect((await stranger().call('GET', '/api/console/sign-in/oidc/none')).status).toBe(404)
  await declare([{ id: 'id', name: 'ID', issuer: issuer.url, domains: ['example.com'] }])
})

test('a client secret that cannot be read is told without its place', async () => {
  const oidc = [
    { id: 'id', name: 'ID', issuer: issuer.url, clientId: 'x', secret: { file: '/nowhere/oidc' }, domains: [] },
  ]
  await installation.apply(service, { ...NO_ENTRIES, console: { hosts: ['127.0.0.1'], trustedProxies: [] }, oidc })
  const leave = () => stranger().call('GET', '/api/console/sign-in/oidc/id')
  await waitUntil(async () => (await leave()).status === 503, { timeoutMs: 10_000, what: 'the set-up to be taken up' })
  expect(JSON.stringify((await leave()).body)).not.toContain('/nowhere')
  await untilLogged('/nowhere/oidc')
  await declare([{ id: 'id', name: 'ID', issuer: issuer.url, domains: ['example.com'] }])
  await waitUntil(async () => (await leave()).status === 303, { timeoutMs: 10_000, what: 'the secret to be read' })
})

test('whoever makes up ways back has the provider asked a few times', async () => {
  const flow = { provider: 'id', state: 's', nonce: 'n', verifier: 'v'.repeat(43) }
  const browser = stranger()
  const statuses: number[] = []
  for (let n = 0; n < 25; n++) {
    browser.cookies.set('tubepost-oidc', Buffer.from(JSON.stringify(flow)).toString('base64url'))
    statuses.push((await browser.call('GET', '/api/console/sign-in/oidc-callback?code=x&state=s')).status)
  }
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 403))
  expect(statuses).toContain(429)
})

test('a cookie that is no flow is none', async () => {
  for (const value of [
    'x',
    Buffer.from('null').toString('base64url'),
    Buffer.from('{"provider":1}').toString('base64url'),
  ]) {
    const browser = stranger()
    browser.cookies.set('tubepost-oidc', value)
    expect((await browser.call('GET', '/api/console/sign-in/oidc-callback?code=x&state=x')).status).toBe(400)
  }
})

test('no secret of the provider is in the tables or the log', async () => {
  const { rows } = await installation.pool.query<{ row: string }>('select s::text as row from setting s')
  expect(rows[0]?.row).toContain(SECRET_VARIABLE)
  expect(rows[0]?.row).not.toContain(issuer.clientSecret)
  expect(installation.console.log()).not.toContain(issuer.clientSecret)
})
