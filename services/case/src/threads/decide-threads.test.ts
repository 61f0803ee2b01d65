import { deriveId } from '@tubepost/events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideThreads } from './decide-threads.ts'
import type { KeyOwner, KnownThreads, Thread } from './thread.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { replyKey } from './thread-keys.ts'

const CARLA = 'carla@customer.example'
const idOf = (name: string) => `<${name}@customer.example>`
const mailIdOf = (name: string) => deriveId('mail', name)
const caseOf = (name: string) => deriveId(mailIdOf(name), 'case')

function aMail(name: string, change: Partial<ThreadedMail> = {}): ThreadedMail {
  return {
    mailId: mailIdOf(name),
    mailbox: 'support',
    copy: { headers: deriveId('headers', name), body: deriveId('body', name) },
    ownId: idOf(name),
    references: [],
    ours: [],
    numbers: [],
    tags: [],
    senderKey: CARLA,
    isCredible: true,
    recipientKeys: [],
    subjectKey: 'printer',
    policy: { newCases: 'allow', closedCase: 'reopen', changedSubject: 'follow' },
    isSilent: false,
    ...change,
  }
}

const policyOf = (change: Partial<ThreadedMail['policy']>) => ({ policy: { ...aMail('a').policy, ...change } })

function aThread(name: string, change: Partial<Thread> = {}): Thread {
  return {
    id: caseOf(name),
    number: `CASE-${name}`,
    status: 'open',
    subjectKey: 'printer',
    requesterKey: CARLA,
    mailboxes: new Set(['support']),
    verified: new Set([CARLA]),
    merged: [],
    ...change,
  }
}

const NOTHING: KnownThreads = { threads: new Map(), keys: new Map() }
/** Threads, and Message-IDs that lead to them: of a mail they have, or that their mails mention. */
function known(
  threads: readonly Thread[],
  keys: Readonly<Record<string, readonly [string, boolean]>> = {},
): KnownThreads {
  const owners = Object.entries(keys).map(([key, [name, has]]): [string, KeyOwner] => [
    key,
    { recordId: caseOf(name), mailId: has ? mailIdOf(name) : null, mergedFrom: null },
  ])
  return { threads: new Map(threads.map((thread) => [thread.id, thread])), keys: new Map(owners) }
}
const decided = (mail: ThreadedMail, state: KnownThreads) => decideThreads([mail], state).verdicts[0]
const withId = { [idOf('1')]: ['1', true] } as const

describe('given a mail that names nothing', () => {
  test('then it opens a case of its own', () => {
    expect(decided(aMail('1'), NOTHING)).toMatchObject({
      kind: 'opens',
      recordId: caseOf('1'),
      status: 'new',
      related: [],
    })
  })
  test('then nothing opens where new cases are refused', () => {
    const { verdicts, owned } = decideThreads([aMail('1', policyOf({ newCases: 'refuse' }))], NOTHING)
    expect(verdicts).toMatchObject([{ kind: 'refused' }])
    expect(owned.size).toBe(0)
  })
  test('then one from before the set-up opens a closed case', () => {
    expect(decided(aMail('1', { isSilent: true }), NOTHING)).toMatchObject({ kind: 'opens', status: 'closed' })
  })
})

describe('given a reference to a mail of a case', () => {
  const answer = (change: Partial<ThreadedMail> = {}) => aMail('2', { references: [idOf('1')], ...change })
  test('then the answer joins it', () => {
    const verdict = decided(answer(), known([aThread('1')], withId))
    expect(verdict).toMatchObject({ kind: 'joins', recordId: caseOf('1'), by: 'foreignMessageId', isVerified: true })
  })
  test('then a stranger joins unverified, and whom he copies is none either', () => {
    const stranger = answer({ senderKey: 'eve@x.example', recipientKeys: ['mallory@x.example'] })
    const friend = aMail('3', { references: [idOf('2')], senderKey: 'mallory@x.example' })
    const { verdicts } = decideThreads([stranger, friend], known([aThread('1')], withId))
    expect(verdicts).toMatchObject([
      { kind: 'joins', isVerified: false },
      { kind: 'joins', isVerified: false },
    ])
  })
  test('then whom a verified participant copies is verified', () => {
    const copying = answer({ recipientKeys: ['dora@customer.example'] })
    const dora = aMail('3', { references: [idOf('2')], senderKey: 'dora@customer.example' })
    const { verdicts } = decideThreads([copying, dora], known([aThread('1')], withId))
    expect(verdicts[1]).toMatchObject({ kind: 'joins', isVerified: true })
  })
  test('then a forged sender is not verified', () => {
    expect(decided(answer({ isCredible: false }), known([aThread('1')], withId))).toMatchObject({ isVerified: false })
  })
  test.each([
    ['closed', CARLA, 'open'],
    ['pending', CARLA, 'open'],
    ['new', CARLA, 'new'],
    ['closed', 'dora@customer.example', 'open'],
    ['pending', 'dora@customer.example', 'pending'],
  ] as const)('then a case that is %s is after a mail of %s %s', (before, senderKey, status) => {
    const state = known([aThread('1', { status: before })], withId)
    expect(decided(answer({ senderKey }), state)).toMatchObject({ kind: 'joins', before, status })
  })
  test('then a mail from before the set-up moves nothing', () => {
    const state = known([aThread('1', { status: 'closed' })], withId)
    const silent = answer({ isSilent: true, ...policyOf({ closedCase: 'newCase' }) })
    expect(decided(silent, state)).toMatchObject({ kind: 'joins', status: 'closed' })
  })
  test('then a closed case may give a new one that names it', () => {
    const state = known([aThread('1', { status: 'closed' })], withId)
    expect(decided(answer(policyOf({ closedCase: 'newCase' })), state)).toMatchObject({
      kind: 'opens',
      related: [{ recordId: caseOf('1'), why: 'closed' }],
    })
  })
  test('then another subject may give a new one that names it', () => {
    const changed = { subjectKey: 'scanner', ...policyOf({ changedSubject: 'newCase' }) }
    const state = known([aThread('1')], withId)
    expect(decided(answer(changed), state)).toMatchObject({
      kind: 'opens',
      related: [{ recordId: caseOf('1'), why: 'changedSubject' }],
    })
    expect(decided(answer({ ...changed, tags: ['CASE-1'] }), state)).toMatchObject({ kind: 'joins' })
  })
})

