import { deriveId, mailboxes, organisation, replyRequested, type TubepostEvent } from '@tubepost/events'
import { handle, signingKeys, type TransactionalContext } from '@tubepost/service'
import type { NotifierConfig } from './config.ts'
import { askedReply } from './outbox/asked-reply.ts'
import { decideReply, isDoubtful } from './gate/decide-reply.ts'
import { readSettings } from './gate/applied-settings-sql.ts'
import { gateSettings } from './gate/gate-settings.ts'
import { openGateBook } from './gate/gate-sql.ts'
import { held } from './outbox/reply-ends.ts'
import { brakesTripped } from './outbox/reply-metrics.ts'
import { replyQueued } from './outbox/reply-queued.ts'
import { insertReplies, type NewReply } from './outbox/reply-sql.ts'
import { writeMail } from './outbox/write-mail.ts'
import { harmlessModel } from './words/harmless-text.ts'
import { subjectKey, writeWords } from './words/write-words.ts'

export const onReplyRequested = handle(
  replyRequested,
  async (requests, { tx, now, origin, reference, tally, config }: TransactionalContext<NotifierConfig>) => {
    const settings = await readSettings(tx)
    const gate = gateSettings(reference, settings)
    const asked = requests.map((request) => ({ request, ...askedReply(request) }))
    const about = {
      recipientKeys: asked.map(({ recipientKey }) => recipientKey),
      mailIds: requests.map(({ data }) => data.mailId),
    }
    const book = await openGateBook(tx, about, gate)
    const written = { now, keys: signingKeys(config) }
    const replies: NewReply[] = []
    for (const one of asked) {
      const { request, recipientKey } = one
      const { data } = request
      if (book.isAnswered(data.mailId)) continue
      book.answer(data.mailId)
      const replyId = deriveId(data.mailId, 'reply')
      const common = {
        organisation: reference(organisation).records.get('organisation')?.name ?? '',
        mailbox: reference(mailboxes).records.get(data.mailbox)?.address ?? '',
      }
      const { brake, answersOurs, isLast } = decideReply(
        one,
        book.past(recipientKey),
        book.sentThisHour(recipientKey),
        gate,
      )
      const model = one.isVouchedFor ? data.model : harmlessModel(data.model)
      const words = writeWords({ ...data, model: { ...model, isLast } }, common, settings.edited)
      const mail = await writeMail({ replyId, request }, words, settings.sending, written)
      const past = {
        kind: data.kind,
        messageId: mail.messageId,
        subjectKey: subjectKey(words.subject, data.locale),
        answeredKey: one.answered?.words ?? null,
        answersOurs,
        doubtful: isDoubtful(one),
      }
      if (brake === null || brake === 'not_configured') book.note(recipientKey, past)
      const { subject, text: body, problem } = words
      replies.push({ replyId, request, recipientKey, ...past, ...mail, brake, subject, body, problem })
    }
    const inserted = await insertReplies(tx, replies)
    const events: TubepostEvent[] = []
    for (const { replyId, request, brake } of replies) {
      if (brake === null || !inserted.has(replyId)) continue
      tally.count(brakesTripped, { brake })
      events.push(held({ replyId, request, attempts: 0 }, brake, origin))
    }
    return events
  },
  { wakes: replyQueued },
)
