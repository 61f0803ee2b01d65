import type { HttpApp, ServiceContext } from '@tubepost/service'
import { findMails, type JournaledMail, readStory, type StoryLine } from './journal-sql.ts'

const PAGE = 200
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function journalRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Querystring: { messageId?: string } }>('/api/console/mails', async (request) => {
    const { messageId } = request.query
    return { mails: (await findMails(context.pool, messageId, PAGE)).map(shown) }
  })

  app.get<{ Params: { mailId: string } }>('/api/console/mails/:mailId', async (request, reply) => {
    const { mailId } = request.params
    const found = UUID.test(mailId) ? await readStory(context.pool, mailId) : undefined
    if (found === undefined) {
      return reply.code(404).send({ error: { code: 'not_found', message: `The journal has no mail ${mailId}.` } })
    }
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
