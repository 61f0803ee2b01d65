/** Mails whose every text tries to become a part of the page that shows it. */
import MailComposer from 'nodemailer/lib/mail-composer'

/** The scripts in the mails say it. */
export const HOSTILE_WORD = 'hostile-script-ran'

const HOSTILE_TEXTS = [
  `<script>console.log('${HOSTILE_WORD}')</script>`,
  `<img src=x onerror=console.log('${HOSTILE_WORD}')>`,
  `'><svg onload=alert('${HOSTILE_WORD}')>`,
  `</pre></title></style><iframe srcdoc='<script>alert("${HOSTILE_WORD}")</script>'></iframe>`,
  `<a href=javascript:alert('${HOSTILE_WORD}')>x</a>`,
]
export const HOSTILE_TEXT = HOSTILE_TEXTS.join(' ')

/** Elements that only such a text can have made. */
export const MADE_OF_TEXT =
  'main script, main img, main iframe, main [onload], main [onerror], main a[href^="javascript:"], title > *'

export interface HostileMail {
  readonly from: string
  readonly subject: string
  readonly more: {
    readonly text: string
    readonly headers: Readonly<Record<string, string>>
    readonly attachments: readonly { readonly filename: string; readonly content: string }[]
  }
}

/** All of them as name, comment, body, header and file name. */
export function hostileMail(status: string, address: string): HostileMail {
  const evil = HOSTILE_TEXT
  return {
    from: `"${evil.replaceAll(/["\\]/g, String.raw`\$&`)}" <${address}>`,
    subject: `${status} ${evil}`,
    more: { text: evil, headers: { 'X-Evil': evil }, attachments: [{ filename: `${evil}.txt`, content: evil }] },
  }
}

/** The mail as a file has it. */
export const bytesOf = ({ from, subject, more: { attachments, ...more } }: HostileMail): Promise<Buffer> =>
  new MailComposer({ from, subject, ...more, attachments: [...attachments] }).compile().build()
