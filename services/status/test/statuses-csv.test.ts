import type { ListImport } from '@tubepost/api'
import { readReference } from '@tubepost/bus'
import { statuses } from '@tubepost/events'
import { asGateway } from '@tubepost/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, type Replica, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  statuses: [
    { id: 'in', name: 'In', type: 'in' },
    { id: 'out', name: 'Out', aliases: ['O'] },
  ],
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
async function send(path: 'preview' | 'import', list: string | Buffer, scope = 'status:write'): Promise<Answer> {
  const response = await fetch(`${one.url}/api/status/statuses/${path}`, {
    method: 'POST',
    headers: { ...asGateway(scope), 'content-type': 'text/csv' },
    body: list,
  })
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}
const download = () => fetch(`${one.url}/api/status/statuses.csv`, { headers: asGateway('status:read') })
const all = async () =>
  ((await ask('GET', 'statuses')).body as { statuses: { id: string; name: string; colour: string | null }[] }).statuses

test('a list of statuses is told line by line first, and nothing changes by that', async () => {
  await ask('POST', 'statuses', { id: 'lunch', name: 'Lunch', aliases: ['L'] })
  const before = await all()
  const list = [
    'Name;Weitere Namen;Art;Rückkehr;Farbe;Raum',
    'Krank;Sick, Ill;out;;#C0392B;1',
    'lunch;Break;;required;;2',
    'Out;;in;;;3',
    ';;;;;4',
    'Away;O;;;;5',
    'Gone;;elsewhere;;;6',
  ].join('\r\n')
  const { status, body } = await send('preview', Buffer.from(list, 'latin1'), 'status:read')
  expect(status).toBe(200)
  expect(body.counts).toEqual({ added: 1, changed: 1, unchanged: 0, declared: 1, refused: 3 })
  expect(body.rows).toMatchObject([
    { line: 2, outcome: 'added', id: 'krank', changes: expect.not.arrayContaining([{ after: '' }]) },
    {
      line: 3,
      outcome: 'changed',
      id: 'lunch',
      changes: [
        { field: 'name', before: 'Lunch', after: 'lunch' },
        { field: 'aliases', before: 'L', after: 'Break, L' },
        { field: 'due', before: 'optional', after: 'required' },
      ],
    },
    { line: 4, outcome: 'declared', id: 'out', changes: [{ field: 'type', before: 'out', after: 'in' }] },
    { line: 5, outcome: 'refused', reasons: ['has no name'] },
    { line: 6, outcome: 'refused', reasons: ['"O" is a name or alias of Out (out)'] },
    { line: 7, outcome: 'refused', reasons: [expect.stringContaining('must be one of: in, out, unavailable')] },
  ])
  expect(body.notes).toEqual([{ line: 1, text: expect.stringContaining('"Raum" is not read') }])
  expect(await all()).toEqual(before)
})

test('a list with one bad line changes no status, and one without is known everywhere', async () => {
  const before = await all()
  const good = 'Name\tAliases\tColour\nKrank\tSick\t#c0392b\nLunch\tBreak\t\nOut\tGone\t\n'
  const refused = await send('import', `${good}Away\to\t\n`)
  expect(refused).toMatchObject({ status: 409, body: { error: { code: 'refused_lines' } } })
  expect(refused.body.error.message).toMatch(/^No status was added or changed\. line 5: "o" is a name or alias of Out/)
  expect((await send('import', good, 'status:read')).status).toBe(403)
  expect(await all()).toEqual(before)

  const taken = await send('import', Buffer.from(`\uFEFF${good}`, 'utf16le'))
  expect(taken.body.counts).toEqual({ added: 1, changed: 1, unchanged: 0, declared: 1, refused: 0 })
  const bucket = await readReference(installation.admin, statuses)
  await bucket.catchUp()
  expect(['krank', 'lunch', 'out'].map((id) => bucket.records.get(id)?.aliases)).toEqual([
    ['Sick'],
    ['Break', 'L'],
    ['O'],
  ])
  bucket.stop()
  expect((await all()).map(({ id }) => id)).toEqual(['in', 'out', 'lunch', 'krank'])
  expect((await send('import', good)).body.counts).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
})

test('statuses that go out come in as the same, whatever a spreadsheet would run', async () => {
  await ask('POST', 'statuses', { name: '=1+1', aliases: ['a;b', '+a', '"q"'], due: 'forbidden', colour: '#1C7ED6' })
  const response = await download()
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="statuses.csv"')
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString('utf8')
  expect(text).toContain(",'=1+1,")
  expect(text).not.toMatch(/(^|,)"?[=+@-]/m)
  const { counts } = (await send('preview', bytes)).body
  expect(counts).toEqual({ added: 0, changed: 0, unchanged: (await all()).length, declared: 0, refused: 0 })
})

test('somebody who has a status is shown by the name that a list gives it', async () => {
  await ask('POST', 'people', { id: 'ben', name: 'Ben', addresses: ['ben@example.com'] })
  await ask('PUT', 'people/ben/status', { status: 'Krank' })
  await send('import', 'ID,Name,Type\nkrank,Unwell,unavailable\n')
  const { people } = (await ask('GET', 'board')).body as { people: { status: { name: string; type: string } }[] }
  expect(people[0]?.status).toMatchObject({ name: 'Unwell', type: 'unavailable' })
})

test('a file that is no list of statuses is refused in words', async () => {
  expect((await send('preview', '')).body.rows[0]?.reasons).toEqual([expect.stringContaining('holds no statuses')])
  expect((await send('import', 'PK\u0003\u0004')).body.error.message).toContain('workbook of a spreadsheet program')
  expect(await ask('POST', 'statuses/import', { name: 'x' })).toMatchObject({
    status: 415,
    body: { error: { message: expect.stringContaining('A list of statuses comes as text/csv') } },
  })
})
