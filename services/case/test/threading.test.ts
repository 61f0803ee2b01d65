import type { CaseEntry, WholeCase } from '@tubepost/api'
import { deriveId } from '@tubepost/events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, CARLA, type Installation, type Replica, type Settlement, startInstallation } from './installation.ts'

let installation: Installation
let replica: Replica
beforeAll(async () => {
  installation = await startInstallation()
  replica = await installation.startCase()
})
afterAll(() => installation?.stop())

const numberOf = (settlement: Settlement | undefined): string => settlement?.changed[0]?.id ?? ''
async function opened(mail: ReturnType<typeof aMail>): Promise<string> {
  const [first] = await installation.deliver(mail)
  expect(first).toMatchObject({ outcome: 'applied', reason: null })
  return numberOf(first)
}
const show = async (number: string) => (await replica.ask('GET', `/api/case/cases/${number}`)).body as WholeCase
const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type.slice('dev.tubepost.'.length))

test('a mail opens a case, is settled, and is acknowledged once', async () => {
  const mail = aMail('opener', { cc: ['dora@customer.example', 'Support+x@example.com'], trust: 'authenticated' })
  const number = await opened(mail)
  expect(number).toMatch(/^CASE-\d+$/)
  const { case: shown, timeline } = await show(number)
  expect(shown).toMatchObject({
    number,
    subject: 'The printer is on fire',
    status: 'new',
    priority: 'normal',
    version: 1,
    mails: 1,
    mailboxes: ['support'],
    requester: { name: 'Carla Customer', address: CARLA, person: null },
  })
  expect(shown.participants.map(({ address, verified }) => [address, verified])).toEqual([
    [CARLA, true],
    ['dora@customer.example', true],
  ])
  expect(timeline).toMatchObject([{ kind: 'mail', mailId: mail.data.mailId, reply: 'Please help.', verified: true }])
  expect(await installation.about('FACT', mail)).toMatchObject([
    { type: 'dev.tubepost.case.opened.v1', data: { case: { number, status: 'new' }, actor: CARLA } },
  ])
  expect(await installation.about('REPLY', mail)).toMatchObject([
    {
      data: {
        template: 'case-opened',
        kind: 'acknowledgement',
        to: CARLA,
        model: { person: 'Carla Customer', number, subject: 'The printer is on fire' },
      },
    },
  ])
})

test('given an unverified sender, then the acknowledgement has none of the words', async () => {
  const mail = aMail('stranger')
  await opened(mail)
  expect(await installation.about('REPLY', mail)).toMatchObject([{ data: { model: { subject: null } } }])
})

test('an answer joins by References, and brings no second acknowledgement', async () => {
  const number = await opened(aMail('r1', { defaults: { priority: 'high' } }))
  const answer = aMail('r2', { answers: ['r1'], from: 'eve@x.example', cc: ['mallory@x.example'] })
  expect(await opened(answer)).toBe(number)
  expect(typesOf(await installation.about('FACT', answer))).toEqual(['case.replied.v1'])
  expect(await installation.about('REPLY', answer)).toEqual([])
  const { case: shown, timeline } = await show(number)
  expect(shown).toMatchObject({ mails: 2, version: 2, priority: 'high' })
  expect(shown.participants).toMatchObject([{ address: CARLA }, { address: 'eve@x.example', verified: false }])
  expect(timeline.map(({ verified }) => verified)).toEqual([true, false])
})

test('an answer to our acknowledgement joins by its Message-ID alone', async () => {
  const mail = aMail('a1')
  const number = await opened(mail)
  const ours = [deriveId(mail.data.mailId, 'reply')]
  const answer = aMail('a2', { thread: { ours }, subject: 'Re: We have your mail' })
  expect(await opened(answer)).toBe(number)
  expect(await installation.about('FACT', answer)).toMatchObject([{ data: { by: 'ourMessageId' } }])
})

test('an opener that its answer overtook joins it', async () => {
  const number = await opened(aMail('o2', { answers: ['o1'] }))
  expect(await opened(aMail('o1'))).toBe(number)
  expect((await show(number)).case.mails).toBe(2)
})

test('one mail to two mailboxes is one case with one acknowledgement', async () => {
  const number = await opened(aMail('both'))
  const copy = aMail('both', { mailbox: 'sales' })
  const [settled] = await installation.deliver(copy)
  expect(settled).toMatchObject({
    outcome: 'duplicate',
    reason: 'joined_other_mailbox',
    changed: [{ kind: 'case', id: number }],
  })
  expect(await installation.about('REPLY', copy)).toEqual([])
  expect((await show(number)).case).toMatchObject({ mailboxes: ['support', 'sales'], mails: 1, version: 2 })
})