describe('given Message-IDs of several cases', () => {
  const state = known([aThread('1'), aThread('2')], {
    ...withId,
    [idOf('2')]: ['2', true],
    [replyKey('r')]: ['1', true],
  })
  test('then the last one named leads, and the other is related', () => {
    expect(decided(aMail('3', { references: [idOf('1'), idOf('2')] }), state)).toMatchObject({
      recordId: caseOf('2'),
      related: [{ recordId: caseOf('1'), why: 'referenced' }],
    })
  })
  test('then one of ours goes before them', () => {
    const mail = aMail('3', { references: [idOf('1'), idOf('2')], ours: ['r'] })
    expect(decided(mail, state)).toMatchObject({ recordId: caseOf('1'), by: 'ourMessageId' })
  })
})

describe('given a Message-ID of its own that is known', () => {
  test('then the mail joins the answer that overtook it', () => {
    expect(decided(aMail('0'), known([aThread('1')], { [idOf('0')]: ['1', false] }))).toMatchObject({
      kind: 'joins',
      recordId: caseOf('1'),
    })
  })
  test('then another mail with it threads nothing', () => {
    const other = aMail('2', { ownId: idOf('1'), references: [idOf('0')] })
    const state = known([aThread('1')], { ...withId, [idOf('0')]: ['1', false] })
    const { verdicts, owned } = decideThreads([other], state)
    expect(verdicts).toMatchObject([{ kind: 'opens', related: [{ recordId: caseOf('1'), why: 'sameMessageId' }] }])
    expect(owned.has(idOf('1'))).toBe(false)
  })
})

test('given one mail to two mailboxes, then the copy is on the case of the first', () => {
  const first = aMail('1')
  const copy = { ...first, mailId: mailIdOf('copy'), mailbox: 'sales' }
  const { verdicts } = decideThreads([first, copy, { ...copy, mailId: mailIdOf('third') }], NOTHING)
  expect(verdicts).toMatchObject([
    { kind: 'opens' },
    { kind: 'copies', recordId: caseOf('1'), isElsewhere: true },
    { kind: 'copies', recordId: caseOf('1'), isElsewhere: false },
  ])
})

describe.each([
  ['tag', { tags: ['CASE-9', 'CASE-1'] }],
  ['number', { numbers: ['CASE-1'] }],
] as const)('given a %s', (by, named) => {
  test('then a verified participant is led to the case', () => {
    expect(decided(aMail('2', named), known([aThread('1')]))).toMatchObject({
      kind: 'joins',
      by,
      recordId: caseOf('1'),
    })
  })
  test('then another opens a case that names it', () => {
    for (const other of [{ senderKey: 'eve@x.example' }, { isCredible: false }])
      expect(decided(aMail('2', { ...named, ...other }), known([aThread('1')]))).toMatchObject({
        kind: 'opens',
        related: [{ recordId: caseOf('1'), why: by }],
      })
  })
})

/** A conversation: every mail but the first answers an earlier one, and names the whole way to it. */
const conversation = fc.array(fc.nat(), { minLength: 0, maxLength: 12 }).map((answered) => {
  const mails = [aMail('m0')]
  for (const [at, choice] of answered.entries()) {
    const parent = mails[choice % mails.length] ?? aMail('m0')
    const references = [...parent.references, parent.ownId ?? '']
    mails.push(aMail(`m${at + 1}`, { references, senderKey: `p${choice % 3}@x.example` }))
  }
  return mails
})

