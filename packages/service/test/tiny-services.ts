import {
  causedBy,
  intentStatusSet,
  mailReceived,
  mailSettled,
  people,
  type EventOf,
  statusChanged,
  type TubepostEvent,
} from '@tubepost/events'
import { Type } from 'typebox'
import { defineService, handle, handleStateless, owned, type ServiceDefinition } from '../src/define/define-service.ts'

export const MIGRATIONS = `${import.meta.dirname}/migrations`

/** A tiny service's hook before its effect: does nothing, or throws. Called at every try. */
export type Behaviour = (event: TubepostEvent) => Promise<void> | void

/** A transactional service: one row for each intent, a fact and a settlement. Owns people. */
export function tinyStatus(behave: Behaviour = () => {}): ServiceDefinition {
  return defineService({
    name: 'status',
    config: Type.Object({}),
    migrations: MIGRATIONS,
    consumes: [
      handle(intentStatusSet, async (events, { tx, origin }) => {
        for (const event of events) {
          await tx.query('insert into effect (event_id, redrive) values ($1, $2)', [event.id, event.redrive])
          await behave(event)
        }
        return events.flatMap((event) => [
          causedBy(event, statusChanged, origin, { ...statusChanged.example, mailId: event.data.mailId }),
          causedBy(event, mailSettled, origin, { ...mailSettled.example, mailId: event.data.mailId }),
        ])
      }),
    ],
    emits: [statusChanged, mailSettled],
    owns: [
      owned(people, async (pool) => {
        const { rows } = await pool.query<{ id: string; name: string }>('select id, name from person')
        return new Map(rows.map(({ id, name }) => [id, { ...examplePerson, id, name }]))
      }),
    ],
    http: [
      (app, { pool }) => {
        app.get('/api/status/echo/:id', { config: { scope: 'status:read' } }, async ({ params }) => params)
        app.post('/api/status/echo', { config: { scope: 'status:write' } }, async ({ body }) => ({ body }))
        app.get('/api/status/unstorable', { config: { scope: 'status:read' } }, async () => {
          await pool.query('select $1::text', ['\0'])
        })
        app.get('/api/status/board', { config: { scope: 'status:read' } }, async () => ({ people: [] }))
        app.get('/api/status/broken', { config: { scope: 'status:read' } }, async () => {
          throw new Error('the secret detail')
        })
      },
    ],
  })
}

const examplePerson = { addresses: [], timeZone: 'UTC', locale: 'en', role: 'user' }

/** A stateless service: an intent for each mail. */
export function tinyParser(behave: Behaviour = () => {}): ServiceDefinition {
  return defineService({
    name: 'parser',
    config: Type.Object({}),
    consumes: [
      handleStateless(mailReceived, async (events, { origin }) => {
        for (const event of events) await behave(event)
        return events.map((event: EventOf<typeof mailReceived>) =>
          causedBy(event, intentStatusSet, origin, { ...intentStatusSet.example, mailId: event.data.mailId }),
        )
      }),
    ],
    emits: [intentStatusSet, mailSettled],
    reads: [people],
  })
}
