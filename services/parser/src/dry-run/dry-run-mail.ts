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
} from '@tubepost/mail'
import type { ContentRead } from '../content/content-reader.ts'
import { decideMail, type Verdict } from '../judging/decide-mail.ts'
import type { Directory } from '../judging/known-mail.ts'
import { shownReading } from './dry-run-subject.ts'
import { explainClass, explainVerdict, settlementOf } from './explain-verdict.ts'

/** Bytes of a mail that the judgement looks at. */
export const JUDGED_BYTES = MAX_HEADER_BYTES + limits.bodyHeadChars

/**
 * Judges a whole mail as the parser would, in the words of the HTTP contract. Pure: the content was read before.
 * @param raw the mail, or the first `JUDGED_BYTES` of it
 */
export function dryRunMail(
  raw: { readonly head: Buffer; readonly size: number },
  read: ContentRead,
  { mailbox, directory, now }: { mailbox: string | undefined; directory: Directory; now: string },
): Sent<DryRunMail> {
  const { block, body, isCut } = split(raw.head)
  const headers = parseHeaderBlock(block, isCut)
  const bodyFacts = readBodyFacts(headers, body)
  const judgement = judge(headers, {
    envelopeFrom: undefined,
    ownAddresses: directory.ownAddresses,
    ownReplyOf: (messageId) => readOwnMessageId(directory.keys, messageId),
    bodyFacts,
  })
  const content = 'content' in read ? read.content : { text: null, reply: null, files: [] }
  const answer = {
    class: judgement.class,
    mayReply: judgement.mayReply,
    evidence: judgement.evidence,
    subject: decodeHeaderText(headers.first('subject') ?? ''),
    from: headers.all('from').flatMap((value) => parseMailboxes(value).mailboxes),
    text: content.text,
    reply: content.reply,
    attachments: content.files.map(({ name, mediaType, size }) => ({ name, mediaType, size })),
    unread: unreadOf(read),
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
      size: raw.size,
      body: null,
      backlog: false,
    },
    directory,
  )
  return { ...answer, ...shownVerdict(verdict), decisions: [explainClass(judgement), ...explainVerdict(verdict)] }
}

/** As much of the header as an event carries, so that both are judged alike, and of the body as much as is judged. */
function split(mail: Buffer): { block: Buffer; body: string; isCut: boolean } {
  const head = mail.toString('latin1', 0, JUDGED_BYTES)
  const end = /\r?\n\r?\n/.exec(head)
  const whole = end === null ? mail.length : end.index + end[0].length
  const length = Math.min(whole, MAX_HEADER_BYTES)
  const body = end === null ? '' : head.slice(length, length + limits.bodyHeadChars)
  return { block: mail.subarray(0, length), body, isCut: whole > length }
}

function unreadOf(read: ContentRead) {
  if ('content' in read) return null
  return 'lost' in read ? { limit: null, message: read.lost } : read.unread
}

function shownVerdict(verdict: Verdict) {
  const { person, trust, route } = verdict
  return {
    sender: person === undefined ? null : { person: person.id, trust: trust ?? null },
    route: route?.route.to ?? null,
    otherRoutes: route?.others ?? [],
    intent: intentOf(verdict),
    settlement: settlementOf(verdict),
    reading: verdict.kind === 'intent' || verdict.kind === 'misread' ? shownReading(verdict.reading) : null,
  }
}

function intentOf(verdict: Verdict) {
  switch (verdict.kind) {
    case 'intent':
      return { name: 'intent.status.set' as const, ...shownReading(verdict.reading) }
    case 'message': {
      const { subject, address: from, thread, route } = verdict
      const defaults: Record<string, string> = { ...route.route.defaults }
      return { name: 'intent.case.message' as const, object: 'case', defaults, from, subject, thread }
    }
    case 'misread':
    case 'settled':
      return null
  }
}
