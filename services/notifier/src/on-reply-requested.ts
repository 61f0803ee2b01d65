import {
  causedBy,
  deriveId,
  mailboxes,
  organisation,
  replyHeld,
  replyRequested,
  type TubepostEvent,
} from '@tubepost/events'
import { addressKey } from '@tubepost/mail'
import { handle } from '@tubepost/service'
import { composeMail } from './compose-mail.ts'
import { BRAKE_TEXTS, decideReply } from './decide-reply.ts'
import { sendingSettings } from './sending-settings-sql.ts'
import { replyQueued } from './reply-queued.ts'
import { renderTemplate } from './render-template.ts'
import { countReplies, insertReply } from './reply-sql.ts'

export const onReplyRequested = handle(
  replyRequested,
  async (requests, { tx, now, origin, reference }) => {
    const settings = await sendingSettings(tx)
    const keys = requests.map(({ data }) => addressKey(data.to))
    const counts = await countReplies(tx, [...new Set(keys)])
    const gate = {
      ownAddresses: new Set(
        [...reference(mailboxes).records.values(), { address: settings.fromAddress }].map(({ address }) =>
          addressKey(address),
        ),
      ),
      repliesPerRecipientPerHour: settings.repliesPerRecipientPerHour,
      canSend: settings.canSend,
    }
    const model = { organisation: reference(organisation).records.get('organisation')?.name ?? '' }
    const held: TubepostEvent[] = []
    for (const [i, request] of requests.entries()) {
      const { data } = request
      const key = keys[i] ?? ''
      const replyId = deriveId(data.mailId, 'reply')
      const letter = renderTemplate(data.template, { ...model, ...data.model })
      const messageId = `<${replyId}@${settings.fromAddress.split('@')[1] ?? 'tubepost.invalid'}>`
      const raw = await composeMail({
        ...letter,
        from: settings.from,
        to: data.to,
        cc: data.cc,
        messageId,
        loopMark: settings.fromAddress,
        date: new Date(now),
        answered: { messageId: data.inReplyTo, references: data.references },
      })
      const brake = decideReply(key, counts.get(key) ?? 0, gate)
      const isNew = await insertReply(tx, {
        replyId,
        request,
        recipientKey: key,
        messageId,
        subject: letter.subject,
        raw,
        brake,
      })
      if (!isNew) continue
      if (brake === null) counts.set(key, (counts.get(key) ?? 0) + 1)
      else {
        const { mailId, mailbox, to } = data
        held.push(
          causedBy(request, replyHeld, origin, {
            replyId,
            mailId,
            mailbox,
            to,
            attempts: 0,
            brake,
            text: BRAKE_TEXTS[brake],
          }),
        )
      }
    }
    return held
  },
  { wakes: replyQueued },
)
