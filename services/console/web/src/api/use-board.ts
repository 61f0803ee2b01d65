import type { BoardChange, BoardEntry } from '@tubepost/api'
import { useEffect, useReducer } from 'react'
import { noteConnection } from './connection.ts'
import { noteSignedOut } from './signed-out.ts'

export const BOARD_STREAM = '/api/status/board/stream'

/** Everybody by their id; undefined until the first snapshot. */
export type LiveBoard = ReadonlyMap<string, BoardEntry> | undefined

type Heard =
  | { readonly what: 'snapshot'; readonly people: readonly BoardEntry[] }
  | { readonly what: 'change'; readonly change: BoardChange }

// A stream that the server refused (429, 503) is not asked for again by the browser itself.
const AGAIN_MS = 3_000
// The server says something every 15 seconds. A connection that died without a word, as by a cable, is silent for ever.
const SILENT_MS = 40_000

/** The board as it is at this moment, for as long as the screen is open. */
export function useBoard(): LiveBoard {
  const [board, hear] = useReducer(afterHearing, undefined)
  useEffect(() => followBoard(hear), [])
  return board
}

/** @returns ends it */
function followBoard(hear: (heard: Heard) => void): () => void {
  let source: EventSource | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  const openAfter = (ms: number) => {
    clearTimeout(again)
    again = setTimeout(open, ms)
  }
  const isAlive = () => {
    noteConnection('board', false)
    openAfter(SILENT_MS)
  }
  const open = () => {
    source?.close()
    if (source !== undefined) noteConnection('board', true)
    source = new EventSource(BOARD_STREAM)
    source.addEventListener('open', isAlive)
    source.addEventListener('ping', isAlive)
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      isAlive()
      hear({ what: 'snapshot', ...(JSON.parse(data) as { people: BoardEntry[] }) })
    })
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      isAlive()
      hear({ what: 'change', change: JSON.parse(data) as BoardChange })
    })
    source.addEventListener('error', () => {
      const isRefused = source?.readyState === EventSource.CLOSED
      noteConnection('board', true)
      openAfter(isRefused ? AGAIN_MS : SILENT_MS)
      // A stream does not tell why.
      if (isRefused) noteSignedOut()
    })
    openAfter(SILENT_MS)
  }
  open()
  return () => {
    clearTimeout(again)
    source?.close()
    noteConnection('board', false)
  }
}

/** Pure. `reset` needs nothing of its own: a snapshot follows it. */
export function afterHearing(board: LiveBoard, heard: Heard): LiveBoard {
  if (heard.what === 'snapshot') return new Map(heard.people.map((entry) => [entry.person.id, entry]))
  const people = new Map(board)
  for (const entry of heard.change.people) people.set(entry.person.id, entry)
  for (const id of heard.change.gone) people.delete(id)
  return people
}
