import { isUtf8 } from 'node:buffer'
import type { DryRunMail, Sent } from '@tubepost/api'
import { MAX_HEADER_BYTES } from '@tubepost/events'
import {
  decodeHeaderText,
  judge,
  limits,
  parseHeaderBlock,
  parseMailboxes,
  readBodyFacts,
  readOwnMessageId,
  trimReply,
} from '@tubepost/mail'
import type { ReadContent } from './content-reader.ts'
import { decideMail, type Directory, type Verdict } from './decide-mail.ts'
import { shownReading } from './dry-run-subject.ts'
import { explainClass, explainVerdict, settlementOf } from './explain-verdict.ts'

/**
 * Judges a whole mail as the parser would, in the words of the HTTP contract. Pure: the content was read before.
 */
export function dryRunMail(
  raw: Buffer,
  read: ReadContent,
  { mailbox, directory, now }: { mailbox: string | undefined; directory: Directory; now: string },
): Sent<DryRunMail> {
  const { block, body, isCut } = split(raw)
  const headers = parseHeaderBlock(block, isCut)
  const bodyFacts = readBodyFacts(headers, body)
  const judgement = judge(headers, {
    envelopeFrom: undefined,
    ownAddresses: directory.ownAddresses,
    ownReplyOf: (messageId) => readOwnMessageId(directory.keys, messageId),
    bodyFacts,
  })
  const content = 'content' in read ? read.content : { text: null, attachments: [] }
  const answer = {
    class: judgement.class,
    mayReply: judgement.mayReply,
    evidence: judgement.evidence,
    subject: decodeHeaderText(headers.first('subject') ?? ''),
    from: headers.all('from').flatMap((value) => parseMailboxes(value).mailboxes),
    text: content.text,
    reply: content.text === null ? null : trimReply(content.text),
    attachments: content.attachments,
    unread: 'unread' in read ? read.unread : null,
  }
  if (mailbox === undefined) return { ...answer, decisions: [explainClass(judgement)] }
  const verdict = decideMail(
    {
      mailId: '00000000-0000-8000-8000-000000000000',
      mailbox,
      fingerprint: '0'.repeat(64),
      identity: { kind: 'smtp', session: 'dry-run' },
      arrivedAt: now,
      envelope: { from: null, recipients: [] },
      headers: block.toString(isUtf8(block) ? 'utf8' : 'latin1'),
      headersCut: isCut,
      bodyFacts,
      size: raw.length,
      body: null,
      backlog: false,
    },
    directory,
  )
  return { ...answer, ...shownVerdict(verdict), decisions: [explainClass(judgement), ...explainVerdict(verdict)] }
}

/** As much of the header as an event carries, so that both are judged alike, and of the body as much as is judged. */
function split(raw: Buffer): { block: Buffer; body: string; isCut: boolean } {
  const head = raw.toString('latin1', 0, MAX_HEADER_BYTES + limits.bodyHeadChars)
  const end = /\r?\n\r?\n/.exec(head)
  const whole = end === null ? raw.length : end.index + end[0].length
  const length = Math.min(whole, MAX_HEADER_BYTES)
  const body = end === null ? '' : head.slice(length, length + limits.bodyHeadChars)
  return { block: raw.subarray(0, length), body, isCut: whole > length }
}

function shownVerdict(verdict: Verdict) {
  const { person, trust, route } = verdict
  return {
    sender: person === undefined ? null : { person: person.id, trust: trust ?? null },
    route: route?.route.to ?? null,
    otherRoutes: route?.others ?? [],
    intent: verdict.kind === 'intent' ? { name: 'intent.status.set' as const, ...shownReading(verdict.reading) } : null,
    settlement: settlementOf(verdict),
    reading: verdict.kind === 'settled' ? null : shownReading(verdict.reading),
  }
}
