import { compareCases } from './compare-cases.ts'
import type { Law, Violation } from './law.ts'
import type { JournaledMail, Observation } from './observe.ts'
import { AFTER_FAILURE, AFTER_SUCCESS } from './setup-file.ts'
import type { TestMail } from './truth.ts'

/**
 * Replies whose end nobody can know after one kill of the notifier: each of its four senders (PARALLEL_SENDERS of
 * services/notifier) may have handed one over without noting the answer.
 */
export const UNKNOWN_PER_KILL = 4

/**
 * Compares the observations with the mails sent. `mayBeUnknown`: number of replies whose end nobody can know, because
 * their sender was killed.
 */
export function compare(mails: readonly TestMail[], seen: Observation, mayBeUnknown: number): Violation[] {
  return [
    ...mails.flatMap((mail) => whereabouts(mail, seen)),
    ...strayMails(mails, seen),
    ...compareCases(mails, seen),
    ...compareAnswers(mails, seen, mayBeUnknown),
  ]
}

/** The same without folders, which mails over SMTP have none of, and without cases. */
export function compareAnswers(
  mails: readonly TestMail[],
  seen: Omit<Observation, 'folders' | 'cases'>,
  mayBeUnknown: number,
): Violation[] {
  return [
    ...mails.flatMap((mail) => [
      ...settlement(mail, seen.journal.get(mail.messageId) ?? []),
      ...effect(mail, seen),
      ...replies(mail, seen),
    ]),
    ...strayLetters(mails, seen),
    ...boardDiffers(mails, seen),
    ...booksDiffer(mails, seen, mayBeUnknown),
  ]
}

function whereabouts(mail: TestMail, seen: Observation): Violation[] {
  return [...new Set(mail.mailboxes)].flatMap((mailbox): Violation[] => {
    const delivered = mail.mailboxes.filter((each) => each === mailbox).length
    const lying = seen.folders
      .filter((folder) => folder.mailbox === mailbox)
      .flatMap((folder) => folder.mails.filter(({ id }) => id === mail.id))
    const text = `${mail.id} in ${mailbox}: ${delivered} delivered, lies in ${lying.map(({ folder }) => folder).join(', ') || 'no folder'}`
    if (lying.length < delivered) return [{ law: 'lost', text }]
    if (lying.length > delivered) return [{ law: 'in the wrong folder', text }]
    if (lying.some(({ folder }) => folder === 'INBOX')) return [{ law: 'not final', text }]
    const settled = (seen.journal.get(mail.messageId) ?? []).filter((each) => each.mailbox === mailbox)
    const expected = settled.map(folderOf).toSorted().join()
    return expected ===
      lying
        .map(({ folder }) => folder)
        .toSorted()
        .join()
      ? []
      : [{ law: 'in the wrong folder', text }]
  })
}

/** The folder that the set-up's policies give: applied, duplicate and automatic mail is a success. */
function folderOf({ outcome, reason }: JournaledMail): string {
  const succeeded = outcome === 'applied' || outcome === 'duplicate' || reason === 'automatic'
  return succeeded ? AFTER_SUCCESS : AFTER_FAILURE
}

const ENDS: Record<TestMail['kind'], readonly string[]> = {
  // A later mail of the same person may be handled first; then this one is only in the history.
  good: ['applied', 'ignored superseded'],
  automatic: ['ignored automatic'],
  stranger: ['ignored unknown_sender'],
  unreadable: ['rejected no_status'],
  case: ['applied'],
}

function settlement(mail: TestMail, journal: readonly JournaledMail[]): Violation[] {
  const ends = journal.map(({ outcome, reason }) => [outcome, reason].filter((word) => word !== null).join(' '))
  const text = `${mail.id} (${mail.kind}, ${mail.mailboxes.length} delivered) ended as ${ends.join(', ') || 'nothing'}`
  const violations: Violation[] = []
  if (journal.length < mail.mailboxes.length || ends.includes('')) violations.push({ law: 'lost', text })
  const effects = ends.filter((end) => end !== '' && !end.startsWith('duplicate'))
  if (effects.length > 1 || journal.length > mail.mailboxes.length) violations.push({ law: 'settled twice', text })
  if (effects.some((end) => !ENDS[mail.kind].includes(end)))
    violations.push({ law: 'settled otherwise than it must', text })
  if (journal.some(({ settlements }) => settlements > 1)) violations.push({ law: 'settled twice', text })
  if (journal.some(({ complete }) => !complete))
    violations.push({ law: 'not final', text: `${text}; story incomplete` })
  return violations
}

/** A good mail is in its person's history once, as it was meant; no other mail is in any. */
function effect(mail: TestMail, seen: Pick<Observation, 'history'>): Violation[] {
  const found = [...seen.history].flatMap(([person, rows]) =>
    rows.filter((row) => row.comment === `call ${mail.id}`).map((row) => ({ person, row })),
  )
  const text = `${mail.id} (${mail.kind}) stands in history ${found.length} times`
  if (mail.wants === null) return found.length === 0 ? [] : [{ law: 'settled otherwise than it must', text }]
  if (found.length === 0) return [{ law: 'lost', text }]
  if (found.length > 1) return [{ law: 'applied twice', text }]
  const { wants } = mail
  const isTrue = found.every(
    ({ person, row }) =>
      person === mail.person &&
      row.status === wants.status &&
      Date.parse(row.at) === wants.at &&
      instant(row.dueBack) === wants.dueBack,
  )
  return isTrue ? [] : [{ law: 'settled otherwise than it must', text: `${mail.id}: ${JSON.stringify(found)}` }]
}

