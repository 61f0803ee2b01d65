import { type CaseMails, createCaseMails } from './case-mails.ts'
import { type Random, seeded } from './random.ts'

/**
 * The mails sent and their expected effects, from the harness's own knowledge: it asks the product for none of it,
 * and gives the product only the mails.
 */
export type MailKind = 'good' | 'automatic' | 'stranger' | 'unreadable' | 'case'

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
  /** All mails of one are to be on one case; null for a mail that is to be on none. */
  conversation: string | null
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

/**
 * @param begin milliseconds since 1970, when the run began
 * @param toCases how many of a hundred mails go to mailboxes for cases; none where there are no such mailboxes
 */
export function createTruth(seed: number, begin: number, toCases = 0): Truth {
  const random = seeded(seed ^ 0x5eed)
  const senders = people.flatMap(({ addresses }) => addresses.slice(0, 1))
  const caseMails = createCaseMails(seeded(seed ^ 0xca5e), `c${seed}`, senders)
  const mails: TestMail[] = []
  return {
    mails,
    next(kind = drawKind(random, toCases)) {
      const number = mails.length
      // Each Date is later than every one before it, so each person's are strictly increasing.
      const at = Math.floor((begin - BEGIN_BEFORE_MS) / SECOND_MS) * SECOND_MS + number * SECOND_MS
      const id = `c${seed}n${number}`
      const isToCases = kind === 'case' || (kind === 'automatic' && toCases > 0 && random.between(0, 1) === 0)
      const mail = isToCases ? makeCaseMail(caseMails, kind, id, at) : makeMail(random, kind, id, at)
      mails.push(mail)
      return mail
    },
  }
}

function drawKind(random: Random, toCases: number): MailKind {
  if (random.between(1, 100) <= toCases) return 'case'
  const percent = random.between(1, 100)
  if (percent <= 5) return 'automatic'
  if (percent <= 10) return 'stranger'
  return percent <= 15 ? 'unreadable' : 'good'
}

function makeCaseMail(caseMails: CaseMails, kind: MailKind, id: string, at: number): TestMail {
  const mail = kind === 'case' ? caseMails.next(at) : caseMails.automatic(id, at)
  return { ...mail, kind, person: null, wants: null }
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
    conversation: null,
  }
}
