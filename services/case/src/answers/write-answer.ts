import type { NewAnswer } from '@tubepost/api'
import { addressKey, parseMailboxes } from '@tubepost/mail'
import { RefusedRequest } from '@tubepost/service'
import type { Directory } from '../directory.ts'
import { type CaseRow, numberText } from '../records/case-row.ts'
import { noteText } from '../records/written-text.ts'
import type { Party } from '../timeline/entry-row.ts'
import type { Answer } from './answers-sql.ts'

// Relays take a hundred to a mail at least (RFC 5321 §4.5.3.1.8), and an answer is no newsletter.
const MOST_RECIPIENTS = 50
// A header value of ours has no more (headerSafe); the mails that it came from stay as they are.
const LONGEST_SUBJECT = 200

/**
 * Pure. An answer as it is kept and sent; throws the refusal of one that cannot be sent.
 * @param row the case that is answered
 */
export function writeAnswer(
  row: CaseRow,
  asked: NewAnswer,
  { id, actor, now, directory }: { id: string; actor: string; now: string; directory: Directory },
): Answer {
  const fromAddress = directory.addressOf(row.mailbox)
  if (fromAddress === undefined)
    throw new RefusedRequest(
      409,
      'no_mailbox',
      `The mailbox ${row.mailbox}, to which answers would come, is not set up any more. Set it up again, then answer.`,
    )
  const requester: Party = { name: row.requesterName, address: row.requesterAddress }
  const seen = new Set<string>()
  const read = (field: 'to' | 'cc' | 'bcc') =>
    (asked[field] ?? []).map((text) => recipient(text, field, directory)).filter((party) => isNew(party, seen))
  const to = asked.to === undefined ? [requester].filter((party) => isNew(party, seen)) : read('to')
  const recipients = { to, cc: read('cc'), bcc: read('bcc') }
  if (seen.size > MOST_RECIPIENTS)
    throw new RefusedRequest(
      400,
      'too_many',
      `An answer goes to ${MOST_RECIPIENTS} people at most, and this one has ${seen.size}. Leave some out.`,
    )
  return {
    id,
    recordId: row.id,
    mergedFrom: null,
    at: now,
    actor,
    mailbox: row.mailbox,
    fromName: directory.people.get(actor)?.name ?? null,
    fromAddress,
    recipients,
    subject: answerSubject(row),
    text: noteText(asked.text),
  }
}

function isNew({ address }: Party, seen: Set<string>): boolean {
  const key = addressKey(address)
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function recipient(text: string, field: string, { isOurs }: Pick<Directory, 'isOurs'>): Party {
  const { mailboxes, grouped, defects } = parseMailboxes(text)
  const [found] = mailboxes
  if (found === undefined || mailboxes.length > 1 || grouped.length > 0 || defects.length > 0)
    throw new RefusedRequest(
      400,
      'bad_address',
      `${field}: "${text}" is not one address. Write it as in carla@customer.example.`,
    )
  const { name, address } = found
  if (isOurs(addressKey(address)))
    throw new RefusedRequest(
      400,
      'own_address',
      `${field}: ${address} is an address of our own; the answer would come back to us. Leave it out.`,
    )
  return { name, address }
}

const IS_ANSWER = /^\s*re\s*:/i

/** Names the case, so that an answer finds it where a mail program has dropped the Message-IDs. */
export function answerSubject({ subject, number }: Pick<CaseRow, 'subject' | 'number'>): string {
  const tag = `[${numberText(number)}]`
  const words = subject.replaceAll(tag, ' ').replaceAll(/\s+/g, ' ').trim()
  const answer = IS_ANSWER.test(words) ? words : `Re: ${words}`.trim()
  return `${shortened(answer, LONGEST_SUBJECT - tag.length - 1)} ${tag}`
}

/** @param longest UTF-16 units; no character is cut in two */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > longest - 1) break
    kept += character
  }
  return `${kept}…`
}
