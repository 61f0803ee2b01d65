import type { Violation } from './law.ts'
import type { Observation } from './observe.ts'
import { digest } from './observe-cases.ts'
import type { TestMail } from './truth.ts'

type Seen = Pick<Observation, 'cases' | 'letters' | 'journal'>

/** Each conversation is one case, which has each of its mails once with all bytes; the first that came is acknowledged. */
export function compareCases(mails: readonly TestMail[], seen: Seen): Violation[] {
  const byMessageId = new Map(mails.map((mail) => [mail.messageId, mail]))
  const conversations = Map.groupBy(
    mails.filter(({ conversation }) => conversation !== null),
    ({ conversation }) => conversation ?? '',
  )
  return [
    ...[...conversations].flatMap(([name, own]) => [
      ...own.flatMap((mail) => placeOf(mail, seen)),
      ...caseOf(name, own, seen),
      ...acknowledgements(name, own, seen),
    ]),
    ...seen.cases.flatMap((each) => contents(each, byMessageId)),
  ]
}

/** A mail is on one case, once, as it was delivered. */
function placeOf({ id, messageId, raw }: TestMail, { cases }: Seen): Violation[] {
  const lines = cases.flatMap(({ number, mails }) =>
    mails.filter((mail) => mail.messageId === messageId).map(({ sha256 }) => ({ number, sha256 })),
  )
  const text = `${id} is on ${lines.map(({ number }) => number).join(', ') || 'no case'}`
  if (lines.length === 0) return [{ law: 'lost', text }]
  if (lines.length > 1) return [{ law: 'applied twice', text }]
  return lines.every(({ sha256 }) => sha256 === digest(raw)) ? [] : [{ law: 'bytes of a mail not kept', text }]
}

function caseOf(name: string, own: readonly TestMail[], { cases }: Seen): Violation[] {
  const messageIds = new Set(own.map(({ messageId }) => messageId))
  const found = cases.filter(({ mails }) => mails.some(({ messageId }) => messageIds.has(messageId ?? '')))
  const numbers = found.map(({ number }) => number).join(', ')
  if (found.length > 1) return [{ law: 'conversation on two cases', text: `${name} is on ${numbers}` }]
  const delivered = inOrder(own.flatMap(({ mailboxes }) => mailboxes))
  return found
    .filter(({ mailboxes }) => inOrder(mailboxes) !== delivered)
    .map(({ mailboxes }) => ({
      law: 'settled otherwise than it must',
      text: `${name} came to ${delivered}; ${numbers} is of ${inOrder(mailboxes)}`,
    }))
}

const inOrder = (mailboxes: readonly string[]): string => [...new Set(mailboxes)].toSorted().join()

/** Whichever of its mails came first is answered, and no other. */
function acknowledgements(name: string, own: readonly TestMail[], { letters, journal }: Seen): Violation[] {
  const messageIds = new Set(own.map(({ messageId }) => messageId))
  const arrived = letters.filter(({ inReplyTo }) => messageIds.has(inReplyTo ?? '')).length
  const ended = own.flatMap(({ messageId }) => (journal.get(messageId) ?? []).flatMap(({ replies }) => replies))
  const text = `${name}: ${arrived} acknowledgements arrived; journaled as ${ended.join(', ') || 'none'}`
  if (arrived > 1 || ended.length > 1) return [{ law: 'replied twice', text }]
  if (arrived === 0 && !ended.includes('unknown')) return [{ law: 'due replies neither sent nor unknown', text }]
  return []
}

/** A case holds mails of one conversation, and nothing that a machine wrote. */
function contents(
  { number, count, mails }: Seen['cases'][number],
  byMessageId: ReadonlyMap<string, TestMail>,
): Violation[] {
  const own = mails.map(({ messageId }) => byMessageId.get(messageId ?? ''))
  const names = new Set(own.map((mail) => mail?.conversation ?? 'none'))
  const text = `${number} holds ${mails.length} mails, of ${[...names].join(', ')}, and counts ${count}`
  if (names.has('none') || names.size === 0 || count !== mails.length)
    return [{ law: 'settled otherwise than it must', text }]
  return names.size > 1 ? [{ law: 'conversations on one case', text }] : []
}
