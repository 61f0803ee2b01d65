import { deriveId } from '@tubepost/events'
import { type CaseStatus, statusAfterMail } from '../records/case-status.ts'
import type { KeyOwner, KnownThreads, Lead, Relation, Thread, Why } from './thread.ts'
import { type Place, recordsNamed, threadsNamed } from './thread-leads.ts'
import type { ThreadedMail } from './threaded-mail.ts'
import { copyKeys, ownerOfCopy } from './thread-keys.ts'

export type Opens<Mail> = {
  kind: 'opens'
  mail: Mail
  recordId: string
  mergedFrom: null
  related: readonly Relation[]
  isVerified: boolean
  status: CaseStatus
}
export type Joins<Mail> = {
  kind: 'joins'
  mail: Mail
  recordId: string
  /** Where it answers a mail of a record that was merged: to this one it goes back with that mail. */
  mergedFrom: string | null
  by: Lead
  related: readonly Relation[]
  isVerified: boolean
  before: CaseStatus
  status: CaseStatus
}
export type Copies<Mail> = {
  kind: 'copies'
  mail: Mail
  recordId: string
  mergedFrom: string | null
  isElsewhere: boolean
}
export type ThreadVerdict<Mail extends ThreadedMail = ThreadedMail> =
  | Opens<Mail>
  | Joins<Mail>
  /** It is a copy of a mail on the record (`ownerOfCopy`). `isElsewhere`: it came by another mailbox. */
  | Copies<Mail>
  | { kind: 'refused'; mail: Mail }

/**
 * Judges mails in the order given, each against what the ones before it left. A conversation whose mails name its first one ends
 * as one record, in whatever order and in whatever portions they are judged. `owned`: keys with another owner than before.
 */
export function decideThreads<Mail extends ThreadedMail>(
  mails: readonly Mail[],
  known: KnownThreads,
): { verdicts: ThreadVerdict<Mail>[]; owned: ReadonlyMap<string, KeyOwner> } {
  const book = openBook(known)
  const owned = new Map<string, KeyOwner>()
  const verdicts = mails.map((mail) => {
    const verdict = decide(mail, book)
    if (verdict.kind === 'refused') return verdict
    noteMail(verdict, book)
    for (const [key, owner] of keysAfter(verdict, book.keys)) {
      book.keys.set(key, owner)
      owned.set(key, owner)
    }
    return verdict
  })
  return { verdicts, owned }
}

/** A thread as the mails judged so far left it. */
interface Noted extends Thread {
  status: CaseStatus
  readonly mailboxes: Set<string>
  readonly verified: Set<string>
}

interface Book {
  readonly threads: Map<string, Noted>
  readonly byNumber: ReadonlyMap<string | null, Place>
  readonly keys: Map<string, KeyOwner>
}

function openBook({ threads, keys }: KnownThreads): Book {
  const noted = [...threads.values()].map((thread) => ({
    ...thread,
    mailboxes: new Set(thread.mailboxes),
    verified: new Set(thread.verified),
  }))
  return {
    threads: new Map(noted.map((thread) => [thread.id, thread])),
    byNumber: new Map(noted.flatMap(numbersOf)),
    keys: new Map(keys),
  }
}

/** Its own, and those of the records that were merged into it. */
const numbersOf = ({ id: recordId, number, merged }: Thread): [string | null, Place][] => [
  [number, { recordId, mergedFrom: null }],
  ...merged.map((one): [string, Place] => [one.number, { recordId, mergedFrom: one.id }]),
]

