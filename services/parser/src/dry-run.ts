import { mailboxes } from '@tubepost/events'
import { type HttpApp, RefusedRequest, type ServiceContext } from '@tubepost/service'
import type { Static } from 'typebox'
import { Errors } from 'typebox/value'
import { contentLimits } from './content-limits.ts'
import { createContentReader } from './content-reader.ts'
import { catchUp, readDirectory } from './directory.ts'
import { dryRunMail } from './dry-run-mail.ts'
import { dryRunSubject, SubjectRun } from './dry-run-subject.ts'
import { limitAtOnce } from './limit-at-once.ts'
import { receiveMail } from './receive-mail.ts'

/** Reads a subject or judges a whole mail as the parser would, and says why. Changes nothing. */
export function dryRun(app: HttpApp, context: ServiceContext): void {
  const contents = createContentReader()
  // Calls in hand are answered first.
  app.addHook('onClose', async () => contents.close())
  type Announced = { headers: { 'content-length'?: string | undefined } }
  app.addContentTypeParser('message/rfc822', ({ headers }: Announced, body: AsyncIterable<Buffer>) =>
    receiveMail(body, headers['content-length']),
  )
  const turn = limitAtOnce(contentLimits.mailsAtOnce)

  app.post<{ Body: Static<typeof SubjectRun> | Buffer; Querystring: { mailbox?: string } }>(
    '/api/parser/dry-run',
    {
      // Before the body is read, so that a mail which waits its turn stays with its sender.
      preParsing: async ({ headers }, reply) => {
        if (headers['content-type']?.startsWith('message/rfc822') !== true) return
        const release = await turn()
        reply.raw.once('close', release)
        if (reply.raw.destroyed) release()
      },
    },
    async ({ body, query }) => {
      await catchUp(context.reference)
      const directory = readDirectory(context.reference)
      if (Buffer.isBuffer(body)) {
        const { mailbox } = query
        if (mailbox !== undefined && !context.reference(mailboxes).records.has(mailbox)) {
          throw new RefusedRequest(404, 'not_found', `There is no mailbox ${mailbox}.`)
        }
        return dryRunMail(body, await contents.read(body), { mailbox, directory, now: new Date().toISOString() })
      }
      const problems = problemsOf(body)
      if (problems.length > 0) throw new RefusedRequest(400, 'invalid', problems.join('; '))
      return { reading: dryRunSubject(body, directory) }
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
