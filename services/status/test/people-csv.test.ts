import type { ListImport } from '@tubepost/api'
import { people } from '@tubepost/events'
import { readReference } from '@tubepost/bus'
import { asGateway } from '@tubepost/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, type Replica, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'] }],
}
let installation: Installation
let one: Replica
beforeAll(async () => {
  installation = await startInstallation(SETUP)
  one = await installation.startStatus()
})
afterAll(() => installation?.stop())

const ask = (method: string, path: string, body?: object) => one.ask(method, `/api/status/${path}`, body)

interface Answer {
  status: number
  body: ListImport & { error: { code: string; message: string } }
}
async function send(path: 'preview' | 'import', list: string | Buffer, scope = 'admin'): Promise<Answer> {
  const response = await fetch(`${one.url}/api/status/people/${path}`, {
    method: 'POST',
    headers: { ...asGateway(scope), 'content-type': 'text/csv; charset=utf-8' },
    body: list,
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
async function download(): Promise<Response> {
  return fetch(`${one.url}/api/status/people.csv`, { headers: asGateway('status:read') })
}
const everybody = async () => (await ask('GET', 'people')).body as { people: { id: string; name: string }[] }

test('a list is told line by line before it is taken, and nothing changes by that', async () => {
  await ask('POST', 'people', { id: 'ben', name: 'Ben', addresses: ['ben@example.com'], timeZone: 'UTC' })
  const before = await everybody()
  const list = [
    'Name;E-Mail;Zeitzone;Telefon',
    'Cleo;cleo@example.com;Europe/Berlin;1',
    'Benjamin;ben@example.com;UTC;2',
    'Ana Neu;ana@example.com;;3',
    ';dora@example.com;;4',
    'Emil;emil@example.com;Mars/Phobos;5',
  ].join('\r\n')
  const { status, body } = await send('preview', Buffer.from(list, 'latin1'), 'status:read')
  expect(status).toBe(200)
  expect(body.counts).toEqual({ added: 1, changed: 1, unchanged: 0, declared: 1, refused: 2 })
  expect(body.rows).toMatchObject([
    {
      line: 2,
      outcome: 'added',
      id: 'cleo',
      changes: expect.arrayContaining([expect.objectContaining({ before: null })]),
    },
    { line: 3, outcome: 'changed', id: 'ben', changes: [{ field: 'name', before: 'Ben', after: 'Benjamin' }] },
    { line: 4, outcome: 'declared', id: 'ana', changes: [{ field: 'name', before: 'Ana', after: 'Ana Neu' }] },
    { line: 5, outcome: 'refused', reasons: ['has no name'] },
    { line: 6, outcome: 'refused', reasons: [expect.stringContaining('no IANA time zone')] },
  ])
  expect(body.notes).toEqual([{ line: 1, text: expect.stringContaining('"Telefon" is not read') }])
  expect(await everybody()).toEqual(before)
})

test('a list with one bad line changes nobody, and one without is known everywhere', async () => {
  const before = await everybody()
  const good = 'Name\tE-mail\nCleo\tcleo@example.com\nBenjamin\tben@example.com\n'
  const refused = await send('import', `${good}Dora\tnobody\n`)
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'refused_lines' } } })
  expect(refused.body.error.message).toMatch(/^Nobody was added or changed\. line 4: "nobody" is no address/)
  expect(await everybody()).toEqual(before)

  const taken = await send('import', Buffer.from(`\uFEFF${good}`, 'utf16le'))
  expect(taken.body.counts).toEqual({ added: 1, changed: 1, unchanged: 0, declared: 0, refused: 0 })
  const bucket = await readReference(installation.admin, people)
  await bucket.catchUp()
  expect(['cleo', 'ben', 'ana'].map((id) => bucket.records.get(id)?.name)).toEqual(['Cleo', 'Benjamin', 'Ana'])
  bucket.stop()
  const again = await send('import', good)
  expect(again.body.counts).toEqual({ added: 0, changed: 0, unchanged: 2, declared: 0, refused: 0 })
})

test('somebody of the set-up file is left as they are, and the others are taken', async () => {
  const { body } = await send('import', 'Name,E-mail\nAna Neu,ana@example.com\nFinn,finn@example.com\n')
  expect(body.counts).toMatchObject({ added: 1, declared: 1 })
  expect((await everybody()).people).toContainEqual(expect.objectContaining({ id: 'ana', name: 'Ana' }))
})

test('what goes out comes in again as the same, whatever a spreadsheet would run of it', async () => {
  await ask('POST', 'people', {
    id: 'eve',
    name: "=cmd|' /C calc'!A0",
    addresses: ['+eve@example.com', '"e v;e"@example.com'],
  })
  await ask('POST', 'people', { id: 'guy', name: "'=Guy", addresses: ['-guy@example.com'] })
  const response = await download()
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="people.csv"')
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const text = bytes.toString('utf8')
  expect(text).toMatch(/^\uFEFFID,Name,E-mail,Time zone,Language,Role\r\n/)
  expect(text).toContain(",'=cmd|")
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m)
  const { counts } = (await send('preview', bytes)).body
  expect(counts).toEqual({
    added: 0,
    changed: 0,
    unchanged: (await everybody()).people.length,
    declared: 0,
    refused: 0,
  })
})

test('a keeper of the list gives no role by a list either', async () => {
  const list = 'Name,E-mail,Role\nGil,gil@example.com,admin\n'
  const told = await send('preview', list, 'status:read')
  expect(told.body.rows[0]).toMatchObject({
    outcome: 'refused',
    reasons: [expect.stringContaining('needs the scope admin')],
  })
  expect((await send('import', list, 'status:write')).status).toBe(409)
  expect((await send('import', list, 'status:read')).status).toBe(403)
  expect((await send('import', list)).status).toBe(200)
  const noted = (await installation.eventsIn('OUTCOME')).filter(({ type }) => type.includes('role-changed'))
  expect(noted).toMatchObject([{ data: { personId: 'gil', before: null, after: 'admin' } }])
})

test('ten thousand lines are previewed, taken, and written out again', async () => {
  const lines = Array.from({ length: 10_000 }, (_, n) => `Person ${n},person.${n}@example.com,Europe/Berlin,de-DE,user`)
  const list = `Name,E-mail,Time zone,Language,Role\n${lines.join('\n')}\n`
  expect((await send('preview', list)).body.counts).toMatchObject({ added: 10_000, refused: 0 })
  expect((await send('import', list)).body.counts).toMatchObject({ added: 10_000, refused: 0 })
  expect((await (await download()).text()).split('\r\n').length).toBeGreaterThan(10_000)
})

test('what is no list, or is far too long, is refused in words', async () => {
  expect(await send('preview', '')).toMatchObject({ status: 200, body: { counts: { refused: 1 } } })
  expect((await send('import', 'PK\u0003\u0004')).body.error.message).toContain('workbook of a spreadsheet program')
  expect(await ask('POST', 'people/import', { name: 'x' })).toMatchObject({
    status: 415,
    body: { error: { code: 'unsupported_type' } },
  })
  const long = await send('preview', Buffer.alloc(2 * 1024 * 1024 + 1, 'a'))
  expect(long).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } })
})
