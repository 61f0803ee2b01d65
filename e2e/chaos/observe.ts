import { type Asked, get, inTurn } from './ask.ts'
import { observeCases, type SeenCase } from './observe-cases.ts'
import { type Lying, readMaildir } from './maildir-on-disk.ts'
import type { Stage } from './stage.ts'
import { people, type TestMail } from './truth.ts'

/** Everything a run is judged by. It comes from outside: folders on the disk, HTTP answers, mails in the SMTP sink. */
export interface Observation {
  folders: readonly { mailbox: string; mails: readonly Lying[] }[]
  board: readonly BoardEntry[]
  history: ReadonlyMap<string, readonly HistoryRow[]>
  /** By Message-ID. */
  journal: ReadonlyMap<string, readonly JournaledMail[]>
  books: Books
  letters: readonly Letter[]
  cases: readonly SeenCase[]
}

export interface BoardEntry {
  person: { id: string }
  status: { name: string } | null
  dueBack: string | null
  comment: string | null
}
export interface HistoryRow {
  status: string
  dueBack: string | null
  comment: string | null
  at: string
  mailId: string
}
export interface JournaledMail {
  mailId: string
  mailbox: string
  outcome: string | null
  reason: string | null
  complete: boolean
  /** How the replies to it ended: `sent`, `unknown`, `failed`, `held`. */
  replies: readonly string[]
  settlements: number
}
export interface Books {
  received: number
  waiting: number
  settled: Readonly<Record<string, number>>
  replies: Readonly<Record<string, number>>
  ledger: Readonly<Record<string, number>>
  journal: { received: number; settled: number; conflicts?: number; deadLetters?: number }
  difference: number
  lag: { events: number }
}
/** A mail sent to a person. */
export interface Letter {
  to: readonly string[]
  inReplyTo: string | undefined
}

export async function observe(stage: Stage, mails: readonly TestMail[]): Promise<Observation> {
  return {
    ...(await observeOverHttp(stage, mails)),
    cases: await observeCases(stage),
    folders: stage.maildirs.map(({ mailbox, dir }) => ({ mailbox, mails: readMaildir(dir) })),
    letters: stage.sink.mails.map(({ to, raw }) => ({
      to,
      inReplyTo: /^In-Reply-To: (\S+)/im.exec(raw.toString('latin1'))?.[1],
    })),
  }
}

/** The installation's own account of mails and statuses: board, histories, journal and books. */
export async function observeOverHttp(
  stage: Asked,
  mails: readonly TestMail[],
): Promise<Omit<Observation, 'folders' | 'letters' | 'cases'>> {
  const board = await get<{ people: BoardEntry[] }>(stage, '/api/status/board')
  const history = await inTurn(people, async ({ id }) => {
    const answer = await get<{ history: HistoryRow[] }>(stage, `/api/status/people/${id}/history`)
    return [id, answer.history] as const
  })
  const journal = await inTurn(
    mails,
    async ({ messageId }) => [messageId, await readJournal(stage, messageId)] as const,
  )
  return {
    board: board.people,
    history: new Map(history),
    journal: new Map(journal),
    books: await readBooks(stage),
  }
}

export function readBooks(stage: Asked): Promise<Books> {
  return get<Books>(stage, '/api/console/conservation')
}

interface Story {
  story: { event: string; data: { state?: string } }[]
  complete: boolean
}

async function readJournal(stage: Asked, messageId: string): Promise<JournaledMail[]> {
  const asked = `/api/console/mails?messageId=${encodeURIComponent(messageId)}`
  const { mails } = await get<{ mails: Omit<JournaledMail, 'complete' | 'replies' | 'settlements'>[] }>(stage, asked)
  return inTurn(mails, async (mail) => {
    const { story, complete } = await get<Story>(stage, `/api/console/mails/${mail.mailId}`)
    const replies = story.flatMap(({ event, data }) => REPLY_ENDS.get(event)?.(data.state) ?? [])
    return { ...mail, complete, replies, settlements: story.filter(({ event }) => event === 'mail.settled').length }
  })
}

const REPLY_ENDS = new Map<string, (state?: string) => string>([
  ['reply.sent', () => 'sent'],
  ['reply.failed', (state = 'failed') => state],
  ['reply.held', () => 'held'],
])
