import type { Readable } from 'node:stream'
import { answers, DryRunMail, DryRunPlace, DryRunReading, exampleOf, type Sent, SubjectRun } from '@tubepost/api'
import { mailboxes } from '@tubepost/events'
import {
  findingWords,
  type HttpApp,
  type HttpRequest,
  limitAtOnce,
  MAIL_TYPE,
  RefusedRequest,
  type ServiceContext,
} from '@tubepost/service'
import { Type } from 'typebox'
import type { ParserConfig } from '../config.ts'
import { contentLimits } from '../content/content-limits.ts'
import { type ContentReader, createContentReader, type ContentRead, unread } from '../content/content-reader.ts'
import { catchUp, readDirectory } from '../directory.ts'
import { dryRunMail, JUDGED_BYTES } from './dry-run-mail.ts'
import { dryRunSubject } from './dry-run-subject.ts'
import { createMailRoom, type ReceivedMail } from './receive-mail.ts'

/** Reads a subject or judges a whole mail as the parser would, and says why. Changes nothing. */
export function dryRun(app: HttpApp, context: ServiceContext<ParserConfig>): void {
  const contents = createContentReader()
  // Calls in hand are answered first.
  app.addHook('onClose', async () => contents.close())
  const takeIn = createMailRoom()
  app.addContentTypeParser(MAIL_TYPE, ({ headers }: HttpRequest, body: Readable) =>
    takeIn(body, headers['content-length']),
  )
  // However the call ends, and before it comes to the route as well.
  app.addHook('onResponse', async ({ body }) => {
    if (isMail(body)) body.release()
  })
  // Asked for when a mail has come in whole: a slow sender keeps nobody from a turn.
  const turn = limitAtOnce(contentLimits.mailsAtOnce, contentLimits.turnMs)

  app.post<{ Body: SubjectRun | ReceivedMail; Querystring: DryRunPlace }>(
    '/api/parser/dry-run',
    {
      config: { scope: 'parser:read', reads: { body: Bodies } },
      schema: {
        summary: 'Try how a subject or a mail would be read',
        description: 'JSON holds a subject, message/rfc822 a whole mail. Nothing changes.',
        querystring: DryRunPlace,
        response: answers({ 200: Answer }, { 404: ['not_found'], 413: ['too_large'], 503: ['busy'] }),
      },
    },
    async (request): Promise<Sent<DryRunMail | DryRunReading>> => {
      const { body, query } = request
      await catchUp(context.reference)
      const directory = readDirectory(context.reference, context.config)
      if (isMail(body)) {
        const { mailbox } = query
        if (mailbox !== undefined && !context.reference(mailboxes).records.has(mailbox))
          throw new RefusedRequest(404, 'not_found', `There is no mailbox ${mailbox}.`)
        const release = await turn()
        try {
          const raw = { head: body.head(JUDGED_BYTES), size: body.size }
          return dryRunMail(raw, await readReceived(body, contents), {
            mailbox,
            directory,
            now: new Date().toISOString(),
          })
        } finally {
          release()
        }
      }
      const problem = problemOf(body, request.compileValidationSchema(SubjectRun))
      if (problem !== '') throw new RefusedRequest(400, 'invalid', problem)
      return { reading: dryRunSubject(body, directory, new Date().toISOString()) }
    },
  )
}

async function readReceived(mail: ReceivedMail, contents: ContentReader): Promise<ContentRead> {
  if (mail.size > contentLimits.rawBytes) return unread('rawBytes')
  return contents.read({ size: mail.size, bytes: mail.pieces() })
}

const Bodies = {
  content: {
    'application/json': { schema: SubjectRun },
    [MAIL_TYPE]: { schema: Type.String({ description: 'A mail as its bytes, RFC 5322.' }) },
  },
}
const Answer = Type.Union([DryRunReading, DryRunMail], {
  examples: [exampleOf(DryRunReading)],
  description: 'Of a subject its reading; of a mail the judgement.',
})

const isMail = (body: unknown): body is ReceivedMail =>
  typeof body === 'object' && body !== null && 'release' in body && typeof body.release === 'function'

function problemOf(body: unknown, fits: ReturnType<HttpRequest['compileValidationSchema']>): string {
  if (!fits(body)) return findingWords(fits.errors ?? [], 'body')
  const { sentAt, timeZone, locale } = body as SubjectRun
  // The pattern of the form lets through what no clock shows, such as a second of thirteen decimals.
  if (sentAt !== undefined && !isKnown(() => Temporal.Instant.from(sentAt)))
    return 'sentAt: is no time with at most nine decimals of a second'
  if (!isKnown(() => Temporal.Now.zonedDateTimeISO(timeZone))) return `timeZone: "${timeZone}" is no IANA time zone`
  return isKnown(() => Intl.getCanonicalLocales(locale)) ? '' : `locale: "${locale}" is no language tag such as en-US`
}

function isKnown(use: () => unknown): boolean {
  try {
    use()
    return true
  } catch {
    return false
  }
}
