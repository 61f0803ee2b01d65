import { answers, MailPage, MailQuery, MailStory } from '@tubepost/api'
import {
  badParameter,
  type HttpApp,
  isUuid,
  Parameters,
  type Query,
  RefusedRequest,
  type ServiceContext,
} from '@tubepost/service'
import { findMails, knowsMail, type JournaledMail, readStory, type StoryLine } from './journal-sql.ts'
import { readMailSearch } from './search-mails.ts'

export function journalRoutes(app: HttpApp, context: ServiceContext): void {
  const scope = 'console:read'

  /** Newest first; the page after this one is asked for with `before`, the mailId of the last mail. */
  app.get<{ Querystring: Query }>(
    '/api/console/mails',
    {
      config: { scope, reads: { querystring: MailQuery } },
      schema: {
        summary: 'Search the mails',
        description: 'Newest first; the next page is asked for with `before`.',
        querystring: Parameters,
        response: answers({ 200: MailPage }, { 400: ['bad_parameter'] }),
      },
    },
    async (request) => {
      const { search, limit } = readMailSearch(request.query)
      if (search.before !== undefined && !(await knowsMail(context.pool, search.before)))
        throw badParameter(`before: the journal has no mail ${search.before}.`)
      return { mails: (await findMails(context.pool, search, limit)).map(shown) }
    },
  )

  const one = {
    config: { scope },
    schema: {
      summary: 'All that happened to a mail',
      response: answers({ 200: MailStory }, { 404: ['not_found'] }),
    },
  } as const
  app.get<{ Params: { mailId: string } }>('/api/console/mails/:mailId', one, async (request) => {
    const { mailId } = request.params
    const found = isUuid(mailId) ? await readStory(context.pool, mailId) : undefined
    if (found === undefined) throw new RefusedRequest(404, 'not_found', `The journal has no mail ${mailId}.`)
    const { mail, story } = found
    return { mail: shown(mail), story, complete: isComplete(mail, story) }
  })
}

function shown(mail: JournaledMail) {
  return { ...mail, receivedAt: mail.receivedAt?.toISOString() ?? null }
}

const REPLY_ENDS = new Set(['reply.sent', 'reply.failed', 'reply.held'])

/** The mail is settled, and where a reply was asked for, that has come to an end too. */
function isComplete(mail: JournaledMail, story: readonly StoryLine[]): boolean {
  const asked = story.some((line) => line.event === 'mail.settled' && line.data['replyRequested'] === true)
  return mail.outcome !== null && (!asked || story.some((line) => REPLY_ENDS.has(line.event)))
}