const instant = (text: string | null) => (text === null ? null : Date.parse(text))

/** Replies to mails about statuses; those to conversations are counted with these. */
function replies(mail: TestMail, seen: Pick<Observation, 'letters' | 'journal'>): Violation[] {
  if (mail.kind === 'case') return []
  const arrived = seen.letters.filter(({ inReplyTo }) => inReplyTo === mail.messageId).length
  const ended = (seen.journal.get(mail.messageId) ?? []).flatMap((each) => each.replies)
  const text = `${mail.id} (${mail.kind}): ${arrived} replies arrived; journaled as ${ended.join(', ') || 'none'}`
  const isDue = mail.kind === 'unreadable' || isPassedOver(seen.journal.get(mail.messageId) ?? [])
  if (!isDue) {
    const law = mail.kind === 'good' ? 'settled otherwise than it must' : 'replied to machines or strangers'
    return arrived === 0 && ended.length === 0 ? [] : [{ law, text }]
  }
  if (arrived > 1) return [{ law: 'replied twice', text }]
  if (arrived === 0 && !ended.includes('unknown')) return [{ law: 'due replies neither sent nor unknown', text }]
  return []
}

/** A newer status had been set; the person is told. */
const isPassedOver = (journaled: readonly JournaledMail[]) => journaled.some(({ reason }) => reason === 'superseded')

function strayMails(mails: readonly TestMail[], seen: Observation): Violation[] {
  const ids = new Set(mails.map(({ id }) => id))
  return seen.folders.flatMap((folder) =>
    folder.mails
      .filter(({ id }) => !ids.has(id ?? ''))
      .map((mail): Violation => ({ law: 'in the wrong folder', text: `${mail.folder} holds a mail nobody delivered` })),
  )
}

function strayLetters(mails: readonly TestMail[], seen: Pick<Observation, 'letters'>): Violation[] {
  const messageIds = new Set(mails.map(({ messageId }) => messageId))
  return seen.letters
    .filter(({ inReplyTo }) => !messageIds.has(inReplyTo ?? ''))
    .map(
      (letter): Violation => ({
        law: 'replied to machines or strangers',
        text: `a letter to ${letter.to.join()} answers none of our mails`,
      }),
    )
}

/** The board must show the status of each person's latest mail. */
function boardDiffers(mails: readonly TestMail[], seen: Pick<Observation, 'board'>): Violation[] {
  return seen.board.flatMap((entry): Violation[] => {
    const latest = mails.findLast((mail) => mail.person === entry.person.id)?.wants
    const shown = [entry.status?.name ?? null, entry.comment, instant(entry.dueBack)]
    const wanted = [latest?.status ?? null, latest?.comment ?? null, latest?.dueBack ?? null]
    if (JSON.stringify(shown) === JSON.stringify(wanted)) return []
    const text = `${entry.person.id} is ${JSON.stringify(shown)}, should be ${JSON.stringify(wanted)}`
    return [{ law: 'board differs from the truth', text }]
  })
}

function booksDiffer(
  mails: readonly TestMail[],
  { books, journal }: Pick<Observation, 'books' | 'journal'>,
  mayBeUnknown: number,
): Violation[] {
  const count = (kind: TestMail['kind']) => mails.filter((mail) => mail.kind === kind).length
  const copies = mails.reduce((sum, mail) => sum + mail.mailboxes.length, 0)
  const superseded = [...journal.values()].flat().filter(({ reason }) => reason === 'superseded').length
  const { settled, replies: replied } = books
  const unknown = replied['unknown'] ?? 0
  const equal = (what: string, found: number | undefined, expected: number, law: Law = 'books differ'): Violation[] =>
    found === expected
      ? []
      : [{ law, text: `${what}: ${found ?? 'nothing'} in the books, ${expected} by our own count` }]
  return [
    ...equal('received', books.received, copies),
    ...equal('waiting', books.waiting, 0),
    ...equal('final', books.ledger['final'], copies, 'not final'),
    ...equal('alarmed', books.ledger['alarmed'], 0),
    ...equal('applied', settled['applied'], count('good') - superseded + count('case')),
    ...equal('ignored', settled['ignored'], count('automatic') + count('stranger') + superseded),
    ...equal('rejected', settled['rejected'], count('unreadable')),
    ...equal('duplicate', settled['duplicate'], copies - mails.length),
    ...equal('failed', settled['failed'], 0, 'failed'),
    ...equal('replies failed', replied['failed'], 0, 'failed'),
    ...equal('replies held', replied['held'], 0, 'failed'),
    ...equal(
      'replies ended',
      (replied['sent'] ?? 0) + unknown,
      count('unreadable') + superseded + conversationsOf(mails),
    ),
    ...equal('journaled as received', books.journal.received, copies),
    ...equal('journaled as settled', books.journal.settled, copies),
    ...equal('settlement conflicts', books.journal.conflicts ?? 0, 0, 'settled twice'),
    ...equal('dead letters', books.journal.deadLetters ?? 0, 0, 'dead letters'),
    ...equal('difference', books.difference, 0),
    ...(unknown > mayBeUnknown
      ? [
          {
            law: 'unknown without a kill' as const,
            text: `${unknown} replies are unknown; the kills of their senders account for ${mayBeUnknown}`,
          },
        ]
      : []),
  ]
}

/** How many conversations there are, each of which is acknowledged. */
export const conversationsOf = (mails: readonly TestMail[]): number =>
  new Set(mails.flatMap(({ conversation }) => conversation ?? [])).size
