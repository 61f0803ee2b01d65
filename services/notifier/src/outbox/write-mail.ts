import { answerRequested, isA } from '@tubepost/events'
import { automaticMailHeaders, ownMessageId, type SigningKeys, threadHeaders } from '@tubepost/mail'
import { composeMail, type Letter } from './compose-mail.ts'
import type { SendRequest } from './send-request.ts'
import type { SendingSettings } from '../sending-settings-sql.ts'

/** The bytes of a reply under today's sender, and the Message-ID in them. */
export async function writeMail(
  { replyId, request }: { replyId: string; request: SendRequest },
  words: { subject: string; text: string },
  settings: Pick<SendingSettings, 'from' | 'fromAddress'>,
  { now, keys }: { now: string; keys: SigningKeys },
): Promise<{ messageId: string; raw: Buffer }> {
  const host = settings.fromAddress.split('@')[1] ?? 'tubepost.invalid'
  const messageId = ownMessageId(keys, { replyId, subject: words.subject }, host)
  const raw = await composeMail({ ...words, messageId, date: new Date(now), ...dressed(request, settings) })
  return { messageId, raw }
}

/** Sender, recipients, and the fields that say whether a machine wrote it. */
function dressed(
  request: SendRequest,
  { from, fromAddress }: Pick<SendingSettings, 'from' | 'fromAddress'>,
): Pick<Letter, 'from' | 'to' | 'cc' | 'replyTo' | 'headers'> {
  const { cc, replyTo, inReplyTo, references } = request.data
  const answered = { messageId: inReplyTo ?? undefined, references: references.join(' ') }
  if (isA(answerRequested, request)) {
    const { to, senderName } = request.data
    const named = senderName === null ? from : { name: senderName, address: fromAddress }
    return { from: named, to, cc, replyTo, headers: threadHeaders(answered) }
  }
  // The mark names our installation, so that we recognise our own mail when it comes back.
  const headers = automaticMailHeaders('auto-replied', fromAddress, answered)
  return { from, to: [request.data.to], cc, replyTo, headers }
}
