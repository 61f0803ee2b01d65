import { answerRequested, isA, mailboxes, organisation, replyRequested, type TubepostEvent } from '@tubepost/events'
import { handleAll, signingKeys, type TransactionalContext } from '@tubepost/service'
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
import { isSendRequest, type ReplyRequest, replyIdOf, sendHead } from './outbox/send-request.ts'
import { writeMail } from './outbox/write-mail.ts'
import type { EditedTemplate } from './words/choose-template.ts'
import { harmlessModel } from './words/harmless-text.ts'
import { subjectKey, writeWords, type WrittenWords } from './words/write-words.ts'

/** Writes each mail that is asked for, once, and lets the gate decide on it: replies and answers in the order of their requests. */
export const onMailRequested = handleAll('REPLY', [replyRequested, answerRequested], writeAll, { wakes: replyQueued })

async function writeAll(
  events: readonly TubepostEvent[],
  { tx, now, origin, reference, tally, config }: TransactionalContext<NotifierConfig>,
): Promise<TubepostEvent[]> {
  const requests = events.filter(isSendRequest)
  const settings = await readSettings(tx)
  const gate = gateSettings(reference, settings)
  const asked = requests.map((request) => ({ request, ...askedReply(request) }))
  const about = {
    recipientKeys: asked.map(({ recipientKey }) => recipientKey),
    mailIds: requests.flatMap((request) => sendHead(request).mailId ?? []),
  }
  const book = await openGateBook(tx, about, gate)
  const written = { now, keys: signingKeys(config) }
  const replies: NewReply[] = []
  for (const one of asked) {
    const { request, recipientKey } = one
    const { kind, mailId } = sendHead(request)
    if (mailId !== null) {
      if (book.isAnswered(mailId)) continue
      book.answer(mailId)
    }
    const replyId = replyIdOf(request)
    const { brake, answersOurs, isLast } = decideReply(
      one,
      book.past(recipientKey),
      book.sentThisHour(recipientKey),
      gate,
    )
    const words = isA(answerRequested, request)
      ? { subject: request.data.subject, text: request.data.text, problem: null }
      : templateWords(request, { isLast, isVouchedFor: one.isVouchedFor }, reference, settings.edited)
    const mail = await writeMail({ replyId, request }, words, settings.sending, written)
    const past = {
      kind,
      messageId: mail.messageId,
      subjectKey: isA(replyRequested, request) ? subjectKey(words.subject, request.data.locale) : null,
      answeredKey: one.answered?.words ?? null,
      answersOurs,
      doubtful: isDoubtful(one),
    }
    if (brake === null || brake === 'not_configured') book.note(one, past)
    const { subject, text: body, problem } = words
    replies.push({ replyId, request, recipientKey, ...past, ...mail, brake, subject, body, problem })
  }
  const inserted = await insertReplies(tx, replies)
  const caused: TubepostEvent[] = []
  for (const { replyId, request, brake, messageId } of replies) {
    if (brake === null || !inserted.has(replyId)) continue
    tally.count(brakesTripped, { brake })
    caused.push(held({ replyId, request, messageId, attempts: 0 }, brake, origin))
  }
  return caused
}

function templateWords(
  { data }: ReplyRequest,
  { isLast, isVouchedFor }: { isLast: boolean; isVouchedFor: boolean },
  reference: TransactionalContext['reference'],
  edited: readonly EditedTemplate[],
): WrittenWords {
  const common = {
    organisation: reference(organisation).records.get('organisation')?.name ?? '',
    mailbox: reference(mailboxes).records.get(data.mailbox)?.address ?? '',
  }
  const model = isVouchedFor ? data.model : harmlessModel(data.model)
  return writeWords({ ...data, model: { ...model, isLast } }, common, edited)
}
