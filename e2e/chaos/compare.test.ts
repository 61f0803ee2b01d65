import { describe, expect, test } from 'vitest'
import { compare } from './compare.ts'
import type { Law } from './law.ts'
import type { JournaledMail, Observation } from './observe.ts'
import { createTruth, people, type TestMail } from './truth.ts'

const truth = createTruth(2, Date.parse('2026-11-22T10:00:00Z'))
const good = truth.next('good')
const automatic = truth.next('automatic')
const stranger = truth.next('stranger')
const unreadable = truth.next('unreadable')
const mails = truth.mails

const ENDS: Record<TestMail['kind'], [string, string | null, string]> = {
  good: ['applied', null, '[IMAP]/Trash'],
  automatic: ['ignored', 'automatic', '[IMAP]/Trash'],
  stranger: ['ignored', 'unknown_sender', 'Failed'],
  unreadable: ['rejected', 'no_status', 'Failed'],
  case: ['applied', null, '[IMAP]/Trash'],
}

function journaled(mail: TestMail): JournaledMail {
  const [outcome, reason] = ENDS[mail.kind]
  const replies = mail.kind === 'unreadable' ? ['sent'] : []
  const mailbox = mail.mailboxes[0] ?? ''
  return { mailId: mail.id, mailbox, outcome, reason, complete: true, replies, settlements: 1 }
}

const letter = (inReplyTo: string | undefined) => ({ to: ['a person'], inReplyTo })

/** Observations of a faultless run, as plain values that a test may spoil. */
function wellSeen() {
  const wants = good.wants
  if (wants === null || good.mailboxes.length !== 1) throw new Error('the seed must give a good mail without a copy')
  const shown = {
    status: wants.status,
    comment: wants.comment,
    dueBack: wants.dueBack === null ? null : new Date(wants.dueBack).toISOString(),
  }
  return {
    folders: ['board', 'desk'].map((mailbox) => ({
      mailbox,
      mails: mails
        .filter((mail) => mail.mailboxes[0] === mailbox)
        .map((mail) => ({ id: mail.id as string | undefined, folder: ENDS[mail.kind][2] })),
    })),
    board: people.map(({ id }) =>
      id === good.person
        ? { person: { id }, ...shown, status: { name: shown.status } }
        : { person: { id }, status: null, comment: null, dueBack: null },
    ),
    history: new Map([[good.person ?? '', [{ ...shown, at: new Date(wants.at).toISOString(), mailId: good.id }]]]),
    journal: new Map(mails.map((mail) => [mail.messageId, [journaled(mail)]])),
    books: {
      received: 4,
      waiting: 0,
      settled: { applied: 1, rejected: 1, ignored: 2, duplicate: 0, failed: 0 },
      replies: { sent: 1, failed: 0, held: 0, unknown: 0 },
      ledger: { final: 4, alarmed: 0 },
      journal: { received: 4, settled: 4, conflicts: 0, deadLetters: 0 },
      difference: 0,
      lag: { events: 0 },
    },
    letters: [letter(unreadable.messageId)],
    cases: [],
  } satisfies Observation
}

type Seen = ReturnType<typeof wellSeen>
const lawsBroken = (spoil: (seen: Seen) => void, mayBeUnknown = 0): Set<Law> => {
  const seen = wellSeen()
  spoil(seen)
  return new Set(compare(mails, seen, mayBeUnknown).map(({ law }) => law))
}

describe('the comparison of the observations with the truth', () => {
  test('finds nothing where all went well', () => {
    expect(compare(mails, wellSeen(), 0)).toEqual([])
  })

  test.each<[string, Law, (seen: Seen) => void]>([
    ['a mail that is in no folder', 'lost', (seen) => seen.folders.forEach((folder) => folder.mails.splice(0))],
    ['a good mail without a row in history', 'lost', (seen) => seen.history.clear()],
    [
      'a mail without a settlement',
      'lost',
      (seen) => seen.journal.set(good.messageId, [{ ...journaled(good), outcome: null }]),
    ],
    ['two rows of one mail', 'applied twice', (seen) => seen.history.forEach((rows) => rows.push(...rows))],
    ['two replies to one mail', 'replied twice', (seen) => seen.letters.push(...seen.letters)],
    [
      'a reply to a machine',
      'replied to machines or strangers',
      (seen) => seen.letters.push(letter(automatic.messageId)),
    ],
    [
      'a reply to a stranger',
      'replied to machines or strangers',
      (seen) => seen.letters.push(letter(stranger.messageId)),
    ],
    [
      'a letter that answers nothing',
      'replied to machines or strangers',
      (seen) => seen.letters.push(letter(undefined)),
    ],
    ['a due reply that never came', 'due replies neither sent nor unknown', (seen) => seen.letters.splice(0)],
    [
      'a stranger whose mail was applied',
      'settled otherwise than it must',
      (seen) => seen.journal.set(stranger.messageId, [{ ...journaled(stranger), outcome: 'applied', reason: null }]),
    ],
    [
      'two settlements of one mail',
      'settled twice',
      (seen) => seen.journal.set(good.messageId, [{ ...journaled(good), settlements: 2 }]),
    ],
    ['a conflict in the journal', 'settled twice', (seen) => (seen.books.journal.conflicts = 1)],
    [
      'a mail in INBOX',
      'not final',
      (seen) => seen.folders.forEach((folder) => folder.mails.forEach((mail) => (mail.folder = 'INBOX'))),
    ],
    [
      'a mail in the other folder',
      'in the wrong folder',
      (seen) => seen.folders.forEach((folder) => folder.mails.forEach((mail) => (mail.folder = 'Failed'))),
    ],
    [
      'a mail nobody delivered',
      'in the wrong folder',
      (seen) => seen.folders[0]?.mails.push({ id: undefined, folder: 'Failed' }),
    ],
    [
      'an old status on the board',
      'board differs from the truth',
      (seen) => seen.board.forEach((entry) => (entry.comment = 'old')),
    ],
    ['a mail that failed', 'failed', (seen) => (seen.books.settled.failed = 1)],
    ['a dead letter', 'dead letters', (seen) => (seen.books.journal.deadLetters = 1)],
    ['a reply nobody knows of, without a kill', 'unknown without a kill', (seen) => (seen.books.replies.unknown = 1)],
    ['a difference between the books', 'books differ', (seen) => (seen.books.difference = 1)],
  ])('sees %s as "%s"', (_what, law, spoil) => {
    expect(lawsBroken(spoil)).toContain(law)
  })

  test('takes an unknown reply that did not arrive for the one kill there was', () => {
    const unknown = (seen: Seen) => {
      seen.letters.splice(0)
      seen.books.replies = { sent: 0, failed: 0, held: 0, unknown: 1 }
      seen.journal.set(unreadable.messageId, [{ ...journaled(unreadable), replies: ['unknown'] }])
    }
    expect(lawsBroken(unknown, 1)).toEqual(new Set())
  })
})
