import { ownMessageId, type SigningKeys } from '@tubepost/mail'
import { composeMail } from './compose-mail.ts'
import type { ReplyRequest } from './reply-sql.ts'
import type { SendingSettings } from '../sending-settings-sql.ts'

/** The bytes of a reply under today's sender, and the Message-ID in them. */
export async function writeMail(
  { replyId, request }: { replyId: string; request: ReplyRequest },
  words: { subject: string; text: string },
  settings: SendingSettings,
  { now, keys }: { now: string; keys: SigningKeys },
): Promise<{ messageId: string; raw: Buffer }> {
  const { data } = request
  const host = settings.fromAddress.split('@')[1] ?? 'tubepost.invalid'
  const messageId = ownMessageId(keys, { replyId, subject: words.subject }, host)
  const raw = await composeMail({
    ...words,
    from: settings.from,
    to: data.to,
    cc: data.cc,
    replyTo: data.replyTo,
    messageId,
    loopMark: settings.fromAddress,
    date: new Date(now),
    answered: { messageId: data.inReplyTo, references: data.references },
  })
  return { messageId, raw }
}
