import { useEffect, useState } from 'react'

// Long enough to find one's name among fifty.
const PAGE_MS = 12_000

export interface Turning {
  /** The page that is shown, from 0. */
  readonly page: number
  readonly isPaused: boolean
  /** Stops or goes on. */
  readonly turn: (isPaused: boolean) => void
  readonly goBy: (pages: number) => void
}

/** Pages that turn by themselves, until somebody stops them (WCAG 2.2, 2.2.2). */
export function useTurning(pages: number): Turning {
  const [at, setAt] = useState(0)
  const [isPaused, turn] = useState(false)
  // There may be fewer pages than a moment ago.
  const page = at % pages
  const goBy = (by: number) => setAt((page + by + pages) % pages)
  useEffect(() => {
    if (isPaused || pages === 1) return
    const timer = setTimeout(() => setAt((page + 1) % pages), PAGE_MS)
    return () => clearTimeout(timer)
  }, [isPaused, page, pages])
  return { page, isPaused, turn, goBy }
}
