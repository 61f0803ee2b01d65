import { type Random, seeded } from './random.ts'

/**
 * The mails sent and their expected effects, from the harness's own knowledge: it asks the product for none of it,
 * and gives the product only the mails.
 */
export type MailKind = 'good' | 'automatic' | 'stranger' | 'unreadable'

export interface TestMail {
  id: string
  kind: MailKind
  messageId: string
  raw: string
  /** Where each copy is delivered; more than one entry is an exact duplicate. */
  mailboxes: readonly string[]
  /** The person whose status a good mail sets, and the status. */
  person: string | null
  wants: Wanted | null
}

export interface Wanted {
  status: string
  /** Milliseconds since 1970, as `at`. */
  dueBack: number | null
  comment: string
  at: number
}

export interface TestPerson {
  id: string
  name: string
  addresses: readonly string[]
  timeZone: string
}

export const TRUSTED_SERVER = 'mx.chaos.example.com'
export const MAILBOXES = ['board', 'desk'] as const
export const STATUSES = ['In', 'Out', 'Lunch', 'Meeting'] as const
const PEOPLE = 40
// Error mails to senders whom nobody vouches for would be held after the second.
const VOUCHED_FOR = `Authentication-Results: ${TRUSTED_SERVER}; dmarc=pass header.from=example.com; dmarc=pass header.from=example.net`
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata']

export const people: readonly TestPerson[] = Array.from({ length: PEOPLE }, (_, i) => ({
  id: `person-${i}`,
  name: `Person ${i}`,
  addresses: [`person${i}@example.com`, `person${i}.phone@example.net`],
  timeZone: ZONES[i % ZONES.length] ?? 'UTC',
}))

const DURATIONS: readonly (readonly [string, number])[] = [
  ['', 0],
  ['45m ', 45],
  ['90m ', 90],
  ['2h ', 120],
]
const MINUTE_MS = 60_000
// The Date fields begin an hour back and stay before the arrival; a week back they would no longer be believed.
const BEGIN_BEFORE_MS = 60 * MINUTE_MS
const SECOND_MS = 1_000
const DUPLICATES_PERCENT = 3

export interface Truth {
  readonly mails: readonly TestMail[]
  /** Makes the next mail, of the usual mixture unless a kind is given. */
  next(kind?: MailKind): TestMail
}

/** @param begin milliseconds since 1970, when the run began */
export function createTruth(seed: number, begin: number): Truth {
  const random = seeded(seed ^ 0x5eed)
  const mails: TestMail[] = []
  return {
    mails,
    next(kind = drawKind(random)) {
      const number = mails.length
      // Each Date is later than every one before it, so each person's are strictly increasing.
      const at = Math.floor((begin - BEGIN_BEFORE_MS) / SECOND_MS) * SECOND_MS + number * SECOND_MS
      const mail = makeMail(random, kind, `c${seed}n${number}`, at)
      mails.push(mail)
      return mail
    },
  }
}

function drawKind(random: Random): MailKind {
  const percent = random.between(1, 100)
  if (percent <= 5) return 'automatic'
  if (percent <= 10) return 'stranger'
  return percent <= 15 ? 'unreadable' : 'good'
}

function makeMail(random: Random, kind: MailKind, id: string, at: number): TestMail {
  const person = random.pick(people)
  const [duration, minutes] = random.pick(DURATIONS)
  const status = random.pick(STATUSES)
  const comment = `call ${id}`
  // Mails of machines and strangers would be applied or answered if they came from a person.
  const isReadable = kind === 'good' || (kind !== 'unreadable' && random.between(0, 1) === 0)
  const messageId = `<${id}@chaos.example.com>`
  const lines = [
    VOUCHED_FOR,
    `From: ${kind === 'stranger' ? `stranger-${id}@example.org` : `${person.name} <${random.pick(person.addresses)}>`}`,
    'To: status@example.com',
    `Subject: ${isReadable ? status : 'Zzyzx'} ${duration}${comment}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${messageId}`,
    `X-Test-Id: ${id}`,
    ...(kind === 'automatic' ? ['Auto-Submitted: auto-replied'] : []),
    '',
    'The body is never read.',
    '',
  ]
  const first = random.pick(MAILBOXES)
  const isDouble = kind === 'good' && random.between(1, 100) <= DUPLICATES_PERCENT
  return {
    id,
    kind,
    messageId,
    raw: lines.join('\r\n'),
    mailboxes: isDouble ? [first, random.pick(MAILBOXES)] : [first],
    person: kind === 'good' ? person.id : null,
    wants: kind === 'good' ? { status, dueBack: minutes === 0 ? null : at + minutes * MINUTE_MS, comment, at } : null,
  }
}
