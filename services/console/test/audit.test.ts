import { ADMIN_TOKEN } from '@tubepost/service/testing'
import { waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../src/audit/audit-sql.ts'
import { inviteSecret, openBrowser, PASSWORD, signedIn, signIn } from './browser.ts'
import { type Installation, startInstallation } from './installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(() => installation?.stop())

async function audit(query = ''): Promise<{ entries: AuditEntry[]; next: string | null }> {
  const { status, body } = await installation.console.ask('GET', `/api/console/audit${query}`)
  expect(status).toBe(200)
  return body as { entries: AuditEntry[]; next: string | null }
}
/** The newest entries, oldest first, once the outcome of each is known. */
async function newest(limit: number): Promise<AuditEntry[]> {
  let entries: AuditEntry[] = []
  await waitUntil(
    async () => {
      ;({ entries } = await audit(`?limit=${limit}`))
      return entries.length === limit && entries.every(({ status }) => status !== null)
    },
    { timeoutMs: 10_000, what: 'the outcomes' },
  )
  return entries.toReversed()
}

test('each change is on record with who made it, by what, to what, and its outcome', async () => {
  const boss = await signedIn(installation, 'boss')
  const made = await boss.call('POST', '/api/console/tokens', { name: 'hall', scopes: ['status:read'] })
  const { id, token } = made.body as { id: string; token: string }
  await installation.console.ask('DELETE', `/api/console/tokens/${id}`)
  const standing = { status: 'In', comment: 'at my desk' }
  installation.told.set('/api/status/people/ana/history', { history: [standing, { status: 'Out' }] })
  await boss.call('PUT', '/api/status/people/ana/status', { status: 'Out', comment: 'dentist' })
  await boss.call('DELETE', '/api/console/tokens/none')
  const session = expect.stringMatching(/^[0-9a-f-]{36}$/)
  expect(await newest(4)).toMatchObject([
    {
      ...{ who: 'boss', by: 'session', credential: session, what: 'POST /api/console/tokens', target: '', status: 201 },
      ...{ before: null, after: { id, name: 'hall', scopes: ['status:read'] } },
    },
    {
      ...{ who: 'admin', by: 'token', credential: 'admin', what: 'DELETE /api/console/tokens/:id', target: id },
      ...{ status: 204, before: { id, name: 'hall' }, after: null },
    },
    {
      ...{ who: 'boss', by: 'session', what: 'PUT /api/status/people/ana/status', target: '', status: 200 },
      ...{ before: standing, after: { status: 'Out', comment: 'dentist' } },
    },
    { who: 'boss', what: 'DELETE /api/console/tokens/:id', target: 'none', status: 404, before: null, after: null },
  ])
  expect(JSON.stringify(await audit())).not.toContain(token)
})

test('what is made, replaced or removed behind the door is on record', async () => {
  const mailbox = { mailbox: { id: 'support', enabled: true, hasPassword: true } }
  const person = { person: { id: 'ana', name: 'Ana' } }
  installation.told.set('/api/fetcher/mailboxes/support', mailbox)
  installation.told.set('/api/status/people/ana', person)
  await installation.console.ask('PUT', '/api/fetcher/mailboxes/support', { password: 'hunter2' })
  await installation.console.ask('POST', '/api/fetcher/mailboxes', { id: 'support', password: 'hunter2' })
  await installation.console.ask('DELETE', '/api/status/people/ana?x=1')
  installation.told.set('/api/notifier/templates/reply', { text: 'x'.repeat(5_000) })
  await installation.console.ask('PUT', '/api/notifier/templates/reply', { text: 'y' })
  expect((await newest(4)).map(({ before, after }) => ({ before, after }))).toEqual([
    { before: mailbox, after: mailbox },
    { before: null, after: mailbox },
    { before: person, after: null },
    { before: null, after: { text: 'y' } },
  ])
})

test.each([
  ['people', 'Name,E-mail,Password\r\nAna Example,ana@example.com,hunter2\r\n', { addresses: ['ana@example.com'] }],
  ['statuses', 'Name,Alias,Password\r\nAna Example,AE,hunter2\r\n', { aliases: ['AE'] }],
])('of a list of %s what is read of it is on record, and no other column', async (path, list, rest) => {
  const answer = await fetch(`${installation.console.url}/api/status/${path}/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'text/csv' },
    body: list,
  })
  expect(answer.status).toBe(200)
  const [entry] = await newest(1)
  expect(entry?.after).toEqual([{ name: 'Ana Example', ...rest }])
})

test('a body that no service reads is not on record', async () => {
  const body = { password: 'hunter2', deep: { token: 'hunter2' } }
  await installation.console.ask('DELETE', '/api/status/people/nobody', body)
  await installation.console.ask('POST', '/api/notifier/held/x/release', body)
  await installation.console.ask('POST', '/api/fetcher/mails/x/requeue', body)
  expect((await newest(3)).map(({ status, after }) => ({ status, after }))).toEqual(
    Array.from({ length: 3 }, () => ({ status: 200, after: null })),
  )
})

test('signing in is on record, wrong passwords of a person too', async () => {
  const own = await signedIn(installation, 'ana')
  await own.call('POST', '/api/console/sign-out')
  await signIn(openBrowser(installation.console.url), 'ana', 'wrong horse battery')
  await signIn(openBrowser(installation.console.url), 'nobody')
  await signIn(own, 'ana')
  const told = (await newest(6)).map(({ who, by, what, target, status }) => [who, by, what, target, status])
  expect(told).toEqual([
    ['admin', 'token', 'POST /api/console/people/:id/invite', 'ana', 201],
    ['ana', 'link', 'POST /api/console/sign-in/link', 'ana', 204],
    ['ana', 'session', 'PUT /api/console/me/password', '', 204],
    ['ana', 'session', 'POST /api/console/sign-out', '', 204],
    ['ana', 'password', 'POST /api/console/sign-in', 'ana', 401],
    ['ana', 'password', 'POST /api/console/sign-in', 'ana', 204],
  ])
})

test('what only reads, or is refused at the door, is not on record', async () => {
  const ana = await signedIn(installation, 'ana')
  const [last] = await newest(1)
  await ana.call('GET', '/api/console/me')
  await ana.call('POST', '/api/parser/dry-run', { subject: 'Out 1h' })
  expect((await ana.call('POST', '/api/console/tokens', { name: 'x', scopes: ['admin'] })).status).toBe(403)
  expect((await newest(1))[0]?.id).toBe(last?.id)
})

test('no secret is on record: no password, link, token, or body for the fetcher', async () => {
  const ana = await signedIn(installation, 'ana')
  const link = await inviteSecret(installation, 'ana')
  const mailbox = { id: 'x', source: { kind: 'imap', password: 'hunter2-of-the-mailbox' } }
  await installation.console.ask('POST', '/api/fetcher/mailboxes', mailbox)
  const { rows } = await installation.pool.query<{ row: string }>('select a::text as row from audit a')
  expect(rows.length).toBeGreaterThan(5)
  const secrets = [PASSWORD, link, ADMIN_TOKEN, 'hunter2-of-the-mailbox', ...ana.cookies.values()]
  for (const { row } of rows) for (const secret of secrets) expect(row).not.toContain(secret)
})

test('the outcome is on record whatever characters the body has', async () => {
  const texts = ['a\0b', '\ud800', 'x\udc00y']
  for (const comment of texts)
    await installation.console.ask('PUT', '/api/status/people/ana/status', {
      status: 'Out',
      comment,
      [comment]: [comment],
    })
  const written = ['ab', '\ufffd', 'x\ufffdy']
  expect((await newest(3)).map(({ status, after }) => ({ status, after }))).toEqual(
    written.map((comment) => ({ status: 200, after: { status: 'Out', comment, [comment]: [comment] } })),
  )
})

test('the audit is searched by person, call, time and page, by administrators alone', async () => {
  const ana = await signedIn(installation, 'ana')
  expect(await ana.call('GET', '/api/console/audit')).toMatchObject({ status: 403 })
  await newest(1)
  expect((await audit('?who=ana')).entries.every(({ who }) => who === 'ana')).toBe(true)
  const ofTokens = (await audit('?what=/tokens')).entries
  expect(ofTokens.length).toBeGreaterThan(0)
  expect(ofTokens.every(({ what }) => what.includes('/tokens'))).toBe(true)
  expect((await audit('?since=2999-01-01T00:00:00Z')).entries).toEqual([])
  const whole = (await audit('?limit=1000')).entries.map(({ id }) => id)
  const paged: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page = await audit(`?limit=3${next === '' ? '' : `&before=${next}`}`)
    paged.push(...page.entries.map(({ id }) => id))
    next = page.next
  }
  expect(paged).toEqual(whole)
  for (const query of ['?before=x', '?limit=0', '?since=yesterday', '?x=1'])
    expect((await installation.console.ask('GET', `/api/console/audit${query}`)).status).toBe(400)
})

test('an entry whose outcome is known is changed by nobody, the console neither', async () => {
  await signedIn(installation, 'ana')
  await newest(1)
  await expect(installation.pool.query(`update audit set status = 500 where status is not null`)).rejects.toThrow(
    'an entry of the audit is never changed',
  )
  await expect(installation.pool.query(`update audit set who = 'x'`)).rejects.toThrow('is never changed')
})
