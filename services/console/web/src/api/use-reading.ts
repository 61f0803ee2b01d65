import type { DryRunReading, Reading } from '@tubepost/api'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from './call.ts'

// Shorter than the pause between two words.
const PAUSE_MS = 200

export interface Typed {
  readonly subject: string
  readonly timeZone: string
  readonly locale?: string | undefined
}

/** One dry run. */
export async function readSubject(body: Typed, signal?: AbortSignal): Promise<Reading> {
  const asked = { method: 'POST', body, ...(signal !== undefined && { signal }) } as const
  return (await call<DryRunReading>('/api/parser/dry-run', asked)).reading
}

/** The subject as the parser reads it, a moment after it was typed. */
export function useReading({ subject, timeZone, locale }: Typed): UseQueryResult<Reading> {
  const [asked, setAsked] = useState(subject)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(subject), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [subject])
  const body = { subject: asked, timeZone, locale }
  return useQuery({
    queryKey: ['reading', body],
    queryFn: ({ signal }) => readSubject(body, signal),
    enabled: asked.trim() !== '',
    placeholderData: keepPreviousData,
  })
}
