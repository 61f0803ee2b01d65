import { asGateway } from '@tubepost/service/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEvents } from './event-stream.ts'
import { type Installation, type Replica, startInstallation } from './installation.ts'

const SETUP = {
  organisation: { name: 'Example', timeZone: 'America/New_York', locale: 'en-US' },
  people: [{ id: 'ana', name: 'Ana', addresses: ['ana@example.com'] }],
  statuses: [{ id: 'out', name: 'Out', colour: '#e8590c' }],
}
const BARE = {
  person: { id: 'ana', name: 'Ana' },
  status: { name: 'Out', type: 'out', colour: '#e8590c' },
  dueBack: '2099-08-16T09:00:00-04:00',
  overdue: false,
}

let installation: Installation
let status: Replica
beforeAll(async () => {
  installation = await startInstallation(SETUP)
  status = await installation.startStatus()
  await set('call my cell')
})
afterAll(() => installation?.stop())

const set = (comment: string) =>
  status.ask('PUT', '/api/status/people/ana/status', { status: 'Out', dueBack: BARE.dueBack, comment })

test.each([
  ['status:board', BARE],
  ['status:comments', { ...BARE, comment: 'call my cell' }],
])('a caller with %s sees names, statuses and returns, and no more', async (scope, seen) => {
  const { body } = await status.ask('GET', '/api/status/board', undefined, asGateway(scope))
  expect(body).toEqual({ people: [seen] })
})

test('a reader sees addresses, comment, doubts and since when', async () => {
  const { body } = await status.ask('GET', '/api/status/board', undefined, asGateway('status:read'))
  expect(body).toMatchObject({
    people: [
      {
        person: { addresses: ['ana@example.com'] },
        comment: 'call my cell',
        warnings: [],
        since: expect.stringMatching(/^20/),
      },
    ],
  })
})

test('the stream holds no more than the board, at first, in a change, and anew', async () => {
  const open = async (more: Record<string, string> = {}) =>
    readEvents(await status.open('/api/status/board/stream', { ...asGateway('status:board'), ...more }))
  const stream = await open()
  const first = (await stream.next()).value
  expect(first).toMatchObject({ event: 'snapshot', data: { people: [BARE] } })
  await set('at the dentist')
  const change = (await stream.next()).value
  const anew = await open({ 'last-event-id': '1.00000001-17' })
  await anew.next()
  const again = (await anew.next()).value
  const resumed = (await (await open({ 'last-event-id': first?.id ?? '' })).next()).value
  for (const event of [first, change, again, resumed]) expect(event?.data.people).toEqual([BARE])
})

test('a look at the board is no right to people and their history', async () => {
  for (const path of ['/api/status/people', '/api/status/people/ana', '/api/status/people/ana/history'])
    expect((await status.ask('GET', path, undefined, asGateway('status:comments'))).status).toBe(403)
})
