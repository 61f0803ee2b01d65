import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitUntil } from '@tubepost/testing'
import { people, statuses } from '@tubepost/events'
import { readReference } from '@tubepost/bus'
import { asGateway } from '@tubepost/service/testing'
import { declared } from '@tubepost/setup/testing'
import { service } from '../src/service.ts'
import { readEvents, untilTold } from './event-stream.ts'
import { type Installation, type Replica, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'] }],
  statuses: [{ id: 'out', name: 'Out', aliases: ['O'], colour: '#c0392b' }],
}
let installation: Installation
let one: Replica
beforeAll(async () => {
  installation = await startInstallation(SETUP)
  one = await installation.startStatus()
})
afterAll(() => installation?.stop())

const ask = (method: string, path: string, body?: object) => one.ask(method, `/api/status/${path}`, body)

test('a set-up waits for the people of a mail, and the mail never for it', async () => {
  const among = (ids: readonly string[]) => ({
    ...SETUP,
    people: [...SETUP.people, ...ids.map((id) => ({ id, name: id, addresses: [`${id}@example.com`] }))],
  })
  await installation.apply(service, declared(among(['x1', 'x2', 'x3'])))
  const mail = await installation.pool.connect()
  const lock = (id: string) => mail.query('select id from person where id = $1 for no key update', [id])
  try {
    await mail.query('begin')
    await lock('x1')
    const applying = installation.apply(service, declared(among(['x3', 'x2'])))
    const waits = async () => {
      const { rows } = await installation.pool.query(
        `select from pg_locks where not granted and locktype in ('transactionid', 'tuple')`,
      )
      return rows.length > 0
    }
    await waitUntil(waits, { timeoutMs: 10_000, what: 'the set-up to wait for the mail' })
    await lock('x2')
    await lock('x3')
    await mail.query('commit')
    await applying
  } finally {
    mail.release()
  }
  const { people: listed } = (await ask('GET', 'people')).body as { people: { id: string }[] }
  expect(listed.map(({ id }) => id)).toEqual(['ana', 'x2', 'x3'])
  await installation.apply(service, declared(SETUP))
})

test('an added person is on the board and in the bucket when the answer comes', async () => {
  const added = await ask('POST', 'people', { name: 'Zoë Böhm', addresses: ['Zoe@Example.com', 'zoe@example.net'] })
  const zoe = {
    id: 'zoe-bohm',
    name: 'Zoë Böhm',
    addresses: ['Zoe@Example.com', 'zoe@example.net'],
    timeZone: 'America/New_York',
    locale: 'en-US',
    role: 'user',
  }
  expect(added).toEqual({ status: 201, body: { person: { ...zoe, declared: false } } })
  const bucket = await readReference(installation.admin, people)
  await bucket.catchUp()
  expect(bucket.records.get('zoe-bohm')).toEqual(zoe)
  bucket.stop()
  expect((await ask('GET', 'board')).body).toMatchObject({
    people: [{ person: { id: 'ana' } }, { person: { id: 'zoe-bohm' }, status: null }],
  })
})

test('a stream of the board tells of people who come, change and go', async () => {
  const stream = await one.open('/api/status/board/stream')
  const events = readEvents(stream)
  expect((await events.next()).value).toMatchObject({ event: 'snapshot' })
  await ask('POST', 'people', { id: 'max', name: 'Max', addresses: ['max@example.com'] })
  await untilTold(events, 'max', (max) => max?.person.name === 'Max')
  await ask('PUT', 'people/max', { name: 'Maxine', addresses: ['max@example.com'], timeZone: 'Europe/Berlin' })
  await untilTold(events, 'max', (max) => max?.person.name === 'Maxine')
  expect((await ask('DELETE', 'people/max')).status).toBe(204)
  await untilTold(events, 'max', (max) => max === null)
  await events.return(undefined)
})

