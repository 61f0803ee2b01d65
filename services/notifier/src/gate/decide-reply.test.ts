import { expect, test } from 'vitest'
import { type AskedReply, decideReply, type GateSettings, type PastReply } from './decide-reply.ts'

const settings: GateSettings = {
  ownAddresses: new Set(['status@example.com']),
  peopleAddresses: new Set(['ana@example.com']),
  ownSubjects: new Set(['your status was not changed']),
  repliesPerRecipientPerHour: 2,
  repliesPerHour: 10,
  answersPerHour: 5,
  canSend: true,
  restoredAt: null,
}
const asked: AskedReply = {
  kind: 'error',
  recipientKey: 'ana@example.com',
  isVouchedFor: true,
  answered: { words: 'oot 1d', isAnswer: false },
  arrivedAt: '2026-11-25T09:00:00Z',
  references: [],
}
const past: PastReply = {
  kind: 'error',
  messageId: '<r@example.com>',
  subjectKey: 'your status is out',
  answeredKey: 'hello',
  answersOurs: false,
}
const nothing = { toRecipient: 0, toAll: 0, doubtful: 0, personal: 0 }
const brake = (change: Partial<AskedReply> = {}, before: readonly PastReply[] = [], sent = nothing, more = {}) =>
  decideReply({ ...asked, ...change }, before, sent, { ...settings, ...more }).brake

test('a reply that no brake concerns is let through', () => {
  expect(decideReply(asked, [past], { ...nothing, toRecipient: 1, toAll: 1 }, settings)).toEqual({
    brake: null,
    answersOurs: false,
    isLast: false,
  })
})

test('a reply to one of our own addresses is held', () => {
  expect(brake({ recipientKey: 'status@example.com' })).toBe('own_address')
})

test('after a restore, replies to mails from before it are held', () => {
  const restoredAt = '2026-11-25T10:00:00+01:00'
  expect(brake({ arrivedAt: '2026-11-25T08:59:59Z' }, [], nothing, { restoredAt })).toBe('restored')
  expect(brake({ arrivedAt: '2026-11-25T09:00:00Z' }, [], nothing, { restoredAt })).toBe(null)
})

test('the budget of a recipient ends with the limit', () => {
  expect(brake({}, [past], { ...nothing, toRecipient: 1, toAll: 1 })).toBeNull()
  expect(brake({}, [past], { ...nothing, toRecipient: 2, toAll: 2 })).toBe('recipient_budget')
})

test('the budget of the installation ends with the limit', () => {
  expect(brake({}, [], { ...nothing, toAll: 9 })).toBeNull()
  expect(brake({}, [], { ...nothing, toAll: 10 })).toBe('installation_budget')
})

test('a stranger gets one acknowledgement a day, but still error mails', () => {
  const stranger = { recipientKey: 'who@example.net', kind: 'acknowledgement' } as const
  const before = [{ ...past, kind: 'acknowledgement' }]
  expect(brake(stranger)).toBeNull()
  expect(brake(stranger, before)).toBe('stranger_budget')
  expect(brake({ ...stranger, kind: 'error' }, before)).toBeNull()
  expect(brake({ kind: 'acknowledgement' }, before)).toBeNull()
})

test('a subject of ours that comes back unchanged is held at once', () => {
  expect(brake({ answered: { words: 'your status is out', isAnswer: false } }, [past])).toBe('own_reply_back')
  expect(brake({ answered: { words: 'your status is out', isAnswer: false } })).toBeNull()
})

test('a template’s subject is known even where we never wrote to that address', () => {
  expect(brake({ answered: { words: 'your status was not changed', isAnswer: false } })).toBe('own_reply_back')
})

test('one answer to a reply of ours is answered, the next is held', () => {
  const answered = { words: 'your status is out', isAnswer: true }
  expect(decideReply({ ...asked, answered }, [past], nothing, settings)).toEqual({
    brake: null,
    answersOurs: true,
    isLast: false,
  })
  expect(brake({ answered }, [past, { ...past, answersOurs: true }])).toBe('answers_own_reply')
})

test('an unreadable mail that names one of our Message-IDs is an answer to us', () => {
  const references = ['<r@example.com>']
  const before = [{ ...past, answersOurs: true }]
  expect(decideReply({ ...asked, references }, [past], nothing, settings).answersOurs).toBe(true)
  expect(brake({ references }, [past, ...before])).toBe('answers_own_reply')
  expect(brake({ references, kind: 'acknowledgement' }, [past, ...before])).toBeNull()
})

test('an answer in the same words as one before is held', () => {
  const before = [{ ...past, answeredKey: 'oot 1d' }]
  const references = ['<unknown@example.com>']
  expect(brake({ references }, before)).toBe('same_answer_again')
  expect(brake({ references }, [past])).toBeNull()
  expect(brake({}, before)).toBeNull()
  expect(brake({ references, kind: 'acknowledgement' }, before)).toBeNull()
  expect(brake({ references }, [{ ...past, kind: 'acknowledgement', answeredKey: 'oot 1d' }])).toBeNull()
})

test('an empty or unknown subject is no subject of ours', () => {
  const nameless = [{ ...past, subjectKey: '' }]
  expect(brake({ answered: { words: '', isAnswer: false } }, nameless)).toBeNull()
  expect(brake({ answered: null }, nameless)).toBeNull()
})

test('without a mail server a reply is held as not_configured', () => {
  expect(brake({}, [], nothing, { canSend: false })).toBe('not_configured')
})

test('error mails to a sender nobody vouches for have a budget of two', () => {
  const forged = { isVouchedFor: false }
  const full = { ...nothing, toRecipient: 99, toAll: 99 }
  expect(decideReply({ ...asked, ...forged }, [], { ...full, doubtful: 0 }, settings)).toMatchObject({
    brake: null,
    isLast: false,
  })
  expect(decideReply({ ...asked, ...forged }, [], { ...full, doubtful: 1 }, settings)).toMatchObject({
    brake: null,
    isLast: true,
  })
  expect(brake(forged, [], { ...nothing, doubtful: 2 })).toBe('unverified_budget')
})

test('that budget takes nothing from the person’s own replies', () => {
  const sent = { ...nothing, doubtful: 99 }
  expect(brake({}, [], sent)).toBeNull()
  expect(brake({ kind: 'acknowledgement', isVouchedFor: false }, [], sent)).toBeNull()
})

test('given a mail that a person wrote, then no brake against machines holds it', () => {
  const personal = { kind: 'personal', answered: { words: 'your status is out', isAnswer: true } } as const
  const full = { toRecipient: 99, toAll: 99, doubtful: 99, personal: 4 }
  expect(brake(personal, [past, { ...past, answersOurs: true }], full)).toBeNull()
  expect(brake(personal, [], { ...full, personal: 5 })).toBe('answers_budget')
  expect(brake({}, [], { ...nothing, personal: 99 })).toBeNull()
})

test.each([
  ['own_address', { recipientKey: 'status@example.com' }, {}],
  ['restored', {}, { restoredAt: '2026-11-25T09:00:01Z' }],
  ['not_configured', {}, { canSend: false }],
])('given a mail that a person wrote, then %s holds it too', (name, change, more) => {
  expect(brake({ kind: 'personal', ...change }, [], nothing, more)).toBe(name)
})
