import { readStructuredValue } from '../header/structured-value.ts'

/** A phrase that a program writes where a person's text would begin. */
export type Opening = 'bounce' | 'auto-reply' | 'challenge-response'

/**
 * The kind of program whose fixed phrase opens the text of a mail. Never enough alone (RELIABILITY §4, row 30): a person may
 * paste it. The rules say which sign of the header must agree.
 *
 * @param head the beginning of the body, as bytes in a binary string
 */
export function readOpening(
  contentType: string | undefined,
  encoding: string | undefined,
  head: string,
): Opening | undefined {
  const text = openingText(contentType ?? '', encoding ?? '', head)
  return OPENINGS.find(([, pattern]) => pattern.test(text))?.[0]
}

// Salutation, two lines of courtesy, and the phrase; a person's quotation comes later.
const OPENING_CHARS = 1_200

/** The first lines that are no quotation, of the first part, decoded (RFC 2045 §6). */
function openingText(contentType: string, encoding: string, head: string): string {
  const { token, parameters } = readStructuredValue(contentType)
  const boundary = parameters.get('boundary')
  const begins = token.startsWith('multipart/') && boundary ? firstPart(head, boundary) : { encoding, text: head }
  return decoded(begins)
    .slice(0, OPENING_CHARS)
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('>'))
    .join('\n')
}

interface Encoded {
  /** Value of Content-Transfer-Encoding; empty for none. */
  readonly encoding: string
  readonly text: string
}

const NOTHING: Encoded = { encoding: '', text: '' }
// A text stands in an alternative, and that beside a file or a picture.
const LEVELS = 3

/** The first part that is no multipart, which a program fills with its words. */
function firstPart(head: string, boundary: string, level = 1): Encoded {
  const start = head.indexOf(`--${boundary}`)
  const part = start === -1 ? '' : head.slice(start)
  const blank = part.search(/\r?\n\r?\n/)
  if (blank === -1) return NOTHING
  const header = part.slice(0, blank)
  const text = part.slice(blank).trimStart()
  const { token, parameters } = readStructuredValue(fieldIn(header, TYPE))
  const inner = parameters.get('boundary')
  if (token.startsWith('multipart/') && inner && level < LEVELS) return firstPart(text, inner, level + 1)
  const end = text.indexOf(`\n--${boundary}`)
  return { encoding: fieldIn(header, ENCODING), text: end === -1 ? text : text.slice(0, end) }
}

const TYPE = /^content-type[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im
const ENCODING = /^content-transfer-encoding[ \t]*:([^\r\n]*)/im
const fieldIn = (header: string, field: RegExp): string => field.exec(header)?.[1]?.replace(/\r?\n/g, ' ') ?? ''

// As base64 the opening is a third longer, and has a line end after each 76 characters.
const ENCODED_CHARS = 2 * OPENING_CHARS

/** As bytes in a binary string. Soft line ends are joined in any text: some programs do not say that they wrote them. */
function decoded({ encoding, text }: Encoded): string {
  const { token } = readStructuredValue(encoding)
  if (token === 'base64') return Buffer.from(text.slice(0, ENCODED_CHARS), 'base64').toString('latin1')
  const joined = text.slice(0, ENCODED_CHARS).replace(/=[ \t]*\r?\n/g, '')
  if (token !== 'quoted-printable') return joined
  return joined.replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Sendmail, smail; Lotus Notes; qmail; Exim; Postfix; fml; Yahoo; Compuserve and others without a report part. */
const BOUNCE = [
  String.raw`-+ ?Transcript of session follows *-+`,
  String.raw`-+ The following addresses had (?:permanent|transient|delivery)\b`,
  String.raw`-+ ?Failure Reasons? *-+`,
  String.raw`-+ ?Returned Message *-+`,
  String.raw`-+ (?:Unsent|Original|Returned) message (?:follows|below)`,
  String.raw`--- Below this line is a copy of the message`,
  String.raw`Hi\. (?:This is the|The MTA program)`,
  String.raw`This message was created automatically by (?:the )?mail (?:delivery|transfer)`,
  String.raw`This is the (?:mail system|Postfix program|MAILER-DAEMON|machine generated message)`,
  String.raw`This is an automatically generated (?:Delivery Status|bounce|delivery failure)`,
  String.raw`Original mail as follows:`,
  String.raw`(?:Sorry, (?:we were|I wasn't) able|We were unable|Unable) to deliver (?:your|the|this) (?:message|mail)`,
  String.raw`(?:Your|The|A) (?:message|mail|e-mail)\b[^.]{0,120} (?:could not be|was not|cannot be|has not been) delivered`,
  String.raw`Delivery (?:to the following|has failed|failed \d+)`,
  String.raw`There was an error delivering your mail`,
  String.raw`Your message (?:did not reach|has encountered delivery problems)`,
  String.raw`(?:Could not deliver|Failed to deliver) (?:the |your |this )?(?:message|mail)`,
  String.raw`-* ?(?:Message|Mail) not delivered`,
  String.raw`Original message follows\.`,
  String.raw`Your (?:mail|message) was not posted`,
  String.raw`.{0,80}I am the fml ML manager`,
  String.raw`The attached message has failed delivery`,
  String.raw`The local mail transport system has reported the following problems`,
  String.raw`The message that you sent was undeliverable`,
  String.raw`The following (?:addresses? |recipients? |message ).{0,40}(?:fail|undeliver|could not|did not)`,
]

const AUTO_REPLY = [
  String.raw`(?:\*+ ?)?This is an? (?:automatic(?:ally generated)?|automated|auto-?generated|auto-?) ?(?:reply|response|acknowledge?ment|answer)`,
  String.raw`(?:Dies|Das) ist eine automatische (?:Antwort|Eingangsbestätigung)`,
  String.raw`(?:Ceci est une|Réponse) (?:réponse )?automatique`,
  String.raw`Est[ae] es una respuesta automática`,
]

/** EarthLink, Spam Arrest, ChoiceMail, BoxTrapper, TMDA, qconfirm, UOL, Bluebottle and their like. */
const CHALLENGE = [
  String.raw`I apologize for this automatic reply to your e-?mail`,
  String.raw`.{0,200}(?:Spam ?Arrest|spamBlocker|ChoiceMail|BoxTrapper|AntiSpam UOL|Bluebottle|Mailblocks|SpamLion|qconfirm|Mail ?in ?black|Vanquish|Sendio|Boxbe)`,
  String.raw`.{0,120}\b(?:e-?mail|mail|message)\b.{0,80}(?:held|placed|waitlisted|awaiting|pending)\b.{0,80}(?:confirm|verif|approv|senders|holding)`,
  String.raw`.{0,200}(?:confirm|verify|prove) (?:that )?you are (?:a |not a )(?:person|human|real|machine|computer|robot|spammer|program)`,
  String.raw`.{0,120}\b(?:e-?mail|mail|message)\b.{0,120}(?:confirm|verify) your e-?mail address`,
  String.raw`This is a one-time request to (?:confirm|verify)`,
  String.raw`.{0,80}(?:protecting myself|protect(?:s)? me) from (?:receiving )?(?:junk|spam)`,
  String.raw`.{0,200}not on my list of (?:approved|known|accepted) senders`,
]

const atLineStart = (phrases: readonly string[]) => new RegExp(String.raw`^[ \t]*(?:${phrases.join('|')})`, 'im')

const OPENINGS: readonly (readonly [Opening, RegExp])[] = [
  ['bounce', atLineStart(BOUNCE)],
  ['challenge-response', atLineStart(CHALLENGE)],
  ['auto-reply', atLineStart(AUTO_REPLY)],
]
