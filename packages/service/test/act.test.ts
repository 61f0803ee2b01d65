import { firstEvent, mailRequeued, mailSettled } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defineService, type ServiceContext } from '../src/define/define-service.ts'
import type { RunningService } from '../src/run/start-service.ts'
import { type Installation, startInstallation } from './installation.ts'
import { tinyStatus } from './tiny-services.ts'

let installation: Installation
let running: RunningService
let context: ServiceContext

beforeAll(async () => {
  installation = await startInstallation()
  const keepContext = (_app: unknown, given: ServiceContext) => {
    context = given
  }
  let made = 0
  running = await installation.run({ ...tinyStatus(), state: () => ({ made: ++made }), http: [keepContext] })
})
afterAll(async () => {
  await running?.stop()
  await installation?.stop()
})

const settlement = (id: string) =>
  firstEvent(mailSettled, { service: 'status', now: '2026-11-22T00:00:00Z' }, { id, data: mailSettled.example })
const isInStream = async (id: string) => (await installation.eventsIn('OUTCOME')).some((event) => event.id === id)

test('an act returns the result of its work, and its events are published', async () => {
  const id = randomUUID()
  const answer = await context.act(async (tx, { emit }) => {
    await tx.query('insert into effect (event_id, redrive) values ($1, 0)', [id])
    emit(settlement(id))
    return 'done'
  })
  expect(answer).toBe('done')
  await waitUntil(() => isInStream(id), { timeoutMs: 10_000, what: 'the settlement in its stream' })
})

test('emitting an event that is not declared undoes the act', async () => {
  const id = randomUUID()
  const act = context.act(async (tx, { emit, origin }) => {
    await tx.query('insert into effect (event_id, redrive) values ($1, 0)', [id])
    emit(settlement(id), firstEvent(mailRequeued, origin, { id: randomUUID(), data: mailRequeued.example }))
  })
  await expect(act).rejects.toThrow('which it does not declare to emit')
  expect(await installation.count('effect where event_id = $1', [id])).toBe(0)
  expect(await installation.count('outbox where id = $1', [id])).toBe(0)
})

test('a running service makes its state once', () => {
  expect(context.state).toEqual({ made: 1 })
})

test('a service whose work uses a state has to make one', () => {
  const service = { name: 'status', config: Type.Object({}), consumes: [], emits: [] } as const
  const look = { name: 'look', run: async ({ state }: ServiceContext<object, { looks: number }>) => void state.looks++ }
  // @ts-expect-error: nothing makes the state that the loop uses
  expect(defineService({ ...service, loops: [look] }).state).toBeUndefined()
  expect(defineService({ ...service, loops: [look], state: () => ({ looks: 0 }) }).state?.()).toEqual({ looks: 0 })
})
