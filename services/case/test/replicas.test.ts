/** Several replicas, one of which is stopped or killed amid its work. */
import { waitUntil } from '@tubepost/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { aMail, type Installation, type Settlement, startInstallation } from './installation.ts'

const CONVERSATIONS = 60
const MAILS_EACH = 5
const MAILS = CONVERSATIONS * MAILS_EACH

let installation: Installation
beforeEach(async () => {
  installation = await startInstallation()
})
afterEach(() => installation?.stop())

/** Conversations whose mails come in turns, the answers before their openers. */
function conversations() {
  return Array.from({ length: MAILS_EACH }, (_, at) => MAILS_EACH - 1 - at).flatMap((step) =>
    Array.from({ length: CONVERSATIONS }, (_, number) => {
      const answers = step === 0 ? [] : [`c${number}-0`, `c${number}-${step - 1}`]
      return aMail(`c${number}-${step}`, { answers: [...new Set(answers)] })
    }),
  )
}

const settlements = async () => (await installation.eventsIn('OUTCOME')).map(({ data }) => data as Settlement)
const someAreSettled = () =>
  waitUntil(async () => (await settlements()).length > 0, { timeoutMs: 20_000, what: 'a first settlement' })

async function expectAllDone() {
  await waitUntil(
    async () => {
      const { inHand, waiting } = await installation.progressOf('case', 'INTENT')
      return inHand === 0 && waiting === 0
    },
    { timeoutMs: 60_000, what: 'every mail to be handled' },
  )
  const settled = await settlements()
  expect(new Set(settled.map(({ mailId }) => mailId)).size).toBe(MAILS)
  expect(settled).toHaveLength(MAILS)
  expect(settled.filter(({ outcome }) => outcome !== 'applied')).toEqual([])
  const { rows } = await installation.pool.query<{ cases: number; mails: number; entries: number }>(
    `select count(*)::integer as cases, sum(mails)::integer as mails,
            (select count(*)::integer from entry where kind = 'mail') as entries
     from record`,
  )
  expect(rows).toEqual([{ cases: CONVERSATIONS, mails: MAILS, entries: MAILS }])
  expect(await installation.eventsIn('REPLY')).toHaveLength(CONVERSATIONS)
}

test('on SIGTERM the work in hand is ended, and another replica does the rest', async () => {
  const first = await installation.startCase()
  await installation.publish(...conversations())
  await someAreSettled()
  first.signal('SIGTERM')
  expect(await first.ended()).toBe(0)
  expect(first.log()).not.toContain('cut off')
  await installation.startCase()
  await expectAllDone()
})

test('given two replicas, one of them killed, then each conversation is one case', async () => {
  const [first] = [await installation.startCase(), await installation.startCase()]
  await installation.publish(...conversations())
  await someAreSettled()
  first.signal('SIGKILL')
  expect(await first.ended()).not.toBe(0)
  await expectAllDone()
})
