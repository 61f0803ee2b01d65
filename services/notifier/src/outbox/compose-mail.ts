import { automaticMailHeaders, headerSafe } from '@tubepost/mail'
import MailComposer from 'nodemailer/lib/mail-composer'

export interface Letter {
  from: string
  to: string
  cc: readonly string[]
  replyTo?: string | undefined
  subject: string
  text: string
  messageId: string
  /** Names our installation, so that we recognise our own mail when it comes back. */
  loopMark: string
  date: Date
  answered: { messageId: string | null; references: readonly string[] }
}

const recipient = (address: string) => ({ name: '', address })

/** The bytes of an automatic mail. Every header value passes one function that leaves no way to begin another field. */
export async function composeMail(letter: Letter): Promise<Buffer> {
  const headers = automaticMailHeaders('auto-replied', letter.loopMark, {
    messageId: letter.answered.messageId ?? undefined,
    references: letter.answered.references.join(' '),
  })
  const composer = new MailComposer({
    from: letter.from,
    // Addresses, not text: no part of them is parsed as a list or a display name.
    to: [recipient(letter.to)],
    cc: letter.cc.map(recipient),
    ...(letter.replyTo !== undefined && { replyTo: recipient(letter.replyTo) }),
    subject: headerSafe(letter.subject),
    text: letter.text,
    messageId: letter.messageId,
    date: letter.date,
    headers: Object.fromEntries(headers),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
