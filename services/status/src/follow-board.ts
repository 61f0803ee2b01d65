import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { type Position, readChanges } from './board-change-sql.ts'
import { readBoardOf } from './board-sql.ts'

/** A listener to changes, with the position up to which it has heard them. */
export interface Follower {
  position: Position
  changed(change: BoardChange, position: Position): void
  /** The database has begun another life; nothing that was said before counts. */
  begunAnew(): Promise<void>
}

export interface BoardChange {
  people: ReturnType<typeof boardEntry>[]
  /** Ids of people who are no longer on the board. */
  gone: string[]
}

// As fast as it looks immediate to somebody at a screen. One look of this process serves all who follow.
const LOOK_EVERY_MS = 300

/** Looks for changes, those of all replicas, as long as anybody follows. */
export function createFollowing(context: ServiceContext): (follower: Follower) => () => void {
  const followers = new Set<Follower>()
  let looking = false
  const look = async () => {
    looking = true
    while (followers.size > 0 && !context.signal.aborted) {
      await tellChanges(context, [...followers]).catch((error: unknown) => {
        if (!context.signal.aborted)
          context.log.warn({ err: error }, 'the board could not be followed; it is tried again')
      })
      await delay(LOOK_EVERY_MS, undefined, { signal: context.signal }).catch(() => {})
    }
    looking = false
  }
  return (follower) => {
    followers.add(follower)
    if (!looking) void look()
    return () => void followers.delete(follower)
  }
}

async function tellChanges(context: ServiceContext, followers: readonly Follower[]): Promise<void> {
  const sequences = followers.map((follower) => follower.position.sequence)
  const since = sequences.reduce((least, sequence) => (sequence < least ? sequence : least))
  const { position, changed } = await readChanges(context.pool, since)
  const rows = changed.length === 0 ? [] : await readBoardOf(context.pool, [...changed.map((one) => one.personId)])
  const now = Date.now()
  const entries = new Map(rows.map((row) => [row.id, boardEntry(row, now)]))
  for (const follower of followers) {
    if (follower.position.generation !== position.generation) {
      await follower.begunAnew()
      continue
    }
    const news = changed.filter((one) => one.changedIn >= follower.position.sequence).map((one) => one.personId)
    follower.position = position
    if (news.length === 0) continue
    const people = news.flatMap((id) => entries.get(id) ?? [])
    follower.changed({ people, gone: news.filter((id) => !entries.has(id)) }, position)
  }
}