test('a renamed status is shown by its new name, and the history keeps the old one', async () => {
  await ask('POST', 'statuses', { name: 'Abroad', aliases: ['A', '✈️'], type: 'unavailable', colour: '#112233' })
  await ask('POST', 'people', { id: 'kim', name: 'Kim', addresses: ['kim@example.com'] })
  expect((await ask('PUT', 'people/kim/status', { status: '✈' })).status).toBe(200)
  const renamed = await ask('PUT', 'statuses/abroad', { name: 'Travelling', aliases: ['A'], type: 'unavailable' })
  expect(renamed.body).toMatchObject({ status: { id: 'abroad', name: 'Travelling', colour: null, position: 1 } })
  const kim = async () => {
    const { body } = await ask('GET', 'board')
    return (body as { people: { person: { id: string }; status: unknown }[] }).people.find(
      ({ person }) => person.id === 'kim',
    )
  }
  expect(await kim()).toMatchObject({ status: { name: 'Travelling', type: 'unavailable' } })
  expect((await ask('GET', 'people/kim/history')).body).toMatchObject({ history: [{ status: 'Abroad' }] })
  const bucket = await readReference(installation.admin, statuses)
  await bucket.catchUp()
  expect([...bucket.records.keys()].toSorted()).toEqual(['abroad', 'out'])
  bucket.stop()
  expect((await ask('DELETE', 'statuses/abroad')).status).toBe(204)
  expect(await kim()).toMatchObject({ status: { name: 'Travelling' } }) // where they are is no less true for it
})

test('an entry of the file is read-only', async () => {
  const cases: [string, string, object | undefined][] = [
    ['PUT', 'people/ana', { name: 'Anna', addresses: ['ana@example.com'] }],
    ['DELETE', 'people/ana', undefined],
    ['PUT', 'statuses/out', { name: 'Away' }],
    ['DELETE', 'statuses/out', undefined],
  ]
  for (const [method, path, body] of cases) {
    expect(await ask(method, path, body), `${method} ${path}`).toMatchObject({
      status: 409,
      body: { error: { code: 'declared_in_file' } },
    })
  }
  expect((await ask('GET', 'people/ana')).body).toMatchObject({ person: { name: 'Ana', declared: true } })
  expect((await ask('GET', 'statuses/out')).body).toMatchObject({ status: { name: 'Out', colour: '#c0392b' } })
})

test('an entry that cannot be is refused with every problem, and nothing is written', async () => {
  const before = [await ask('GET', 'people'), await ask('GET', 'statuses')]
  const bad = await ask('POST', 'people', {
    name: 'Bad',
    addresses: ['a,b@example.com', 'b@example.com', 'B@EXAMPLE.com'],
    timeZone: 'Mars/Phobos',
    locale: 'x',
  })
  expect(bad).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
  const { message } = (bad.body as { error: { message: string } }).error
  for (const at of ['addresses.0', 'addresses.2', 'timeZone', 'locale']) expect(message).toContain(`${at}: `)

  const cases: [string, string, object, number, string][] = [
    ['POST', 'people', { name: 'X', addresses: ['ANA@example.com'] }, 409, 'address_taken'],
    ['POST', 'people', { id: 'ana', name: 'X', addresses: ['x@example.com'] }, 409, 'id_taken'],
    ['POST', 'people', { name: 'X', addresses: [] }, 400, 'invalid'],
    ['POST', 'people', { name: 'X', addresses: ['x@example.com'], admin: true }, 400, 'invalid'],
    ['PUT', 'people/nobody', { name: 'X', addresses: ['x@example.com'] }, 404, 'no_person'],
    ['PUT', 'people/kim', { id: 'tim', name: 'X', addresses: ['x@example.com'] }, 400, 'invalid'],
    ['POST', 'statuses', { name: 'Gone', aliases: ['ｏ'] }, 409, 'name_taken'],
    ['POST', 'statuses', { name: 'Gone', aliases: ['gone'] }, 400, 'invalid'],
    ['POST', 'statuses', { name: 'Gone', due: 'maybe' }, 400, 'invalid'],
    ['DELETE', 'statuses/nothing', {}, 404, 'no_status'],
  ]
  for (const [method, path, body, status, code] of cases) {
    const answer = await ask(method, path, method === 'DELETE' ? undefined : body)
    expect(answer, `${method} ${path}`).toMatchObject({ status, body: { error: { code } } })
  }
  expect([await ask('GET', 'people'), await ask('GET', 'statuses')]).toEqual(before)
})