test('another mail with a known Message-ID is a case of its own that names the first', async () => {
  const number = await opened(aMail('same'))
  const forged = aMail('same', { from: 'eve@x.example' })
  const other = { ...forged, id: deriveId('other intent'), correlationid: deriveId('other mail') }
  const copy = { ...forged.data.copy, body: 'f'.repeat(64) }
  const data = { ...forged.data, mailId: other.correlationid, copy }
  const [settled] = await installation.deliver({ ...other, data })
  expect(numberOf(settled)).not.toBe(number)
  expect((await show(numberOf(settled))).case.related).toMatchObject([{ number, why: 'sameMessageId' }])
})

test('a tag leads verified participants to the case, and others to one of their own', async () => {
  const number = await opened(aMail('t1'))
  const tags = [number]
  expect(await opened(aMail('t2', { thread: { tags } }))).toBe(number)
  const strange = await opened(aMail('t3', { thread: { tags }, from: 'eve@x.example' }))
  expect(strange).not.toBe(number)
  expect((await show(strange)).case.related).toMatchObject([{ number, why: 'tag' }])
  const byNumber = aMail('t4', { thread: { numbers: [number] } })
  expect(await opened(byNumber)).toBe(number)
  expect(await installation.about('FACT', byNumber)).toMatchObject([{ data: { by: 'number' } }])
})

async function closedCase(name: string): Promise<string> {
  const number = await opened(aMail(name))
  const answer = await replica.ask('PATCH', `/api/case/cases/${number}`, { version: 1, status: 'closed' })
  expect(answer).toMatchObject({ status: 200, body: { case: { status: 'closed', version: 2 } } })
  return number
}

test('an answer opens a closed case again, and says so', async () => {
  const number = await closedCase('c1')
  const answer = aMail('c2', { answers: ['c1'] })
  expect(await opened(answer)).toBe(number)
  const facts = await installation.about('FACT', answer)
  expect(typesOf(facts)).toEqual(['case.replied.v1', 'case.changed.v1'])
  expect(facts[1]).toMatchObject({ data: { changes: [{ field: 'status', before: 'closed', after: 'open' }] } })
  expect((await show(number)).timeline.at(-1)?.changes).toEqual([{ field: 'status', before: 'closed', after: 'open' }])
})

test('by policy, an answer to a closed case opens a new one that names it', async () => {
  const number = await closedCase('n1')
  const next = await opened(aMail('n2', { answers: ['n1'], policy: { closedCase: 'newCase' } }))
  expect((await show(next)).case.related).toMatchObject([{ number, why: 'closed' }])
  expect((await show(number)).case.status).toBe('closed')
  expect(await opened(aMail('n3', { answers: ['n1', 'n2'] }))).toBe(next)
})

test('where new cases are refused, answers join and other mails are rejected', async () => {
  const number = await opened(aMail('p1'))
  const policy = { newCases: 'refuse' } as const
  expect(await opened(aMail('p2', { answers: ['p1'], policy }))).toBe(number)
  const refused = aMail('p3', { policy, answers: ['p0'] })
  expect(await installation.deliver(refused)).toMatchObject([
    { outcome: 'rejected', reason: 'new_case_refused', changed: [] },
  ])
  // Nothing that it named leads anywhere.
  const { rows } = await installation.pool.query('select from thread_key where record_id is null')
  expect(rows).toEqual([])
  expect(await opened(aMail('p0'))).not.toBe(number)
})

test('mails from before the set-up make closed cases, and nobody is answered', async () => {
  const silent = { backlog: true, ack: 'never' } as const
  const first = aMail('b1', silent)
  const number = await opened(first)
  expect(await opened(aMail('b2', { ...silent, answers: ['b1'] }))).toBe(number)
  expect((await show(number)).case).toMatchObject({ status: 'closed', mails: 2 })
  expect(await installation.about('REPLY', first)).toEqual([])
})

test('batches of two replicas that cross make one case of each conversation', async () => {
  const other = await installation.startCase()
  const [conversations, answersEach] = [25, 8]
  const mails = Array.from({ length: conversations }, (_, at) => {
    const [root] = [`x${at}`]
    const answers = Array.from({ length: answersEach }, (_unused, n) => aMail(`${root}-${n}`, { answers: [root] }))
    return [aMail(root), ...answers, aMail(root, { mailbox: 'sales' })]
  })
  // Neighbours are of different conversations, and the openers come in the middle.
  const length = answersEach + 2
  const order = Array.from({ length }, (_, n) => mails.map((of, at) => of[(n + at) % length])).flat()
  await installation.deliver(...order.filter((mail) => mail !== undefined))
  const { rows } = await installation.pool.query<{ cases: number; mails: number }>(
    `select count(distinct record_id)::integer as cases, count(*)::integer as mails from entry where message_id like '<x%'`,
  )
  expect(rows).toEqual([{ cases: conversations, mails: conversations * (answersEach + 1) }])
  for (const one of [replica, other]) expect(one.log()).not.toContain('40P01')
  const { body } = await other.ask('GET', '/api/case/cases?limit=200')
  const counted = (body as { cases: CaseEntry[] }).cases.filter(({ mails: count }) => count === answersEach + 1)
  expect(counted).toHaveLength(conversations)
})
