import { type FollowLives, followLives, type ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from './config.ts'

/** A mail's event as the broker has it. */
export interface PublishedMail {
  mailId: string
  round: number
  redrive: number
  generation: string
  sequence: number
}

/** The state of a running fetcher: written by its loops, shown by its readings and checks. */
export interface FetcherState {
  /** The endpoints at which this process listens for mail. */
  listensAt: Pick<ReadonlySet<string>, 'has'>
  /** Those that this process has tried to open, with the reason where it could not. */
  readonly intakesTried: Map<string, string | undefined>
  /** Why bytes could not be kept at the last try, or that they could. */
  bytes: 'not tried' | 'kept' | Error
  /** Places of published mails that the ledger does not have yet. */
  toNote: PublishedMail[]
  readonly followMail: FollowLives
  /** Has work wait until a connection to the database can be held for its time. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>
}

export type FetcherContext = ServiceContext<FetcherConfig, FetcherState>

export const createFetcherState = (): FetcherState => ({
  listensAt: new Set(),
  intakesTried: new Map(),
  bytes: 'not tried',
  toNote: [],
  followMail: followLives('ledger'),
  inTurn: createTurns(WRITTEN_AT_ONCE),
})

// Writing bytes holds a connection to the database. Leases and ledger need some of the six that DATABASE_POOL has.
const WRITTEN_AT_ONCE = 2

/** Lets a number of works run at the same time; the others wait in order. */
function createTurns(most: number): FetcherState['inTurn'] {
  let free = most
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