test('one of many requests for one address at the same time gets it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      ask('POST', 'people', { id: `twin-${n}`, name: 'Twin', addresses: ['twin@example.com'] }),
    ),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
})

test('a restart with the same file keeps all additions', async () => {
  const before = await ask('GET', 'people')
  await one.kill()
  await one.start()
  await waitUntil(async () => (await ask('GET', 'people')).status === 200, { timeoutMs: 10_000, what: 'the service' })
  expect(await ask('GET', 'people')).toEqual(before)
})

test('a role that is given or taken over HTTP is on the record, with who did it', async () => {
  const person = { id: 'rob', name: 'Rob', addresses: ['rob@example.com'] }
  await ask('POST', 'people', person)
  const as = asGateway('admin')
  const byToken = { ...as, 'x-tubepost-token': 'f3b11a6e-0000-4000-8000-000000000000' }
  await one.ask('PUT', '/api/status/people/rob', { ...person, role: 'manager' }, byToken)
  await one.ask('PUT', '/api/status/people/rob', { ...person, role: 'manager', name: 'Robert' }, byToken)
  await one.ask('PUT', '/api/status/people/rob', person, { ...as, 'x-tubepost-actor': 'ana' })
  await one.ask('POST', '/api/status/people', { name: 'Boss', addresses: ['boss@example.com'], role: 'admin' })
  const noted = async () =>
    (await installation.eventsIn('OUTCOME')).flatMap(({ type, data }) => (type.includes('role-changed') ? [data] : []))
  await waitUntil(async () => (await noted()).length >= 3, { timeoutMs: 10_000, what: 'the events about roles' })
  expect(await noted()).toEqual([
    { personId: 'rob', before: 'user', after: 'manager', by: 'f3b11a6e-0000-4000-8000-000000000000' },
    { personId: 'rob', before: 'manager', after: 'user', by: 'ana' },
    { personId: 'boss', before: null, after: 'admin', by: 'unknown' },
  ])
  expect(one.log()).toContain('a role was changed')
})

test('a keeper of the list of people gives no role and takes none', async () => {
  const keeper = asGateway('status:write')
  const write = (method: string, path: string, body: object) =>
    one.ask(method, `/api/status/people${path}`, body, keeper)
  const sue = { id: 'sue', name: 'Sue', addresses: ['sue@example.com'] }
  const refused = { status: 403, body: { error: { code: 'not_permitted', message: expect.stringMatching(/^role: /) } } }
  expect(await write('POST', '', { ...sue, role: 'admin' })).toMatchObject(refused)
  expect((await write('POST', '', sue)).status).toBe(201)
  expect(await write('PUT', '/sue', { ...sue, role: 'manager' })).toMatchObject(refused)
  await ask('PUT', 'people/sue', { ...sue, role: 'manager' })
  expect(await write('PUT', '/sue', sue)).toMatchObject(refused)
  expect((await write('PUT', '/sue', { ...sue, role: 'manager', name: 'Susan' })).status).toBe(200)
})

test.each<[what: string, body: object, told: string]>([
  ['a NUL in an address', { name: 'X', addresses: ['ana\0@example.org'] }, 'addresses.0: has a control character'],
  [
    'a control character in an address',
    { name: 'X', addresses: ['a\u0007@example.org'] },
    'addresses.0: has a control',
  ],
  ['a DEL in an address', { name: 'X', addresses: ['a\u007f@example.org'] }, 'addresses.0: has a control character'],
  ['a line end in a name', { name: 'X\r\nBcc: y', addresses: ['x@example.org'] }, 'name: has a control character'],
  ['a NUL in a name', { name: 'X\0', addresses: ['x@example.org'] }, 'name: has a control character'],
  ['half a character in a name', { name: 'X\ud800', addresses: ['x@example.org'] }, 'name: has a control character'],
  ['a name without end', { name: 'X'.repeat(201), addresses: ['x@example.org'] }, 'at most 200 characters'],
])('a person with %s is refused', async (_what, body, told) => {
  const answer = await ask('POST', 'people', body)
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(told)])
})

test('a status with a control character in its name or an alias is refused', async () => {
  for (const body of [{ name: 'A\0way' }, { name: 'Away', aliases: ['A\u0007'] }])
    expect(await ask('POST', 'statuses', body)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } })
})
