/**
 * The lines with which mail programs, in their languages, introduce a mail that is answered or forwarded. All tests
 * are linear in a line.
 */

const MOST_LINE = 1_000
/** Programs fold the line that names date and sender; Yahoo and Gmail into four. */
const INTRO_LINES = 4
const INTRO_CHARS = 500

/** `-----Original Message-----` and its translations. */
export function isSeparator(line: string): boolean {
  return line.length <= MOST_LINE && SEPARATOR.test(line)
}

const SEPARATOR = new RegExp(
  `^[\\s*_]*[-_=—–]{2,}[ *_]*(?:${[
    'original message',
    'original appointment',
    'reply message',
    'reply above this line.{0,40}',
    'forwarded message',
    'forwarded by .{1,200}',
    'begin forwarded message',
    'ursprüngliche nachricht',
    'urspr(?:ü|u|\\S{1,8})ngliche (?:nachricht|mail)',
    'weitergeleitete nachricht',
    'originalnachricht',
    'message (?:d.origine|original|transféré|transmis)',
    'mensaje (?:original|reenviado)',
    'mensagem (?:original|encaminhada)',
    'messaggio (?:originale|inoltrato)',
    'oorspronkelijk(?:e)? bericht',
    'doorgestuurd bericht',
    'original(?:t)? (?:meddelande|meddelelse|melding)',
    'oprindelig (?:meddelelse|besked)',
    'ursprungligt meddelande',
    'opprinnelig melding',
    'alkuperäinen viesti',
    'wiadomość oryginalna',
    'oryginalna wiadomość',
    'původní (?:zpráva|e-?mail)',
    'eredeti üzenet',
    'orijinal (?:mesaj|ileti)',
    'исходное сообщение',
    'пересылаемое сообщение',
    'оригинальное сообщение',
    '元のメッセージ',
    '原始邮件',
    '原始郵件',
    '転送メッセージ',
    '원본 메시지',
  ].join('|')})[ *:_]*(?:[-_=—–]{2,}[\\s*_]*)?$`,
  'iu',
)

/** The four or five fields that Outlook and similar programs put above an unmarked quotation. */
export function opensHeaderBlock(lines: readonly string[], at: number): boolean {
  if (!FROM_FIELD.test((lines[at] ?? '').slice(0, MOST_LINE))) return false
  let fields = 0
  let blanks = 0
  for (let next = at + 1; next < lines.length && next <= at + 10; next++) {
    const line = (lines[next] ?? '').slice(0, MOST_LINE)
    if (line.trim() === '') {
      if (++blanks > 3) break
    } else if (OTHER_FIELD.test(line)) fields++
  }
  return fields >= 2
}

const field = (names: readonly string[]): RegExp =>
  new RegExp(`^[\\s*_]*(?:${names.join('|')})[ *_\\u00a0]*[:：]`, 'iu')
const FROM_FIELD = field([
  'from',
  'von',
  'de',
  'da',
  'van',
  'från',
  'fra',
  'od',
  'lähettäjä',
  'от',
  'від',
  'kimden',
  'gönderen',
  'feladó',
  'από',
  'expéditeur',
  '差出人',
  '发件人',
  '寄件者',
  '보낸 ?사람',
  'מאת',
  'من',
])
const OTHER_FIELD = field([
  'sent',
  'date',
  'to',
  'cc',
  'subject',
  'reply-to',
  'gesendet',
  'datum',
  'an',
  'betreff',
  'envoyé',
  'à',
  'objet',
  'enviado(?: el| em)?',
  'enviada(?: em)?',
  'fecha',
  'data',
  'para',
  'asunto',
  'assunto',
  'inviato',
  'a',
  'oggetto',
  'verzonden',
  'aan',
  'onderwerp',
  'skickat',
  'sendt',
  'til(?:l)?',
  'ämne',
  'emne',
  'dato',
  'wysłano',
  'wysłane',
  'do',
  'temat',
  'lähetetty',
  'vastaanottaja',
  'aihe',
  'отправлено',
  'дата',
  'кому',
  'тема',
  'копия',
  'odesláno',
  'komu',
  'předmět',
  'küldve',
  'címzett',
  'tárgy',
  'tarih',
  'kime',
  'konu',
  '送信日時',
  '日時',
  '宛先',
  '件名',
  '发送时间',
  '收件人',
  '主题',
  '寄件日期',
  '收件者',
  '主旨',
  '날짜',
  '받는 ?사람',
  '제목',
])

/**
 * `On Tue, 2 Apr 2012 at 14:20, bob wrote:` in many languages, over up to four lines. Returns the index of the line
 * after it, or null. The text must name a time and a person, or at least have an unmistakable end, because people end
 * lines with colons too.
 */
export function isQuoteIntro(lines: readonly string[], at: number): number | null {
  const first = lines[at] ?? ''
  if (first.length > INTRO_CHARS || !OPENING.test(first)) return null
  let text = ''
  for (let next = at; next < lines.length && next < at + INTRO_LINES; next++) {
    const line = (lines[next] ?? '').trim()
    if (line === '' || (line.startsWith('>') && !/^>\s*[:：]$/.test(line)) || text.length + line.length > INTRO_CHARS)
      return null
    text += ` ${line}`
    if ((ENDING.test(text) && DATED.test(text)) || GMAIL.test(text)) return next + 1
  }
  return null
}

/** Gmail in locales without a sentence of their own: date, zone and name only. */
const GMAIL = /^ \d{4}-\d\d-\d\d \d{1,2}:\d\d GMT[+-]\d\d:\d\d [^:]{1,80}$/
/** A weekday, a month, a date, or the little word before one. */
const OPENING =
  /^[\s*_]*(?:(?:on|at|le|el|il|am|op|den|em|w dniu|dnia|på|pe|dne|w|в|vào|în|a|le|no dia|em|ons|tor|fre|ma|ti|to|la|su|\p{L}{2,12}[.,]?) |\d{1,4}[-./年 ]|["“<]?[^\s@]{1,80}@|\p{L}{2,12}[.,] \d)/iu
const DATED = /\d{1,2}[:.h時时]\d\d|(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/u
const ENDING = new RegExp(
  `(?:${[
    'wrote',
    'writes',
    'said',
    'schrieb',
    'a écrit',
    'écrit',
    'escribió',
    'escreveu',
    'ha scritto',
    'scrive',
    'schreef',
    'geschreven',
    'skrev',
    'skrev følgende',
    'napisał(?:\\(a\\)|a)?',
    'kirjoitti',
    'пишет',
    'пише',
    'писав',
    'писал(?:а)?',
    'написал(?:\\(а\\)|а)?',
    'написав',
    'napsal(?:\\(a\\)|a)?',
    'napísal(?:\\(a\\)|a)?',
    'írta',
    'yazdı',
    'a scris',
    'έγραψε',
    'кажа',
    '写道',
    '寫道',
    '書きました',
    '작성',
    'כתב(?:/ה)?',
    'كتب',
    'viết',
  ].join(
    '|',
  )})(?: ?[^\\s:]{0,30}){0,3}\\s?[:：]\\s*$|<[^<>]{1,200}@[^\\s]{1,200}\\s?>(?:\\)|"|,)*\\s?[:：]\\s*$|(?:schrieb|skrev|wrote|schreef|escribió|escreveu|пишет) .{1,200}[:：]\\s*$|<[^<>\\s]{1,200}@[^<>\\s]{1,200}> wrote\\s*$|(?:写道|寫道|書きました|작성)\\s*[:：]?\\s*$`,
  'iu',
)
