import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { MailboxRecord, Organisation, Person, Status } from '@tubepost/events'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Static } from 'typebox'
import { LineCounter, parseDocument } from 'yaml'
import { policyOf } from './presets.ts'
import { SetupFile } from './setup-schema.ts'

/** Where a password is to be read when it is needed. It is kept nowhere else. */
export type PasswordSource = { file: string } | { env: string } | undefined

export interface ImapSource {
  kind: 'imap'
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  username: string
  password: PasswordSource
  allowPrivateAddress: boolean
  tlsVerify: boolean
  folder: string
  pollIntervalMs: number
}
export type SourceSettings = ImapSource | { kind: 'smtp'; port: number }

export interface SmtpSettings {
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  from: string
  username: string | undefined
  password: PasswordSource
  tlsVerify: boolean
}

/** tubepost.yaml, checked and with every preset and default filled in. */
export interface Setup {
  organisation: Organisation
  people: Person[]
  statuses: Status[]
  mailboxes: (MailboxRecord & { source: SourceSettings })[]
  smtp: SmtpSettings | undefined
  limits: { repliesPerRecipientPerHour: number }
}

export class SetupError extends Error {
  readonly problems: readonly string[]

  constructor(file: string, problems: readonly string[]) {
    super(`${file} is not usable, nothing of it was applied:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.name = 'SetupError'
    this.problems = problems
  }
}

const DEFAULT_REPLIES_PER_HOUR = 20
const ajv = new Ajv2020({ allErrors: true, strict: false, discriminator: false })
const validate = ajv.compile(SetupFile)

/** Reads tubepost.yaml. Throws a SetupError that lists every problem by its path; then nothing is to be applied. */
export function loadSetup(file: string, environment: Readonly<Record<string, string | undefined>>): Setup {
  const fail = (problems: string[]) => new SetupError(file, problems)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fail([`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true })
  if (document.errors.length > 0) throw fail(document.errors.map((error) => error.message.split('\n')[0] ?? ''))
  const value = document.toJS() as unknown
  if (!validate(value)) throw fail(schemaProblems(value))
  const declared = value as Static<typeof SetupFile>
  const problems = meaningProblems(declared, path.dirname(file), environment)
  if (problems.length > 0) throw fail(problems)
  return complete(declared, path.dirname(file))
}

/** Ajv's findings by path. Of a union only the branch that the file means is reported, not all that it could have been. */
function schemaProblems(value: unknown): string[] {
  const found = new Map<string, Set<string>>()
  for (const error of validate.errors ?? []) {
    const at = error.instancePath.slice(1).replaceAll('/', '.') || '(the whole file)'
    const kind = sourceKindAt(value, error.instancePath)
    if (
      kind !== undefined &&
      error.schemaPath.includes('/anyOf/') &&
      !error.schemaPath.includes(kind === 'imap' ? '/anyOf/0/' : '/anyOf/1/')
    )
      continue
    const text = describe(error)
    if (text === undefined) continue
    const set = found.get(at) ?? new Set()
    set.add(text)
    found.set(at, set)
  }
  return [...found].map(([at, texts]) => `${at}: ${[...texts].join('; ')}`)
}

function sourceKindAt(value: unknown, instancePath: string): string | undefined {
  const [, list, index, field] = instancePath.split('/')
  if (list !== 'mailboxes' || field !== 'source') return undefined
  const mailbox = (value as { mailboxes?: { source?: { kind?: string } }[] }).mailboxes?.[Number(index)]
  return mailbox?.source?.kind === 'smtp' ? 'smtp' : 'imap'
}

function describe(error: NonNullable<typeof validate.errors>[number]): string | undefined {
  switch (error.keyword) {
    case 'required':
      return `"${String(error.params['missingProperty'])}" is missing`
    case 'additionalProperties':
      return `"${String(error.params['additionalProperty'])}" is not known here`
    case 'const':
      return `may be ${JSON.stringify(error.params['allowedValue'])}`
    case 'anyOf':
      return undefined // its branches say what is wrong
    case 'pattern':
      return 'is not written as it must be'
    default:
      return error.message ?? 'is not valid'
  }
}

/** What a schema cannot say: that zones exist, that names are unique, that a mailbox can work with what it is given. */
function meaningProblems(
  declared: SetupFile,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const problems: string[] = []
  const unique = (kind: string) => {
    const seen = new Map<string, string>()
    return (at: string, key: string) => {
      const before = seen.get(key)
      if (before === undefined) seen.set(key, at)
      else problems.push(`${at}: ${kind} "${key}" is already used at ${before}`)
    }
  }
  const zone = (at: string, name: string | undefined) => {
    if (name !== undefined && !isTimeZone(name)) problems.push(`${at}: "${name}" is no IANA time zone`)
  }
  const locale = (at: string, name: string | undefined) => {
    if (name !== undefined && !isLocale(name)) problems.push(`${at}: "${name}" is no language tag such as en-US`)
  }
  const password = (at: string, source: { passwordFile?: string; password?: { env: string } }, needed: boolean) => {
    const { passwordFile, password: fromEnvironment } = source
    if (passwordFile !== undefined && fromEnvironment !== undefined)
      problems.push(`${at}: give passwordFile or password, not both`)
    else if (passwordFile !== undefined && !existsSync(path.resolve(folder, passwordFile)))
      problems.push(`${at}.passwordFile: there is no such file`)
    else if (fromEnvironment !== undefined && !environment[fromEnvironment.env])
      problems.push(`${at}.password.env: the environment has no ${fromEnvironment.env}`)
    else if (needed && passwordFile === undefined && fromEnvironment === undefined)
      problems.push(`${at}: passwordFile or password is missing`)
  }
  zone('organisation.timeZone', declared.organisation.timeZone)
  locale('organisation.locale', declared.organisation.locale)
  const personId = unique('the id')
  const personAddress = unique('the address')
  declared.people?.forEach((person, i) => {
    personId(`people.${i}`, person.id ?? slug(person.name))
    person.addresses.forEach((address, j) => personAddress(`people.${i}.addresses.${j}`, address.toLowerCase()))
    zone(`people.${i}.timeZone`, person.timeZone)
    locale(`people.${i}.locale`, person.locale)
  })
  const statusId = unique('the id')
  const statusName = unique('the name or alias')
  declared.statuses?.forEach((status, i) => {
    statusId(`statuses.${i}`, status.id ?? slug(status.name))
    for (const name of [status.name, ...(status.aliases ?? [])])
      statusName(`statuses.${i}`, name.normalize('NFKC').toLowerCase())
  })
  const mailboxId = unique('the id')
  const mailboxAddress = unique('the address')
  declared.mailboxes?.forEach((mailbox, i) => {
    const at = `mailboxes.${i}`
    mailboxId(at, mailbox.id)
    mailboxAddress(at, mailbox.address.toLowerCase())
    if (mailbox.source.kind === 'imap') password(`${at}.source`, mailbox.source, true)
    else {
      for (const field of ['fetchScope', 'backlog', 'afterSuccess', 'afterFailure'] as const) {
        if (mailbox.policy?.[field] !== undefined)
          problems.push(`${at}.policy.${field}: an smtp mailbox has no folder to which this could apply`)
      }
    }
  })
  if (declared.smtp !== undefined) password('smtp', declared.smtp, declared.smtp.username !== undefined)
  return problems
}

