import { deriveId, mailboxes, organisation, replyRequested, type TubepostEvent } from '@tubepost/events'
import { handle } from '@tubepost/service'
import { askedReply } from './outbox/asked-reply.ts'
import { decideReply } from './gate/decide-reply.ts'
import { gateSettings } from './gate/gate-settings.ts'
import { openGateBook } from './gate/gate-sql.ts'
import { held } from './outbox/reply-ends.ts'
import { brakesTripped } from './outbox/reply-metrics.ts'
import { replyQueued } from './outbox/reply-queued.ts'
import { insertReply } from './outbox/reply-sql.ts'
import { lastRestore } from './restore/restore-sql.ts'
import { sendingSettings } from './sending-settings-sql.ts'
import { readTemplates } from './words/template-sql.ts'
import { writeMail } from './outbox/write-mail.ts'
import { subjectKey, writeWords } from './words/write-words.ts'

export const onReplyRequested = handle(
  replyRequested,
  async (requests, { tx, now, origin, reference, tally }) => {
    const settings = await sendingSettings(tx)
    const edited = await readTemplates(tx)
    const gate = gateSettings(reference, settings, edited, await lastRestore(tx))
    const asked = requests.map((request) => ({ request, ...askedReply(request) }))
    const book = await openGateBook(
      tx,
      asked.map(({ recipientKey }) => recipientKey),
    )
    const events: TubepostEvent[] = []
    for (const one of asked) {
      const { request, recipientKey } = one
      const { data } = request
      const replyId = deriveId(data.mailId, 'reply')
      const common = {
        organisation: reference(organisation).records.get('organisation')?.name ?? '',
        mailbox: reference(mailboxes).records.get(data.mailbox)?.address ?? '',
      }
      const words = writeWords(data, common, edited)
      const mail = await writeMail({ replyId, request }, words, settings, now)
      const past = book.past(recipientKey)
      const { brake, answersOurs } = decideReply(one, past, book.sentThisHour(recipientKey), gate)
      const about = {
        kind: data.kind,
        messageId: mail.messageId,
        subjectKey: subjectKey(words.subject, data.locale),
        answeredKey: one.answered?.words ?? null,
      }
      const isNew = await insertReply(tx, {
        replyId,
        request,
        recipientKey,
        ...about,
        ...mail,
        brake,
        answersOurs,
        subject: words.subject,
        body: words.text,
        problem: words.problem,
      })
      if (!isNew) continue
      if (brake === null || brake === 'not_configured') book.note(recipientKey, { ...about, answersOurs })
      if (brake === null) continue
      tally.count(brakesTripped, { brake })
      events.push(held({ replyId, request, attempts: 0 }, brake, origin))
    }
    return events
  },
  { wakes: replyQueued },
)
