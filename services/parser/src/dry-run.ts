import { mailboxes } from '@tubepost/events'
import { type Reading, readStatusSubject, renderReading } from '@tubepost/grammar'
import { decodeHeaderText, judge, parseHeaderBlock, parseMailboxes } from '@tubepost/mail'
import type { HttpApp, ServiceContext } from '@tubepost/service'
import { type Static, Type } from 'typebox'
import { Errors } from 'typebox/value'
import { decideMail, type Directory, type Verdict } from './decide-mail.ts'
import { catchUp, readDirectory } from './directory.ts'

const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const SubjectRun = Type.Object({
  subject: Type.String(),
  sentAt: Type.String({ format: 'date-time' }),
  timeZone: Type.String(),
  locale: Type.String(),
  statuses: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1 }),
        aliases: Type.Array(Type.String()),
        due: Type.Optional(Type.Union([Type.Literal('optional'), Type.Literal('required'), Type.Literal('forbidden')])),
      }),
    ),
  ),
  defaultReturn: Type.Optional(Clock),
  endOfDay: Type.Optional(Clock),
})

// What the judgement of a mail reads of its body: enough for the status blocks of a bounce.
const BODY_HEAD = 64 * 1024

/** Reads a subject or judges a whole mail as the parser would, and says why. Changes nothing. */
export function dryRun(app: HttpApp, context: ServiceContext): void {
  app.addContentTypeParser('message/rfc822', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post<{ Body: Static<typeof SubjectRun> | Buffer; Querystring: { mailbox?: string } }>(
    '/api/parser/dry-run',
    async (request, reply) => {
      await catchUp(context.reference)
      const directory = readDirectory(context.reference)
      if (Buffer.isBuffer(request.body)) {
        const { mailbox } = request.query
        if (mailbox !== undefined && !context.reference(mailboxes).records.has(mailbox)) {
          return reply.code(404).send({ error: { code: 'not_found', message: `There is no mailbox ${mailbox}.` } })
        }
        return runMail(request.body, mailbox, directory, new Date().toISOString())
      }
      const problems = problemsOf(request.body)
      if (problems.length > 0) {
        return reply.code(400).send({ error: { code: 'invalid', message: problems.join('; ') } })
      }
      return { reading: shown(runSubject(request.body, directory)) }
    },
  )
}

function problemsOf(body: unknown): string[] {
  const problems = [...Errors(SubjectRun, body)].map(
    (error) => `${error.instancePath.slice(1).replaceAll('/', '.') || 'body'} ${error.message}`,
  )
  if (problems.length > 0) return problems
  const { timeZone } = body as Static<typeof SubjectRun>
  try {
    Temporal.Now.zonedDateTimeISO(timeZone)
    return []
  } catch {
    return [`timeZone "${timeZone}" is no IANA time zone`]
  }
}

function runSubject(run: Static<typeof SubjectRun>, directory: Directory): Reading {
  return readStatusSubject(run.subject, {
    statuses: run.statuses?.map((status) => ({ id: status.name, ...status })) ?? directory.terms,
    sentAt: run.sentAt,
    timeZone: run.timeZone,
    locale: run.locale,
    defaultReturn: run.defaultReturn ?? directory.organisation.defaultReturn,
    endOfDay: run.endOfDay ?? directory.organisation.endOfDay,
  })
}

/** A reading in the words of the HTTP contract. */
function shown(reading: Reading) {
  const { status, dueBack, comment, warnings, error, spans } = reading
  return {
    status: status?.name ?? null,
    dueBack,
    comment,
    warnings,
    error,
    spans,
    canonical: reading.error === null ? renderReading(reading) : null,
  }
}

function runMail(raw: Buffer, mailbox: string | undefined, directory: Directory, now: string) {
  const text = raw.subarray(0, 2 * BODY_HEAD).toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const block = end === null ? raw : raw.subarray(0, end.index + end[0].length)
  const headers = parseHeaderBlock(block)
  const body = end === null ? '' : text.slice(end.index + end[0].length, end.index + BODY_HEAD)
  const judgement = judge(headers, { envelopeFrom: undefined, ownAddresses: directory.ownAddresses, body })
  const answer = {
    class: judgement.class,
    mayReply: judgement.mayReply,
    evidence: judgement.evidence,
    subject: decodeHeaderText(headers.first('subject') ?? ''),
    from: headers.all('from').flatMap((value) => parseMailboxes(value).mailboxes),
  }
  if (mailbox === undefined) return answer
  const verdict = decideMail(
    {
      mailId: '00000000-0000-8000-8000-000000000000',
      mailbox,
      fingerprint: '0'.repeat(64),
      identity: { kind: 'smtp', session: 'dry-run' },
      arrivedAt: now,
      envelope: { from: null, recipients: [] },
      headers: block.toString('utf8'),
      size: raw.length,
      body: null,
      backlog: false,
    },
    directory,
  )
  return { ...answer, ...judged(verdict) }
}

function judged(verdict: Verdict) {
  if (verdict.kind === 'settled') {
    const { outcome, reason, text } = verdict
    return { sender: null, route: null, intent: null, settlement: { outcome, reason, text } }
  }
  return {
    sender: { person: verdict.person.id, trust: verdict.trust },
    route: 'status',
    intent: verdict.kind === 'intent' ? { name: 'intent.status.set', ...shown(verdict.reading) } : null,
    settlement: verdict.kind === 'misread' ? { outcome: 'rejected', reason: verdict.reason } : null,
    reading: shown(verdict.reading),
  }
}
