import { headerSafe } from '@tubepost/mail'
import MailComposer from 'nodemailer/lib/mail-composer'

export interface Letter {
  /** As the set-up has it, or with the name of a person. */
  from: string | { name: string; address: string }
  to: readonly string[]
  cc: readonly string[]
  replyTo?: string | undefined
  subject: string
  text: string
  messageId: string
  date: Date
  /** Its other fields. */
  headers: readonly (readonly [string, string])[]
}

const recipient = (address: string) => ({ name: '', address })

/** The bytes of a mail. Every header value passes one function that leaves no way to begin another field. */
export async function composeMail(letter: Letter): Promise<Buffer> {
  const composer = new MailComposer({
    from: typeof letter.from === 'string' ? letter.from : { ...letter.from, name: headerSafe(letter.from.name) },
    // Addresses, not text: no part of them is parsed as a list or a display name.
    to: letter.to.map(recipient),
    cc: letter.cc.map(recipient),
    ...(letter.replyTo !== undefined && { replyTo: recipient(letter.replyTo) }),
    subject: headerSafe(letter.subject),
    text: letter.text,
    messageId: letter.messageId,
    date: letter.date,
    headers: Object.fromEntries(letter.headers),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
