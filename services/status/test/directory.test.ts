import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitUntil } from '@tubepost/testing'
import { people, statuses } from '@tubepost/events'
import { readReference } from '@tubepost/bus'
import { readEvents } from './event-stream.ts'
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
  expect((await events.next()).value).toMatchObject({ data: { people: [{ person: { id: 'max', name: 'Max' } }] } })
  await ask('PUT', 'people/max', { name: 'Maxine', addresses: ['max@example.com'], timeZone: 'Europe/Berlin' })
  expect((await events.next()).value).toMatchObject({ data: { people: [{ person: { name: 'Maxine' } }] } })
  expect((await ask('DELETE', 'people/max')).status).toBe(204)
  expect((await events.next()).value).toMatchObject({ data: { people: [], gone: ['max'] } })
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