test('a conversation in any order and portion, with repeats, is one case', () => {
  const deliveries = conversation.chain((mails) =>
    fc.record({
      mails: fc.constant(mails),
      order: fc.shuffledSubarray([...mails, ...mails], { minLength: mails.length * 2 }),
      portion: fc.integer({ min: 1, max: 5 }),
    }),
  )
  fc.assert(
    fc.property(deliveries, ({ mails, order, portion }) => {
      const verdicts = decideInPortions(order, portion)
      const [first] = verdicts
      const kindsOf = ({ mailId }: ThreadedMail) =>
        verdicts.flatMap(({ kind, mail }) => (mail.mailId === mailId ? [kind] : []))
      expect(first?.kind).toBe('opens')
      expect(new Set(verdicts.map((verdict) => ('recordId' in verdict ? verdict.recordId : null))).size).toBe(1)
      expect(verdicts.filter(({ kind }) => kind === 'opens')).toHaveLength(1)
      for (const mail of mails) expect(kindsOf(mail)).toEqual([expect.stringMatching(/^(opens|joins)$/), 'copies'])
    }),
  )
})

/** As several batches would: each sees what the ones before it wrote. */
function decideInPortions(order: readonly ThreadedMail[], portion: number) {
  let state = NOTHING
  const all = []
  for (let at = 0; at < order.length; at += portion) {
    const { verdicts, owned } = decideThreads(order.slice(at, at + portion), state)
    all.push(...verdicts)
    const ids = verdicts.flatMap((verdict) => ('recordId' in verdict ? [verdict.recordId] : []))
    const threads = ids.map((id): [string, Thread] => [id, aThread('x', { id })])
    state = { threads: new Map([...state.threads, ...threads]), keys: new Map([...state.keys, ...owned]) }
  }
  return all
}

describe('given a mail with the same headers as another', () => {
  const first = aMail('1')
  const { headers } = first.copy
  const again = (body: string | null) =>
    aMail('1', { mailId: mailIdOf('again'), mailbox: 'sales', copy: { headers, body } })
  const second = (one: ThreadedMail, other: ThreadedMail) => decideThreads([one, other], NOTHING).verdicts[1]

  test('then with the same body it is a copy', () => {
    expect(second(first, again(first.copy.body))).toMatchObject({
      kind: 'copies',
      recordId: caseOf('1'),
      isElsewhere: true,
    })
  })

  test('then with another body it is another mail, whoever came first', () => {
    const related = [{ recordId: caseOf('1'), why: 'sameMessageId' }]
    expect(second(first, again('another'))).toMatchObject({ kind: 'opens', related })
  })

  test('then it is a copy where the body of one of the two is not known', () => {
    expect(second(first, again(null))).toMatchObject({ kind: 'copies' })
    expect(second({ ...first, copy: { headers, body: null } }, again('another'))).toMatchObject({ kind: 'copies' })
  })
})

test('given a forged opener, then neither its sender nor whom it copies is verified', () => {
  const forged = aMail('1', { isCredible: false, recipientKeys: ['mallory@evil.example'] })
  const next = aMail('2', { senderKey: 'mallory@evil.example', references: [idOf('1')] })
  const { verdicts } = decideThreads([forged, next], NOTHING)
  expect(verdicts).toMatchObject([
    { kind: 'opens', isVerified: false },
    { kind: 'joins', isVerified: false },
  ])
})

describe('given a case into which another was merged', () => {
  const merged = [{ id: caseOf('9'), number: 'CASE-9', subjectKey: 'scanner', requesterKey: 'dora@customer.example' }]
  const owner = { recordId: caseOf('1'), mailId: mailIdOf('9'), mergedFrom: caseOf('9') }
  const state = { threads: known([aThread('1', { merged })]).threads, keys: new Map([[idOf('9'), owner]]) }
  test('then an answer to a mail of that is on the first, and goes back with it', () => {
    const answer = aMail('2', { references: [idOf('9')] })
    const { verdicts, owned } = decideThreads([answer], state)
    expect(verdicts).toMatchObject([{ kind: 'joins', recordId: caseOf('1'), mergedFrom: caseOf('9') }])
    expect(owned.get(idOf('2'))).toEqual({ ...owner, mailId: mailIdOf('2') })
  })
  test('then its number leads verified participants there, and no others', () => {
    expect(decided(aMail('2', { tags: ['CASE-9'] }), state)).toMatchObject({
      kind: 'joins',
      recordId: caseOf('1'),
      mergedFrom: caseOf('9'),
    })
    expect(decided(aMail('2', { tags: ['CASE-9'], senderKey: 'eve@x.example' }), state)).toMatchObject({
      kind: 'opens',
      related: [{ recordId: caseOf('1'), why: 'tag' }],
    })
  })
  test('then neither its subject nor its number is another subject', () => {
    const policy = policyOf({ changedSubject: 'newCase' })
    for (const change of [{ subjectKey: 'scanner' }, { subjectKey: 'toner', tags: ['CASE-9'] }])
      expect(decided(aMail('2', { references: [idOf('9')], ...change, ...policy }), state)).toMatchObject({
        kind: 'joins',
      })
  })
})
