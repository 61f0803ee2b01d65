import { describe, expect, test } from 'vitest'
import { compareCases } from './compare-cases.ts'
import type { Law } from './law.ts'
import { digest } from './observe-cases.ts'
import { createTruth } from './truth.ts'

const truth = createTruth(3, Date.parse('2026-11-22T10:00:00Z'), 100)
for (let i = 0; i < 20; i++) truth.next('case')
const { mails } = truth
const conversations = Map.groupBy(mails, ({ conversation }) => conversation)

/** Observations of a faultless run, as plain values that a test may spoil. */
function wellSeen() {
  const cases = [...conversations.values()].map((own, i) => ({
    number: `CASE-${i + 1}`,
    count: own.length,
    mailboxes: [...new Set(own.flatMap(({ mailboxes }) => mailboxes))],
    mails: own.map(({ id, messageId, raw }) => ({ mailId: id, messageId, sha256: digest(raw) })),
  }))
  const letters = [...conversations.values()].map((own) => ({ to: ['a person'], inReplyTo: own[0]?.messageId }))
  return { cases, letters, journal: new Map() }
}

type Seen = ReturnType<typeof wellSeen>
const lawsBroken = (spoil: (seen: Seen) => void): Law[] => {
  const seen = wellSeen()
  spoil(seen)
  return compareCases(mails, seen).map(({ law }) => law)
}
const first = ({ cases }: Seen) => cases[0] as Seen['cases'][number]
const longest = ({ cases }: Seen) =>
  cases.toSorted((a, b) => b.mails.length - a.mails.length)[0] as Seen['cases'][number]

describe('the comparison of the cases with the conversations', () => {
  test('finds nothing where each conversation is one case', () => {
    expect(conversations.size).toBeGreaterThan(3)
    expect(compareCases(mails, wellSeen())).toEqual([])
  })

  test.each<[string, Law, (seen: Seen) => void]>([
    ['a mail on no case', 'lost', (seen) => first(seen).mails.pop()],
    ['a mail twice on its case', 'applied twice', (seen) => first(seen).mails.push(...first(seen).mails)],
    [
      'a conversation on two cases',
      'conversation on two cases',
      (seen) => seen.cases.push({ ...longest(seen), number: 'CASE-99', mails: longest(seen).mails.splice(0, 1) }),
    ],
    [
      'two conversations on one case',
      'conversations on one case',
      (seen) => {
        const [one, other] = seen.cases
        one?.mails.push(...(other?.mails ?? []))
        if (one !== undefined) one.count = one.mails.length
      },
    ],
    [
      'other bytes than were delivered',
      'bytes of a mail not kept',
      (seen) => first(seen).mails.forEach((mail) => (mail.sha256 = digest('other'))),
    ],
    [
      'a mail of a machine on a case',
      'settled otherwise than it must',
      (seen) => first(seen).mails.push({ mailId: 'm', messageId: '<m@customer.example>', sha256: digest('m') }),
    ],
    ['a mailbox that got none', 'settled otherwise than it must', (seen) => first(seen).mailboxes.push('board')],
    ['a second acknowledgement', 'replied twice', (seen) => seen.letters.push(...seen.letters)],
    ['no acknowledgement', 'due replies neither sent nor unknown', (seen) => seen.letters.splice(0)],
  ])('sees %s as "%s"', (_what, law, spoil) => {
    expect(lawsBroken(spoil)).toContain(law)
  })
})
