import { addressKey } from '../header/address-key.ts'
import { parseMailboxes, type Mailbox } from '../header/addresses.ts'
import { AutomaticSubject, type SubjectKind } from './automatic-subjects.ts'
import type { Headers } from '../header/headers.ts'
import { limits } from '../limits.ts'
import { messageIdHost, readMessageIds } from '../thread/message-ids.ts'
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
  /** The host in the Message-IDs that we write. */
  ownMessageIdHost?: string
  /** Head of the body; read only for the parts of a report, never for words (row 30). */
  body?: string
}

/** Answers shared by several rules, each computed once and only when a rule asks. */
export class MailFacts {
  readonly headers: Headers
  readonly context: JudgeContext
  readonly #mailboxes = new Map<string, Mailbox[]>()
  #subject: AutomaticSubject | undefined
  #reports: ReportParts | undefined
  #daemon: boolean | undefined
  #nullSender: boolean | undefined
  #hops: number | undefined
  #mailSystem: boolean | undefined
  #answersUs: boolean | undefined

  constructor(headers: Headers, context: JudgeContext) {
    this.headers = headers
    this.context = context
  }

  /** The mailboxes of every From and Sender field. */
  get authors(): Mailbox[] {
    return [...this.headers.all('from'), ...this.headers.all('sender')].flatMap((value) => this.mailboxes(value))
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

  get reports(): ReportParts {
    return (this.#reports ??= readReportParts(this.headers.all('content-type'), this.context.body))
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
    return this.headers.all('from').some((value) => this.isRobot(value))
  }

  get hopsExceeded(): boolean {
    return (this.#hops ??= this.headers.all('received').length) > limits.receivedHops
  }

  get answersUs(): boolean {
    const named = [...this.headers.all('in-reply-to'), ...this.headers.all('references')]
    return (this.#answersUs ??= named.some((value) => this.namesOurMail(value)))
  }

  namesOurMail(value: string): boolean {
    const host = this.context.ownMessageIdHost?.toLowerCase()
    return host !== undefined && readMessageIds(value).some((id) => messageIdHost(id) === host)
  }

  isOwn(value: string): boolean {
    const own = this.context.ownAddresses
    return this.mailboxes(value).some(({ address }) => own.has(addressKey(address)))
  }
}

/** `<>`, and `<MAILER-DAEMON>` as qmail and some gateways write it (row 6). */
export function isNullPath(path: string | undefined): boolean {
  if (path === undefined) return false
  const bare = withoutComments(path)
    .text.trim()
    .replace(/^<\s*|\s*>$/g, '')
  return bare === '' || /^mailer-daemon$/i.test(bare)
}

const ROBOT = /^(?:no-?_?reply|do-?_?not-?_?reply|listserv|majordomo|owner-[^@]*|[^@]+-request|root)@/i
const DAEMON_ADDRESS = /^(?:mailer-?daemon|post[_-]?master|mdaemon)@/i
const DAEMON_NAME = /^(?:mail delivery (?:sub)?system|mailer-?daemon)/i
/** Exchange 5.5 to 2003, as a name or, by gateways, as the local part. */
const SYSTEM = /^"?(?:system administrator|microsoft exchange|mail administrator)\b/i
const DAEMON_TEXT = /\bmailer-?daemon\b|\bpostmaster\b|\bmdaemon\b|mail delivery (?:sub)?system/i