function complete(declared: SetupFile, folder: string): Setup {
  const { organisation } = declared
  const passwordOf = (source: { passwordFile?: string; password?: { env: string } }): PasswordSource =>
    source.passwordFile === undefined ? source.password : { file: path.resolve(folder, source.passwordFile) }
  return {
    organisation: {
      name: organisation.name,
      timeZone: organisation.timeZone,
      locale: organisation.locale,
      defaultReturn: organisation.defaultReturn ?? '09:00',
      endOfDay: organisation.endOfDay ?? '17:00',
      url: organisation.url ?? 'http://127.0.0.1:8080',
    },
    people: (declared.people ?? []).map((person) => ({
      id: person.id ?? slug(person.name),
      name: person.name,
      addresses: person.addresses,
      timeZone: person.timeZone ?? organisation.timeZone,
      locale: person.locale ?? organisation.locale,
      role: person.role ?? 'user',
    })),
    statuses: (declared.statuses ?? []).map((status, position) => ({
      id: status.id ?? slug(status.name),
      name: status.name,
      aliases: status.aliases ?? [],
      type: status.type ?? 'out',
      due: status.due ?? 'optional',
      position,
    })),
    mailboxes: (declared.mailboxes ?? []).map((mailbox) => ({
      id: mailbox.id,
      address: mailbox.address,
      enabled: mailbox.enabled ?? false,
      kind: mailbox.source.kind,
      policy: policyOf(mailbox.preset, mailbox.policy ?? {}),
      routes: mailbox.routes ?? [{ recipient: '*', to: 'status' }],
      source:
        mailbox.source.kind === 'smtp'
          ? { kind: 'smtp', port: mailbox.source.port }
          : completeImap(mailbox.source, mailbox.address, passwordOf(mailbox.source)),
    })),
    smtp:
      declared.smtp === undefined
        ? undefined
        : {
            host: declared.smtp.host,
            port: declared.smtp.port ?? SUBMISSION_PORTS[declared.smtp.tls ?? 'starttls'],
            tls: declared.smtp.tls ?? 'starttls',
            from: declared.smtp.from,
            username: declared.smtp.username,
            password: passwordOf(declared.smtp),
            tlsVerify: declared.smtp.tlsVerify ?? true,
          },
    limits: { repliesPerRecipientPerHour: declared.limits?.repliesPerRecipientPerHour ?? DEFAULT_REPLIES_PER_HOUR },
  }
}

const SUBMISSION_PORTS = { implicit: 465, starttls: 587, none: 25 } as const
const IMAP_PORTS = { implicit: 993, starttls: 143, none: 143 } as const
const SECONDS = { s: 1, m: 60, h: 3600 } as const

function completeImap(
  source: Extract<NonNullable<SetupFile['mailboxes']>[number]['source'], { kind: 'imap' }>,
  address: string,
  password: PasswordSource,
): ImapSource {
  const tls = source.tls ?? 'implicit'
  const interval = source.pollInterval ?? '60s'
  return {
    kind: 'imap',
    host: source.host,
    port: source.port ?? IMAP_PORTS[tls],
    tls,
    username: source.username ?? address,
    password,
    allowPrivateAddress: source.allowPrivateAddress ?? false,
    tlsVerify: source.tlsVerify ?? true,
    folder: source.folder ?? 'INBOX',
    pollIntervalMs: Number.parseInt(interval, 10) * SECONDS[interval.at(-1) as keyof typeof SECONDS] * 1_000,
  }
}

/** An id from a name: `Ana Example` is `ana-example`. Names without a Latin letter or digit need an id of their own. */
function slug(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const id = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return id === '' ? `x-${[...name].map((c) => c.codePointAt(0)?.toString(36)).join('-')}`.slice(0, 40) : id
}

// Asking Intl costs a third of a millisecond, and thousands of people live in a few zones.
const timeZones = new Map<string, boolean>()

function isTimeZone(name: string): boolean {
  let known = timeZones.get(name)
  if (known === undefined) {
    known = canFormatIn(name)
    timeZones.set(name, known)
  }
  return known
}

function canFormatIn(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

function isLocale(name: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0
  } catch {
    return false
  }
}
