import { Kvm } from '@nats-io/kv'
import { causedBy, statusChanged, subjectOf, type TubepostEvent } from '@tubepost/events'
import { waitUntil } from '@tubepost/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { RunningService } from '../src/run/start-service.ts'
import { type InstallationWithServers, startInstallationWithServers } from './installation.ts'
import { aMail, anIntent, someIntents } from './sample-events.ts'
import { type Behaviour, tinyParser, tinyStatus } from './tiny-services.ts'

let installation: InstallationWithServers
let status: RunningService
let parser: RunningService
let behave: Behaviour = () => {}

beforeAll(async () => {
  installation = await startInstallationWithServers()
  status = await installation.run(tinyStatus((event) => behave(event)))
  parser = await installation.run(tinyParser())
})
afterEach(() => {
  behave = () => {}
})
afterAll(async () => {
  await Promise.all([status?.stop(), parser?.stop()])
  await installation?.stop()
})

const within60s = (what: string) => ({ timeoutMs: 60_000, what })

/** The named check, once the service's probe reports it as given. */
async function probe(check: 'nats' | 'database'): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${status.port}/readyz`)
  const { checks } = (await answer.json()) as { checks: Record<string, { ok: boolean }> }
  return checks[check]?.ok ?? false
}

/** Waits until all of it is handled and published, and returns how often each thing happened. */
async function whatBecameOf(intents: readonly TubepostEvent[]) {
  const ids = intents.map(({ id }) => id)
  await waitUntil(
    async () => (await installation.count('inbox where event_id = any($1)', [ids])) === ids.length,
    within60s('every event to be handled'),
  )
  await waitUntil(
    async () => (await installation.count('outbox where published_at is null')) === 0,
    within60s('the outbox to be empty'),
  )
  const factsOf = async () =>
    (await installation.eventsIn('FACT')).filter(({ causationid }) => ids.includes(causationid ?? ''))
  const causesOf = (facts: readonly TubepostEvent[]) => new Set(facts.map(({ causationid }) => causationid)).size
  await waitUntil(
    async () => causesOf(await factsOf().catch(() => [])) === ids.length,
    within60s('every fact to be published'),
  )
  await waitUntil(async () => (await installation.count('attempt')) === 0, within60s('no try to be counted'))
  const facts = await factsOf()
  return {
    effects: await installation.count('effect where event_id = any($1)', [ids]),
    facts: facts.length,
    causes: causesOf(facts),
    dead: (await installation.eventsIn('DEAD')).length,
  }
}
const onceEach = (count: number) => ({ effects: count, facts: count, causes: count, dead: 0 })

test('PostgreSQL stops while events flow: nothing is lost, nothing done twice', async () => {
  const [before, during] = [someIntents(200), someIntents(200)]
  await installation.publish(...before)
  await waitUntil(() => installation.count('effect'), within60s('the first effects'))
  await installation.postgres.kill()
  await installation.publish(...during)
  await waitUntil(async () => !(await probe('database')), within60s('the service to notice'))
  await installation.postgres.start()
  expect(await whatBecameOf([...before, ...during])).toEqual(onceEach(400))
})

test('nats-server is killed while events flow: nothing is lost, nothing done twice', async () => {
  const [before, after] = [someIntents(400), someIntents(50)]
  await installation.publish(...before)
  await waitUntil(
    async () => (await installation.count('effect where event_id = $1', [before[0]?.id])) === 1,
    within60s('the first effect'),
  )
  await installation.nats.kill()
  await waitUntil(async () => !(await probe('nats')), within60s('the service to notice'))
  await installation.nats.start()
  await waitUntil(() => probe('nats'), within60s('the service to be back'))
  await installation.publish(...after)
  expect(await whatBecameOf([...before, ...after])).toEqual(onceEach(450))
})

test('nats-server stops while a handler works: its events are published later', async () => {
  const intent = anIntent()
  let entered = false
  const { promise: gate, resolve: open } = Promise.withResolvers<void>()
  behave = async (event) => {
    if (event.id !== intent.id) return
    entered = true
    await gate
  }
  await installation.publish(intent)
  await waitUntil(() => entered, within60s('the handler to begin'))
  await installation.nats.kill()
  open()
  await waitUntil(() => installation.count('inbox where event_id = $1', [intent.id]), within60s('the commit'))
  await installation.nats.start()
  expect(await whatBecameOf([intent])).toEqual(onceEach(1))
})

test('the broker loses its disk: streams, buckets and recent events come back', async () => {
  await installation.pool.query(`insert into person (id, name) values ('ana', 'Ana'), ('bob', 'Bob')`)
  const facts = new Set((await installation.eventsIn('FACT')).map((event) => event.id))
  await installation.nats.wipe()
  await installation.nats.start()
  await installation.provision()

  const bucket = await new Kvm(installation.admin).open('people')
  await waitUntil(async () => {
    const note = await bucket.get('_ready').catch(() => null)
    return note?.json<{ count: number }>().count === 2
  }, within60s('the owner to put its people again'))
  await waitUntil(async () => {
    const again = new Set((await installation.eventsIn('FACT')).map((event) => event.id))
    return again.size === facts.size
  }, within60s('every recent fact'))

  const mail = aMail()
  await installation.publish(mail)
  await waitUntil(
    async () => (await installation.eventsIn('FACT')).some((event) => event.correlationid === mail.id),
    within60s('a new mail to pass both services'),
  )
  expect(await installation.count('effect')).toBe(facts.size + 1)
})

test('while the broker does not answer, the sweeper locks nothing', async () => {
  const fact = causedBy(
    anIntent(),
    statusChanged,
    { service: 'status', now: new Date().toISOString() },
    statusChanged.example,
  )
  const row = [fact.id, 'FACT', subjectOf(statusChanged, fact.mailbox), JSON.stringify(fact)]
  const isClaimed = () => installation.count('outbox where id = $1 and claimed_until > now()', [fact.id])
  await installation.nats.kill('SIGSTOP')
  await installation.pool.query(
    `insert into outbox (id, stream, subject, body, created_at) values ($1, $2, $3, $4, now() - interval '1 minute')`,
    row,
  )
  await waitUntil(isClaimed, within60s('the sweeper to claim it'))
  const free = await installation.pool.query('select id from outbox where id = $1 for update nowait', [fact.id])
  expect([free.rowCount, await isClaimed()]).toEqual([1, 1])
  await installation.nats.kill('SIGCONT')
  await waitUntil(
    async () => (await installation.eventsIn('FACT')).some(({ id }) => id === fact.id),
    within60s('the event in its stream'),
  )
})

test('a service stops within its limit while the broker is down', async () => {
  await installation.nats.kill()
  await waitUntil(async () => !(await probe('nats')), within60s('the service to notice'))
  await expect(Promise.all([status.stop(), parser.stop()])).resolves.toHaveLength(2)
})
