import type { BoardChange } from '@tubepost/api'
import { createWake, type ServiceContext } from '@tubepost/service'
import { boardEntry } from './board-entry.ts'
import { listenForChanges, type Position, readChanges } from './board-change-sql.ts'
import { readBoardOf } from './board-sql.ts'

/** A listener to changes, with the position up to which it has heard them. */
export interface Follower {
  position: Position
  changed(change: BoardChange, position: Position): void
  /** The database has begun another life; nothing that was said before counts. */
  begunAnew(): Promise<void>
}

// Replicas tell each other of changes; looking is for a word that got lost, and is soon enough for somebody at a screen. One look
// of this process serves all who follow.
const LOOK_EVERY_MS = 300
// A change is seen once every transaction that began before it has ended. Until then it is looked for this often.
const LOOK_SOON_MS = 20

/** Looks for changes, those of all replicas, as long as anybody follows. */
export function createFollowing(context: ServiceContext): (follower: Follower) => () => void {
  const followers = new Set<Follower>()
  let looking = false
  const look = async () => {
    looking = true
    const { pool, signal, log } = context
    const told = createWake()
    let toldAt = Number.NEGATIVE_INFINITY
    const over = new AbortController()
    const hear = () => {
      toldAt = performance.now()
      told.wake()
    }
    void listenForChanges(pool, hear, AbortSignal.any([signal, over.signal]))
    while (followers.size > 0 && !signal.aborted) {
      const lookedAt = performance.now()
      try {
        if ((await tellChanges(context, [...followers])) && toldAt < lookedAt) toldAt = Number.NEGATIVE_INFINITY
      } catch (error) {
        if (!signal.aborted) log.warn({ err: error }, 'the board could not be followed; it is tried again')
      }
      const isExpected = performance.now() - toldAt < LOOK_EVERY_MS
      await told.wait(isExpected ? LOOK_SOON_MS : LOOK_EVERY_MS, signal)
    }
    over.abort()
    looking = false
  }
  return (follower) => {
    followers.add(follower)
    if (!looking) void look()
    return () => void followers.delete(follower)
  }
}

/** @returns whether there was anything to tell */
async function tellChanges(context: ServiceContext, followers: readonly Follower[]): Promise<boolean> {
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
  return changed.length > 0
}
