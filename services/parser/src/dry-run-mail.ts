import { isUtf8 } from 'node:buffer'
import { decodeHeaderText, judge, parseHeaderBlock, parseMailboxes, trimReply } from '@tubepost/mail'
import type { ReadContent } from './content-reader.ts'
import { decideMail, type Directory, type Verdict } from './decide-mail.ts'
import { shownReading } from './dry-run-subject.ts'
import { explainClass, explainVerdict, settlementOf } from './explain-verdict.ts'

// As much of the body as the judgement reads: enough for the status blocks of a bounce.
const BODY_HEAD = 64 * 1024
// As much of the header as the fetcher puts into an event, so that both are judged alike.
const HEADER_HEAD = 64 * 1024

/** Judges a whole mail as the parser would, in the words of the HTTP contract. Pure: the content was read before. */
export function dryRunMail(
  raw: Buffer,
  read: ReadContent,
  { mailbox, directory, now }: { mailbox: string | undefined; directory: Directory; now: string },
) {
  const { block, body } = split(raw)
  const headers = parseHeaderBlock(block)
  const judgement = judge(headers, { envelopeFrom: undefined, ownAddresses: directory.ownAddresses, body })
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
    /** The reason why there is no text: a limit, or the mail itself. */
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
      size: raw.length,
      body: null,
      backlog: false,
    },
    directory,
  )
  return { ...answer, ...shownVerdict(verdict), decisions: [explainClass(judgement), ...explainVerdict(verdict)] }
}

function split(raw: Buffer): { block: Buffer; body: string } {
  const head = raw.toString('latin1', 0, HEADER_HEAD + BODY_HEAD)
  const end = /\r?\n\r?\n/.exec(head)
  const length = Math.min(end === null ? raw.length : end.index + end[0].length, HEADER_HEAD)
  return { block: raw.subarray(0, length), body: end === null ? '' : head.slice(length, length + BODY_HEAD) }
}

function shownVerdict(verdict: Verdict) {
  const { person, trust, route } = verdict
  return {
    sender: person === undefined ? null : { person: person.id, trust: trust ?? null },
    route: route?.route.to ?? null,
    otherRoutes: route?.others ?? [],
    intent: verdict.kind === 'intent' ? { name: 'intent.status.set', ...shownReading(verdict.reading) } : null,
    settlement: settlementOf(verdict),
    reading: verdict.kind === 'settled' ? null : shownReading(verdict.reading),
  }
}
