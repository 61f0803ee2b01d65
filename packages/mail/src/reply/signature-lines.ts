/** The end of a person's own words: their signature, and the lines that programs add to it. */

const MOST_LINE = 200

/** A line of only dashes, stars and similar signs. */
export function isDelimiter(line: string): boolean {
  return line.length <= MOST_LINE && /^\s*(?:[-–—_*=#~+]{2,}|[\u1427])\s*$/u.test(line)
}

/**
 * Index of the line that opens the text which programs add below a person's words, or the number of lines: the
 * signature's mark (RFC 3676 §4.3), the rule above a list's footer, or `Sent from my iPhone` as a paragraph of its
 * own.
 */
export function signatureStart(lines: readonly string[]): number {
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (MARK.test(line) || (isAlone(lines, at) && isSentFrom(line))) return at
    if (RULE.test(line) && lines.length - at <= FOOTER_LINES) return at
  }
  return lines.length
}

const MARK = /^(?:--|__|[—–])\s*$/u
/** Mailman's rule, with the list's addresses below it. */
const RULE = /^_{20,}\s*$/
const FOOTER_LINES = 10

function isAlone(lines: readonly string[], at: number): boolean {
  return (lines[at - 1] ?? '').trim() === '' && (lines[at + 1] ?? '').trim() === ''
}

function isSentFrom(line: string): boolean {
  return line.length <= 80 && !line.includes(',') && SENT_FROM.test(line)
}

const SENT_FROM = new RegExp(
  `^[\\s*_<(]*(?:${[
    'sent (?:from|via|with|using) ',
    'get outlook for ',
    'von meinem .{1,60} gesendet',
    'gesendet (?:von|mit) ',
    'diese nachricht wurde von .{1,60} gesendet',
    'envoyé (?:de|depuis|à partir) ',
    'enviado (?:desde|do|pelo|de) ',
    'inviato da(?:l)? ',
    'verzonden (?:vanaf|met|via) ',
    'verstuurd vanaf ',
    'skickat från ',
    'sendt fra ',
    'lähetetty ',
    'wysłano z ',
    'wysłane z ',
    'отправлено (?:с|из) ',
    'odesláno z ',
    'iphone.?から送信',
    '发自我的',
    '從我的 .{1,60} 傳送',
    '나의 .{1,60}에서 보냄',
    'iphone’?imden gönderildi',
  ].join('|')})`,
  'iu',
)
