import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { people } from '@tubepost/events'
import { hashPassword } from '../src/sign-in/hash-password.ts'
import { openBrowser, PASSWORD, signedIn, signIn } from './browser.ts'
import { type Installation, peopleIn, ROLE_OF, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())
afterEach(() => installation.pool.query('delete from sign_in_try'))

const stranger = () => openBrowser(installation.console.url)
const WRONG = 'wrong horse battery'
const waits = { status: 429, body: { error: { code: 'too_many_tries' } } }
const wait = (headers: Headers) => Number(headers.get('retry-after'))
/** The time until the next try passes. */
const pass = () => installation.pool.query('update sign_in_try set next_at = now()')
const forgetNetwork = () => installation.pool.query(`delete from sign_in_try where key like 'network:%'`)

test('from the fourth wrong password on an account waits, twice as long each time', async () => {
  await signedIn(installation, 'ana')
  for (let n = 0; n < 4; n++) expect((await signIn(stranger(), 'ana', WRONG)).status).toBe(401)
  const delays: number[] = []
  for (let n = 0; n < 12; n++) {
    const answer = await signIn(stranger(), 'ana')
    expect(answer).toMatchObject(waits)
    delays.push(wait(answer.headers))
    await pass()
    await forgetNetwork()
    await signIn(stranger(), 'ana', WRONG)
  }
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
})

test('two hundred tries at once are a few guesses, as many as fit their delays', async () => {
  await signedIn(installation, 'ana')
  const answers = await Promise.all(Array.from({ length: 200 }, () => signIn(stranger(), 'ana', WRONG)))
  // Four cost nothing; a slow machine takes as long as the next few delays, of 1, 2, 4 and 8 seconds.
  expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(8)
})

test('an address that nobody has waits like one that somebody has', async () => {
  const told = async (person: string) => {
    const answers: number[] = []
    for (let n = 0; n < 6; n++) answers.push((await signIn(stranger(), person, WRONG)).status)
    return answers
  }
  await signedIn(installation, 'ana')
  expect(await told('nobody')).toEqual(await told('ana'))
})

test('a browser that has signed in before is let in while strangers wait', async () => {
  const own = await signedIn(installation, 'ana')
  await own.call('POST', '/api/console/sign-out')
  for (let n = 0; n < 10; n++) await signIn(stranger(), 'ana', WRONG)
  expect(await signIn(stranger(), 'ana')).toMatchObject(waits)
  expect((await signIn(own, 'ana')).status).toBe(204)
})

test('its cookie helps with no other account, and has delays of its own', async () => {
  const own = await signedIn(installation, 'ana')
  await signedIn(installation, 'max')
  for (let n = 0; n < 5; n++) await signIn(own, 'max', WRONG)
  expect(await signIn(own, 'max')).toMatchObject(waits)
  for (let n = 0; n < 6; n++) await signIn(own, 'ana', WRONG)
  const answer = await signIn(own, 'ana')
  expect(answer).toMatchObject(waits)
  expect(wait(answer.headers)).toBeLessThanOrEqual(30)
})

test('one network that tries many accounts waits', async () => {
  for (let n = 0; n < 21; n++) expect((await signIn(stranger(), `nobody${n}`)).status).toBe(401)
  expect(await signIn(stranger(), 'nobody99')).toMatchObject(waits)
})

test('whoever signs in as themselves between guesses gets no more of them', async () => {
  const own = await signedIn(installation, 'max')
  for (let n = 0; n < 21; n++) await signIn(stranger(), `nobody${n}`)
  const failures: number[] = []
  for (let n = 0; n < 5; n++) {
    expect((await signIn(own, 'max')).status).toBe(204)
    await installation.pool.query(`update sign_in_try set next_at = now() + interval '9 seconds'`)
    expect(await signIn(stranger(), `nobody-else${n}`)).toMatchObject(waits)
    await pass()
    expect((await signIn(stranger(), 'max')).status).toBe(204)
    expect((await signIn(stranger(), `nobody-at-all${n}`)).status).toBe(401)
    const { rows } = await installation.pool.query<{ failures: number }>(
      `select failures from sign_in_try where key like 'network:%'`,
    )
    failures.push(...rows.map((row) => row.failures))
  }
  expect(failures).toEqual([22, 23, 24, 25, 26])
})

test('fifty people who sign in at once are all in, some after the wait they are told', async () => {
  const crowd = Array.from({ length: 50 }, (_, n) => `p${n}`)
  const roles = Object.fromEntries(crowd.map((id) => [id, 'user']))
  await installation.putReference(people, peopleIn({ ...ROLE_OF, ...roles }))
  const hash = await hashPassword(PASSWORD)
  await installation.pool.query('insert into password (person_id, hash) select unnest($1::text[]), $2', [crowd, hash])
  const getIn = async (person: string): Promise<void> => {
    for (;;) {
      const { status, headers } = await signIn(stranger(), person)
      if (status === 204) return
      expect([429, 503]).toContain(status)
      await new Promise((resolve) => setTimeout(resolve, wait(headers) * 1_000))
    }
  }
  await Promise.all(crowd.map(getIn))
}, 90_000)

test('the right password makes up for the wrong ones before it', async () => {
  await signedIn(installation, 'ana')
  for (let n = 0; n < 3; n++) await signIn(stranger(), 'ana', WRONG)
  expect((await signIn(stranger(), 'ana')).status).toBe(204)
  for (let n = 0; n < 4; n++) expect((await signIn(stranger(), 'ana', WRONG)).status).toBe(401)
})

test('an administrator ends the waiting of one account, or of all', async () => {
  await signedIn(installation, 'ana')
  const unlock = (body: object) => installation.console.ask('POST', '/api/console/sign-in/unlock', body)
  for (let n = 0; n < 5; n++) await signIn(stranger(), 'ana', WRONG)
  expect(await unlock({ address: 'ANA@example.com' })).toEqual({ status: 200, body: { unlocked: 1 } })
  expect((await signIn(stranger(), 'ana')).status).toBe(204)
  expect(await unlock({})).toMatchObject({ status: 200, body: { unlocked: 1 } })
})

test('guesses of the password of now, from a session, wait too', async () => {
  const own = await signedIn(installation, 'ana')
  const change = () => own.call('PUT', '/api/console/me/password', { current: WRONG, new: 'another horse battery' })
  for (let n = 0; n < 6; n++) expect((await change()).status).toBe(403)
  expect(await change()).toMatchObject(waits)
})

test('a secret that was planted as the browser’s own is nothing after signing in', async () => {
  await signedIn(installation, 'ana')
  const planted = `tubepost_${'p'.repeat(43)}`
  const own = stranger()
  own.cookies.set('tubepost-browser', planted)
  expect((await signIn(own, 'ana')).status).toBe(204)
  const thief = stranger()
  thief.cookies.set('tubepost-browser', planted)
  for (let n = 0; n < 10; n++) await signIn(stranger(), 'ana', WRONG)
  expect(await signIn(thief, 'ana')).toMatchObject(waits)
  expect((await signIn(own, 'ana')).status).toBe(204)
})