function decide<Mail extends ThreadedMail>(mail: Mail, book: Book): ThreadVerdict<Mail> {
  const { threads, keys } = book
  const copied = ownerOfCopy(mail, keys)
  if (copied !== undefined) {
    const { recordId, mergedFrom } = copied
    const isElsewhere = threads.get(recordId)?.mailboxes.has(mail.mailbox) === false
    return { kind: 'copies', mail, recordId, mergedFrom, isElsewhere }
  }
  const own = mail.ownId === null ? undefined : keys.get(mail.ownId)
  // Two mails with one id: one of them was changed on its way, or means to be taken for the other.
  if (own !== undefined && own.mailId !== null) return open(mail, [{ recordId: own.recordId, why: 'sameMessageId' }])

  const [found, ...others] = threadsNamed(mail, keys)
  const related = others.map(({ recordId }): Relation => ({ recordId, why: 'referenced' }))
  const { permitted, refused } = recordsNamed(mail, threads, book.byNumber)
  const lead = found ?? permitted
  const thread = lead === undefined ? undefined : threads.get(lead.recordId)
  if (lead === undefined || thread === undefined) return open(mail, refused)
  const why = whyApart(mail, thread)
  if (why !== undefined) return open(mail, [{ recordId: thread.id, why }, ...related])

  const isVerified = mail.isCredible && thread.verified.has(mail.senderKey)
  // Whoever opened a case that was merged into it waits for its end as well.
  const isRequester =
    mail.isCredible && [thread, ...thread.merged].some(({ requesterKey }) => requesterKey === mail.senderKey)
  const before = thread.status
  const status = statusAfterMail(before, { isRequester, isSilent: mail.isSilent })
  return { kind: 'joins', mail, ...lead, related, isVerified, before, status }
}

function open<Mail extends ThreadedMail>(mail: Mail, related: readonly Relation[]): ThreadVerdict<Mail> {
  if (mail.policy.newCases === 'refuse') return { kind: 'refused', mail }
  const recordId = deriveId(mail.mailId, 'case')
  const status = mail.isSilent ? 'closed' : 'new'
  return { kind: 'opens', mail, recordId, mergedFrom: null, related, isVerified: mail.isCredible, status }
}

function whyApart(mail: ThreadedMail, thread: Thread): Why | undefined {
  if (mail.policy.closedCase === 'newCase' && thread.status === 'closed' && !mail.isSilent) return 'closed'
  // An answer to a reply of ours has our subject, and in it the number.
  const isNumbered = numbersOf(thread).some(([number]) => number !== null && mail.tags.includes(number))
  const isChanged = !isNumbered && ![thread, ...thread.merged].some(({ subjectKey }) => subjectKey === mail.subjectKey)
  return mail.policy.changedSubject === 'newCase' && isChanged ? 'changedSubject' : undefined
}

type Effect = Exclude<ThreadVerdict, { kind: 'refused' }>

function noteMail(verdict: Effect, { threads }: Book): void {
  const { mail, recordId } = verdict
  const thread: Noted = threads.get(recordId) ?? {
    id: recordId,
    number: null,
    status: 'new',
    subjectKey: mail.subjectKey,
    requesterKey: mail.senderKey,
    mailboxes: new Set(),
    verified: new Set(mail.isCredible ? [mail.senderKey] : []),
    merged: [],
  }
  threads.set(recordId, thread)
  thread.mailboxes.add(mail.mailbox)
  if (verdict.kind === 'copies') return
  thread.status = verdict.status
  if (verdict.isVerified) for (const key of mail.recipientKeys) thread.verified.add(key)
}

/** Keys that lead to the record from now on. One that leads elsewhere goes on doing so. */
function* keysAfter({ mail, recordId, mergedFrom }: Effect, keys: Book['keys']): Generator<[string, KeyOwner]> {
  for (const id of mail.references) if (!keys.has(id)) yield [id, { recordId, mailId: null, mergedFrom }]
  const own = mail.ownId === null ? undefined : keys.get(mail.ownId)
  const isFree = own === undefined || (own.recordId === recordId && own.mailId === null)
  const had = { recordId, mailId: mail.mailId, mergedFrom }
  if (mail.ownId !== null && isFree) yield [mail.ownId, had]
  for (const key of copyKeys(mail)) if (!keys.has(key)) yield [key, had]
}
