import { addressKey } from '../header/address-key.ts'
import { parseMailboxes, type Mailbox } from '../header/addresses.ts'
import { AutomaticSubject, type SubjectKind } from './automatic-subjects.ts'
import type { BodyFacts } from './body-facts.ts'
import type { Opening } from './opening.ts'
import { decodeHeaderText } from '../header/header-text.ts'
import type { Headers } from '../header/headers.ts'
import { limits } from '../limits.ts'
import { type OwnReply, repeatsSubject } from '../thread/own-message-id.ts'
import { ownRepliesIn } from '../thread/own-replies.ts'
import { readReportParts, type ReportParts } from './report-parts.ts'
import { withoutComments } from '../header/structured-value.ts'

/** Everything the rules may know about a mail besides its header fields. */
export interface JudgeContext {
  /**
   * MAIL FROM as the server took it; `''` or `'<>'` is the null sender; null or undefined: unknown, Return-Path
   * counts.
   */
  envelopeFrom: string | null | undefined
  /** `addressKey()` of every address that we send from or read. */
  ownAddresses: ReadonlySet<string>
  /** The reply of ours whose Message-ID this is. */
  ownReplyOf?: (messageId: string) => OwnReply | undefined
  /** People are asked to answer our replies: then one under the same subject is no sign of a machine. */
  expectsAnswers?: boolean
  /** As much as was seen of the body; undefined where nobody looked, or nothing in it is a sign. */
  bodyFacts?: BodyFacts | undefined
}

/** Answers shared by several rules, each computed once and only when a rule asks. */
export class MailFacts {
  readonly headers: Headers
  readonly context: JudgeContext
  readonly #mailboxes = new Map<string, Mailbox[]>()
  #authors: readonly Mailbox[] | undefined
  #authorAddresses: ReadonlySet<string> | undefined
  #robot: boolean | undefined
  #subject: AutomaticSubject | undefined
  #reports: ReportParts | undefined
  #daemon: boolean | undefined
  #nullSender: boolean | undefined
  #hops: number | undefined
  #mailSystem: boolean | undefined
  #ownReplies: OwnReply[] | undefined
  #repeatsOurSubject: boolean | undefined

  constructor(headers: Headers, context: JudgeContext) {
    this.headers = headers
    this.context = context
  }

