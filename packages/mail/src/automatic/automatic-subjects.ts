import { decodeHeaderText } from '../header/header-text.ts'
import { limits } from '../limits.ts'

/**
 * Subjects that machines write, in the languages of their templates (RELIABILITY §4.1 and row 22). A subject alone
 * never decides a class: people write `Out of office 1d` to a status mailbox. The rules say which other sign is
 * needed.
 */
export type SubjectKind = 'vacation' | 'bounce' | 'delay' | 'challenge' | 'receipt' | 'invitation'

export class AutomaticSubject {
  readonly #text: string

  constructor(rawSubject: string) {
    const text = decodeHeaderText(rawSubject.slice(0, limits.subjectChars))
      .normalize('NFC')
      .replace(/^\p{Bidi_Control}+/u, '')
    // `Re: Out of office` is a person who answers a machine.
    this.#text = ANSWERED.test(text) ? '' : text
  }

  is(kind: SubjectKind): boolean {
    return this.#text !== '' && PATTERNS[kind].test(this.#text)
  }
}

const ANSWERED = /^(?:re|aw|sv|vs|antw|odp|ynt|rif|res|fwd?|wg|tr|rv|enc|i)(?:\[\d+\])?\s?:/i

const VACATION = anchored([
  String.raw`auto(?:mat(?:ic|ed))?.{0,3}re(?:ply|sponse|spond)`,
  String.raw`(?:i am |i'm |we are )?(?:currently )?out.?of.?(?:the )?office`,
  String.raw`ooo[: -]`,
  String.raw`oof:`,
  String.raw`.{1,80}is out of the office`,
  'automatische antwort',
  'abwesenheits(?:notiz|meldung)',
  'réponse automatique',
  'absence du bureau',
  'respuesta automática',
  'fuera de la oficina',
  'risposta automatica',
  'risposta non al computer',
  String.raw`fuori (?:ufficio|sede)`,
  'resposta autom[áà]tica',
  'automatisch(?:e)? antwoord',
  'afwezigheid',
  'autosvar',
  'automatiskt? svar',
  'frånvaro',
  'fravær',
  'automaattinen vastaus',
  'automatyczna odpowiedź',
  'automatická odpov[ěe]ď',
  'automatikus válasz',
  'răspuns automat',
  'otomatik yanıt',
  'αυτόματη απάντηση',
  'автоматический ответ',
  'автоответ',
  'автоматична відповідь',
  'автоматичен отговор',
  '自動応答',
  '自動返信',
  '자동 ?회신',
  '自动答复',
  '自动回复',
  '自動回覆',
  'رد تلقائي',
  'תשובה אוטומטית',
  'การตอบกลับอัตโนมัติ',
  'trả lời tự động',
  'balasan otomatis',
  'samodejni odgovor',
  'automatski odgovor',
  'automaatvastus',
  'automātiska atbilde',
  'automatinis atsakymas',
])

const BOUNCE = anywhere([
  'undeliver(?:able|ed)',
  'returned (?:e?-?mail|message)',
  'mail (?:delivery )?(?:failed|failure|returned)',
  'mail delivery (?:error|problem)',
  String.raw`deliver(?:y|able) (?:has )?(?:fail(?:ed|ure)|status|problem|report|error|unsuccessful)`,
  'fail(?:ed|ure) (?:notice|delivery|to deliver)',
  'non-?deliver(?:y|able|ed)',
  'returned to sender',
  'returning message to sender',
  'not deliverable',
  'mail failure',
  'cannot be posted',
  'unknown user',
  'could not (?:be delivered|deliver|send message)',
  'unable to deliver',
  'unzustellbar',
  'non remis',
  'no se puede entregar',
  'onbestelbaar',
  'ваше сообщение не доставлено',
  '(?:mdaemon|mail ?server) notification',
  'メールエラー通知',
  '配信(?:不能|できません|に失敗)',
])

/**
 * Subjects of Postfix, Sendmail, Exim and Exchange for a mail that still waits: it must not count against the
 * recipient (L3).
 */
const DELAY = anywhere([
  'delayed mail',
  String.raw`delivery (?:status notification )?\(?(?:is |has been )?delay`,
  String.raw`(?:mail|message) .{0,80}delayed`,
  'warning: (?:message|could not send message)',
  'still being retried',
])

const CHALLENGE = anchored([
  'your (?:e-?mail|message) requires verification',
  'please confirm your (?:e-?mail|message)',
  'confirm your message to ',
  String.raw`.{0,80}verify#[\w-]{8}`,
  String.raw`.{0,200}\((?:verification|action required)\)$`,
  'please register to send me ',
  '(?:sender|e-?mail) (?:address )?verification',
  '(?:confirm|verify) your e-?mail to ',
  'your (?:e-?mail|message|mail) is (?:awaiting|pending|waiting|on hold)',
  'vanquish:',
])

/** Outlook's answers to a request for a receipt. */
const RECEIPT = anchored([
  '(?:not )?read:',
  '(?:un)?gelesen:',
  '(?:non )?lu ?:',
  '(?:no )?le[íi]do:',
  '(?:non )?letto:',
  '(?:niet )?gelezen:',
  '(?:não )?lid[ao]:',
  'l[äæ]st:',
  '開封済み:',
])

/** Outlook's and Exchange's requests and answers of a calendar. */
const INVITATION = anchored([
  '(?:accepted|declined|tentative|tentatively accepted|cancell?ed|new time proposed|updated|invitation):',
  '(?:zugesagt|angenommen|abgelehnt|abgesagt|mit vorbehalt|mit vorbehalt zugesagt|einladung):',
  '(?:accepté|refusé|annulé|provisoire|invitation) ?:',
  '(?:aceptado|aceptada|rechazado|rechazada|cancelado|cancelada|provisional|invitación):',
  '(?:accettato|rifiutato|annullato|invito):',
  '(?:geaccepteerd|geweigerd|geannuleerd|voorlopig|uitnodiging):',
])

const PATTERNS: Record<SubjectKind, RegExp> = {
  vacation: VACATION,
  bounce: BOUNCE,
  delay: DELAY,
  challenge: CHALLENGE,
  receipt: RECEIPT,
  invitation: INVITATION,
}

function anchored(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})`, 'iu')
}

function anywhere(patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'), 'iu')
}
