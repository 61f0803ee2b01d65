import { randomUUID } from 'node:crypto'
import { AcceptedAnswer, answers, NewAnswer, UndoneAnswer } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { actorOf, lockCase } from '../cases/change-case.ts'
import { wantedCase } from '../cases/show-case.ts'
import { readDirectory } from '../directory.ts'
import type { Party } from '../timeline/entry-row.ts'
import { answerWritten } from './answer-written.ts'
import { deleteWaiting, insertAnswer, isAnswer } from './answers-sql.ts'
import { writeAnswer } from './write-answer.ts'

/** How long an answer waits before it is sent: long enough to see a slip and say so. */
export const UNDO_MS = 10_000

/** Answers to a case over HTTP: each goes out by mail as it was written, unless it is undone at once. */
export function answerRoutes(app: HttpApp, context: ServiceContext): void {
  app.post<{ Params: { id: string }; Body: NewAnswer }>(
    '/api/case/cases/:id/replies',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Answer on a case by mail',
        description:
          'It is sent as it was written, without marks of an automatic mail, after ten seconds in which it can be undone. Whoever is in To or Cc takes part in the case from then on.',
        body: NewAnswer,
        response: answers(
          { 202: AcceptedAnswer },
          { 400: ['blank', 'bad_address', 'own_address', 'too_many'], 404: ['no_case'], 409: ['no_mailbox', 'merged'] },
        ),
      },
    },
    async (request, reply) => {
      const wanted = wantedCase(request.params.id)
      const id = randomUUID()
      const actor = actorOf(request)
      const directory = readDirectory(context.reference)
      const undoUntil = await context.act(async (tx, { now }) => {
        const row = await lockCase(tx, wanted)
        const sendAt = new Date(Date.parse(now) + UNDO_MS).toISOString()
        await insertAnswer(tx, writeAnswer(row, request.body, { id, actor, now, directory }), sendAt)
        return sendAt
      })
      answerWritten.wake()
      return reply.code(202).send({ replyId: id, undoUntil })
    },
  )

  app.post<{ Params: { id: string; replyId: string } }>(
    '/api/case/cases/:id/replies/:replyId/undo',
    {
      config: { scope: 'case:write' },
      schema: {
        summary: 'Undo an answer',
        description: 'While it waits it has been sent to nobody. It goes from the case, and its words come back.',
        response: answers({ 200: UndoneAnswer }, { 404: ['no_case', 'no_reply'], 409: ['sent_already', 'merged'] }),
      },
    },
    async ({ params: { id, replyId } }): Promise<UndoneAnswer> => {
      const wanted = wantedCase(id)
      const noReply = () => new RefusedRequest(404, 'no_reply', `There is no answer ${replyId} on this case.`)
      if (!isUuid(replyId)) throw noReply()
      return context.act(async (tx) => {
        const { id: recordId } = await lockCase(tx, wanted)
        const of = { answerId: replyId, recordId }
        const undone = await deleteWaiting(tx, of)
        if (undone !== undefined) {
          const { to, cc, bcc } = undone.recipients
          return { text: undone.text, to: to.map(written), cc: cc.map(written), bcc: bcc.map(written) }
        }
        if (!(await isAnswer(tx, of))) throw noReply()
        throw new RefusedRequest(409, 'sent_already', 'The answer is on its way, and cannot be undone any more.')
      })
    },
  )
}

const written = ({ address }: Party): string => address