  /** The mailboxes of every From and Sender field. */
  get authors(): readonly Mailbox[] {
    return (this.#authors ??= [...this.headers.all('from'), ...this.headers.all('sender')].flatMap((value) =>
      this.mailboxes(value),
    ))
  }

  /** The addresses of `authors`, in lower case. */
  get authorAddresses(): ReadonlySet<string> {
    return (this.#authorAddresses ??= new Set(this.authors.map(({ address }) => address.toLowerCase())))
  }

  /** Cached: several rules ask for the same few fields, and From, Sender and Return-Path often hold the same value. */
  mailboxes(value: string): Mailbox[] {
    let known = this.#mailboxes.get(value)
    if (known === undefined) {
      known = parseMailboxes(value).mailboxes
      this.#mailboxes.set(value, known)
    }
    return known
  }

  subjectIs(kind: SubjectKind): boolean {
    this.#subject ??= new AutomaticSubject(this.headers.first('subject') ?? '')
    return this.#subject.is(kind)
  }

  opensAs(kind: Opening): boolean {
    return this.context.bodyFacts?.opening === kind
  }

  /** A mail that answers another one, or says so. */
  get isAnswer(): boolean {
    return this.headers.first('in-reply-to') !== undefined || ANSWER.test(this.headers.first('subject') ?? '')
  }

  /** A list's mail may quote anything; its readers want it. */
  get isBulk(): boolean {
    return LIST_FIELDS.some((name) => this.headers.first(name) !== undefined)
  }

  get reports(): ReportParts {
    return (this.#reports ??= readReportParts(
      this.headers.all('content-type'),
      this.context.bodyFacts?.partTypes ?? [],
    ))
  }

  /** The actions of a delivery report, as far as they were seen. */
  get actions(): readonly string[] {
    return this.context.bodyFacts?.actions ?? []
  }

  /** The topmost Return-Path was written by the last server; an envelope that we know ourselves is better. */
  get nullSender(): boolean {
    return (this.#nullSender ??= isNullPath(this.context.envelopeFrom ?? this.headers.first('return-path')))
  }

  get fromDaemon(): boolean {
    return (this.#daemon ??= [...this.headers.all('from'), ...this.headers.all('sender')].some((value) =>
      this.isDaemon(value),
    ))
  }

  /**
   * Whether it is the mail system itself (row 5). Its From is often no address at all (`MAILER-DAEMON`), so the raw
   * value is checked when nothing parses; a person's display name `Postmaster` is no mail system.
   */
  isDaemon(value: string): boolean {
    const mailboxes = this.mailboxes(value)
    if (mailboxes.length === 0) return DAEMON_TEXT.test(value.slice(0, 500))
    return mailboxes.some(
      ({ name, address }) => DAEMON_ADDRESS.test(address) || (name !== null && DAEMON_NAME.test(name)),
    )
  }

  /** The owner of a list or an administrator's address, which programs write from: fml, LISTSERV, Mailman. */
  get fromOwner(): boolean {
    return this.authors.some(({ address }) => OWNER.test(address))
  }

  /** Weaker than `fromDaemon`: a name used by mail systems and possibly by people, so a subject must agree with it. */
  get fromMailSystem(): boolean {
    const isSystem = ({ name, address }: Mailbox): boolean => SYSTEM.test(name ?? '') || SYSTEM.test(address)
    return (this.#mailSystem ??= this.fromDaemon || this.authors.some(isSystem))
  }

  /** Whether it is an address that nobody reads (row 24). */
  isRobot(value: string): boolean {
    return this.mailboxes(value).some(({ address }) => ROBOT.test(address))
  }

  get fromRobot(): boolean {
    return (this.#robot ??= this.headers.all('from').some((value) => this.isRobot(value)))
  }

  get hopsExceeded(): boolean {
    return (this.#hops ??= this.headers.all('received').length) > limits.receivedHops
  }

  get answersUs(): boolean {
    return this.#answered.length > 0
  }

  /** An answer under the subject of the reply of ours that it names; a person who wants something else writes another. */
  get repeatsOurSubject(): boolean {
    if (this.context.expectsAnswers === true) return false
    if (this.#repeatsOurSubject === undefined) {
      const subject = decodeHeaderText((this.headers.first('subject') ?? '').slice(0, limits.subjectChars))
      const tags = new Set(this.#answered.map((reply) => reply.subjectTag))
      this.#repeatsOurSubject = [...tags].some((tag) => repeatsSubject(subject, tag))
    }
    return this.#repeatsOurSubject
  }

  get #answered(): OwnReply[] {
    const named = [...this.headers.all('in-reply-to'), ...this.headers.all('references')]
    return (this.#ownReplies ??= named.slice(0, NAMING_FIELDS).flatMap((value) => this.#ownRepliesIn(value)))
  }

  namesOurMail(value: string): boolean {
    return this.#ownRepliesIn(value).length > 0
  }

  #ownRepliesIn(value: string): OwnReply[] {
    const { ownReplyOf } = this.context
    return ownReplyOf === undefined ? [] : ownRepliesIn(value, ownReplyOf)
  }

  isOwn(value: string): boolean {
    const own = this.context.ownAddresses
    return this.mailboxes(value).some(({ address }) => own.has(addressKey(address)))
  }
}

/** `<>`, and `<MAILER-DAEMON>` as qmail and some gateways write it (row 6). */
export function isNullPath(path: string | undefined): boolean {
  if (path === undefined) return false
  const text = withoutComments(path).text.trim()
  const bare = text.slice(text.startsWith('<') ? 1 : 0, text.endsWith('>') ? -1 : undefined).trim()
  return bare === '' || /^mailer-daemon$/i.test(bare)
}

// RFC 5322 §3.6 allows one of each; the latest identifiers of a long thread are those that were answered.
const NAMING_FIELDS = 4
const ANSWER = /^(?:re|aw|sv|antw)\s?:/i
const LIST_FIELDS = ['list-id', 'list-post', 'list-unsubscribe', 'mailing-list', 'x-mailing-list', 'precedence']
const ROBOT = /^(?:no-?_?reply|do-?_?not-?_?reply|listserv|majordomo|owner-[^@]*|[^@]+-request|root)@/i
const OWNER = /^(?:owner-[^@]+|[^@]+-(?:owner|admin|bounces?)|admin|sysadmin|administrator|system)@/i
const DAEMON_ADDRESS = /^(?:mailer-?daemon|post[_-]?master|mdaemon)@/i
const DAEMON_NAME = /^(?:mail delivery (?:sub)?system|mailer-?daemon)/i
/**
 * Exchange 5.5 to 2003, as a name or, by gateways, as the local part; Mercury; cc:Mail; GroupWise; PMDF; gateways to X.400 and
 * RSCS; CompuServe; NetMail.
 */
const SYSTEM =
  /^"?(?:system administrator|microsoft exchange|mail administrator|electronic postmaster|maiser|mercury|cc:?mail|groupwise|gwia|pmdf|x\.?400|rscs|auto\.reply|netmail|mailer|mail ?server|postoffice)(?![a-z])/i
const DAEMON_TEXT = /\bmailer-?daemon\b|\bpostmaster\b|\bmdaemon\b|mail delivery (?:sub)?system/i
