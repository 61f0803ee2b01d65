import { prune } from '@tubepost/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forgetDeparted } from '../src/sign-in/departure-sql.ts'
import { OLD_SIGN_INS } from '../src/sign-in/sign-in-retention-sql.ts'
import { inviteSecret, openBrowser, PASSWORD, signedIn, signIn } from './browser.ts'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

const browser = () => openBrowser(installation.console.url)
const refused = (status: number, code: string) => ({ status, body: { error: { code } } })

test('a person comes in by a link, sets a password, and signs in with it', async () => {
  await signedIn(installation, 'ana')
  const another = browser()
  expect((await signIn(another, 'ana')).status).toBe(204)
  expect(await another.call('GET', '/api/console/me')).toMatchObject({
    status: 200,
    body: {
      by: 'session',
      person: { id: 'ana', name: 'Ana Example', timeZone: 'America/New_York', locale: 'en-US' },
      role: 'user',
      scopes: ['parser:read', 'status:set'],
    },
  })
})

test('over HTTP on this machine the cookie is HttpOnly, Lax, and of this host', async () => {
  const { set } = await signedIn(installation, 'gil')
  const line = set.find((one) => one.startsWith('tubepost='))
  expect(line).toMatch(/^tubepost=tubepost_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('an unknown address, a wrong password and none set are one answer', async () => {
  await signedIn(installation, 'max')
  const answers = [
    await signIn(browser(), 'max', 'wrong horse battery'),
    await signIn(browser(), 'nobody'),
    await signIn(browser(), 'rita'),
  ].map(({ status, body }) => ({ status, body }))
  expect(answers[0]).toMatchObject(refused(401, 'sign_in_refused'))
  expect(answers).toEqual([answers[0], answers[0], answers[0]])
})

test('an address is known in any case, and every one of a person', async () => {
  await signedIn(installation, 'ana')
  const body = { address: '  ANA@Example.COM ', password: PASSWORD }
  expect((await browser().call('POST', '/api/console/sign-in', body)).status).toBe(204)
})

test('a link lets one browser in, once', async () => {
  const secret = await inviteSecret(installation, 'rita')
  const statuses = await Promise.all(
    Array.from(
      { length: 8 },
      async () => (await browser().call('POST', '/api/console/sign-in/link', { secret })).status,
    ),
  )
  expect(statuses.toSorted((a, b) => a - b)).toEqual([204, ...Array.from({ length: 7 }, () => 401)])
})

test('a link of before, of too long ago, or of nobody is refused alike', async () => {
  const older = await inviteSecret(installation, 'rita')
  const newer = await inviteSecret(installation, 'rita')
  await installation.pool.query(`update sign_in_link set expires_at = now() - interval '1 second'`)
  for (const secret of [older, newer, 'tubepost_x'])
    expect(await browser().call('POST', '/api/console/sign-in/link', { secret })).toMatchObject(
      refused(401, 'link_refused'),
    )
})

test('of links that are made at once, one lets in', async () => {
  const secrets = await Promise.all(Array.from({ length: 8 }, () => inviteSecret(installation, 'rita')))
  const answers: number[] = []
  for (const secret of secrets) {
    answers.push((await browser().call('POST', '/api/console/sign-in/link', { secret })).status)
  }
  expect(answers.filter((status) => status === 204)).toHaveLength(1)
})

test('the first administrator’s link works until an administrator has a password', async () => {
  await installation.pool.query('delete from password')
  const ask = () => installation.console.ask('POST', '/api/console/sign-in/first-link')
  const first = await ask()
  expect(first).toMatchObject({
    status: 201,
    body: {
      person: 'boss',
      link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/sign-in#link=tubepost_[\w-]{43}$/),
    },
  })
  const page = browser()
  const [, secret] = (first.body as { link: string }).link.split('#link=')
  expect((await page.call('POST', '/api/console/sign-in/link', { secret })).status).toBe(204)
  const { body } = await page.call('GET', '/api/console/me')
  expect(body).toMatchObject({ role: 'admin', scopes: expect.arrayContaining(['admin', 'fetcher:write']) })

  const second = ((await ask()).body as { link: string }).link.split('#link=')[1]
  expect((await page.call('PUT', '/api/console/me/password', { new: PASSWORD })).status).toBe(204)
  expect(await ask()).toMatchObject(refused(409, 'has_password'))
  expect(await browser().call('POST', '/api/console/sign-in/link', { secret: second })).toMatchObject(
    refused(409, 'has_password'),
  )
})

test('a new password needs the one of now, and ends every other session', async () => {
  const here = await signedIn(installation, 'ana')
  const there = browser()
  await signIn(there, 'ana')
  const change = (body: object) => here.call('PUT', '/api/console/me/password', body)
  expect(await change({ new: 'another horse battery' })).toMatchObject(refused(400, 'current_missing'))
  expect(await change({ current: 'wrong', new: 'another horse battery' })).toMatchObject(refused(403, 'wrong_password'))
  expect(await change({ current: PASSWORD, new: 'too short' })).toMatchObject(refused(400, 'weak_password'))
  expect((await there.call('GET', '/api/console/me')).status).toBe(200)
  expect((await change({ current: PASSWORD, new: 'another horse battery' })).status).toBe(204)
  expect((await there.call('GET', '/api/console/me')).status).toBe(401)
  expect((await here.call('GET', '/api/console/me')).status).toBe(200)
  expect((await signIn(browser(), 'ana')).status).toBe(401)
  expect((await signIn(browser(), 'ana', 'another horse battery')).status).toBe(204)
})

test('a page that was opened by a link an hour ago needs the password of now', async () => {
  await signedIn(installation, 'ana')
  const here = browser()
  const secret = await inviteSecret(installation, 'ana')
  expect((await here.call('POST', '/api/console/sign-in/link', { secret })).status).toBe(204)
  await installation.pool.query(`update session set created_at = now() - interval '61 minutes' where how = 'link'`)
  expect(await here.call('PUT', '/api/console/me/password', { new: 'another horse battery' })).toMatchObject(
    refused(400, 'current_missing'),
  )
})

test('a page of somebody who was signed out may ask on, as often as it likes', async () => {
  const here = await signedIn(installation, 'ana')
  const copy = browser()
  for (const [name, value] of here.cookies) copy.cookies.set(name, value)
  await here.call('POST', '/api/console/sign-out')
  const statuses = await Promise.all(
    Array.from({ length: 120 }, async () => (await copy.call('GET', '/api/console/me')).status),
  )
  expect(new Set(statuses)).toEqual(new Set([401]))
})

test('signing out ends the session, wherever its cookie was copied to', async () => {
  const here = await signedIn(installation, 'ana')
  const copy = browser()
  for (const [name, value] of here.cookies) copy.cookies.set(name, value)
  expect((await here.call('POST', '/api/console/sign-out')).status).toBe(204)
  expect(here.cookies.has('tubepost')).toBe(false)
  expect(await copy.call('GET', '/api/console/me')).toMatchObject(refused(401, 'unauthorized'))
})

test('a session ends after a week unused, and after a month in any case', async () => {
  const here = await signedIn(installation, 'ana')
  const age = (column: string) =>
    installation.pool
      .query(`update session set ${column} where person_id = 'ana'`)
      .then(() => here.call('GET', '/api/console/me'))
  expect((await age(`last_used_at = now() - interval '6 days 23 hours'`)).status).toBe(200)
  expect((await age(`last_used_at = now() - interval '7 days 1 second'`)).status).toBe(401)
  expect((await age(`last_used_at = now(), ends_at = now() - interval '1 second'`)).status).toBe(401)
})

test('people see and end their own sessions, an administrator everybody’s', async () => {
  const ana = await signedIn(installation, 'ana')
  const boss = await signedIn(installation, 'boss')
  const own = await ana.call('GET', '/api/console/sessions')
  const { sessions } = own.body as { sessions: { id: string; person: string; current: boolean }[] }
  expect(new Set(sessions.map(({ person }) => person))).toEqual(new Set(['ana']))
  expect(sessions.filter(({ current }) => current)).toHaveLength(1)
  expect(await ana.call('GET', '/api/console/sessions?all=1')).toMatchObject(refused(403, 'not_permitted'))
  const everybodys = await boss.call('GET', '/api/console/sessions?all=1')
  const all = (everybodys.body as { sessions: { id: string; person: string }[] }).sessions
  expect(new Set(all.map(({ person }) => person)).has('boss')).toBe(true)
  const ofBoss = all.find(({ person }) => person === 'boss')?.id
  expect(await ana.call('DELETE', `/api/console/sessions/${ofBoss}`)).toMatchObject(refused(404, 'not_found'))
  const ofAna = sessions.find(({ current }) => current)?.id
  expect((await boss.call('DELETE', `/api/console/sessions/${ofAna}`)).status).toBe(204)
  expect((await ana.call('GET', '/api/console/me')).status).toBe(401)
})

test('no stored byte and no log lets anybody in', async () => {
  const here = await signedIn(installation, 'ana')
  const link = await inviteSecret(installation, 'ana')
  const secrets = [...here.cookies.values(), link, PASSWORD]
  for (const table of ['password', 'session', 'sign_in_link', 'known_browser', 'sign_in_try', 'audit']) {
    const { rows } = await installation.pool.query<{ row: string }>(`select t::text as row from ${table} t`)
    for (const { row } of rows) for (const secret of secrets) expect(row).not.toContain(secret)
  }
  for (const secret of secrets) expect(installation.console.log()).not.toContain(secret)
})

test('the secret of a session is no token, and a token no session', async () => {
  const here = await signedIn(installation, 'ana')
  const secret = here.cookies.get('tubepost') ?? ''
  const asToken = await installation.console.ask('GET', '/api/console/me', undefined, {
    authorization: `Bearer ${secret}`,
  })
  expect(asToken.status).toBe(401)
  const made = await installation.console.ask('POST', '/api/console/tokens', { name: 'x', scopes: ['admin'] })
  const page = browser()
  page.cookies.set('tubepost', (made.body as { token: string }).token)
  expect((await page.call('GET', '/api/console/me')).status).toBe(401)
})

test('the gateway hands on a person’s scopes and name, and never the cookie', async () => {
  const here = await signedIn(installation, 'rita')
  installation.handedOn.splice(0)
  const answer = await here.call(
    'PUT',
    '/api/status/people/ana/status',
    { status: 'Out' },
    { 'x-tubepost-actor': 'boss' },
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.getSetCookie()).toEqual([])
  const [call] = installation.handedOn
  expect(call?.headers).toMatchObject({
    'x-tubepost-actor': 'rita',
    'x-tubepost-scopes': 'parser:read status:set',
    'x-tubepost-token': expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(call?.headers).not.toHaveProperty('cookie')
})

test('a person who is gone is out, and who gets the id later has no password', async () => {
  const here = await signedIn(installation, 'gil')
  await signedIn(installation, 'ana')
  const present = ['ana', 'boss']
  await forgetDeparted(installation.pool, present)
  expect((await here.call('GET', '/api/console/me')).status).toBe(401)
  await installation.pool.query(`update password set missing_since = missing_since - interval '59 minutes'`)
  await forgetDeparted(installation.pool, present)
  expect((await signIn(browser(), 'gil')).status).toBe(204)
  await installation.pool.query(`update password set missing_since = missing_since - interval '2 minutes'`)
  await forgetDeparted(installation.pool, present)
  expect((await signIn(browser(), 'gil')).status).toBe(401)
  expect((await signIn(browser(), 'ana')).status).toBe(204)
})

test('what has ended is deleted, and what has not stays', async () => {
  const own = await signedIn(installation, 'ana')
  await inviteSecret(installation, 'max')
  await signIn(browser(), 'ana', 'wrong horse battery')
  const counts = async () => {
    const tables = ['session', 'sign_in_link', 'sign_in_try', 'known_browser', 'audit']
    const { rows } = await installation.pool.query<{ n: number }>(
      tables.map((table) => `select count(*)::int as n from ${table}`).join(' union all '),
    )
    return rows.map(({ n }) => n > 0)
  }
  const run = () => prune(installation.pool, OLD_SIGN_INS, 30, new AbortController().signal)
  await run()
  expect(await counts()).toEqual([true, true, true, true, true])
  expect((await own.call('GET', '/api/console/me')).status).toBe(200)
  await installation.pool.query(`update session set ends_at = now() - interval '25 hours'`)
  await installation.pool.query(`update sign_in_link set expires_at = now() - interval '25 hours'`)
  await installation.pool.query(`update sign_in_try set last_at = now() - interval '25 hours'`)
  await installation.pool.query(`update known_browser set last_used_at = now() - interval '31 days'`)
  await installation.pool.query(`alter table audit disable trigger audit_stays`)
  await installation.pool.query(`update audit set at = now() - interval '31 days'`)
  await installation.pool.query(`alter table audit enable trigger audit_stays`)
  await run()
  expect(await counts()).toEqual([false, false, false, false, false])
})
