import type { BoardEntry } from '@tubepost/api'
import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { call } from './call.ts'
import { readSubject, type Typed } from './use-reading.ts'

export interface StatusWish {
  readonly personId: string
  /** A status alone, or a subject that says all. */
  readonly by: { readonly status: string } | Typed
}

/** A subject that names no status, or names one without the return that it needs. */
export class Misread extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.name = 'Misread'
    this.code = code
  }
}

/** Sets a status; a subject is read first, as it stands at that moment. The board hears of it by its stream. */
export function useSetStatus(): UseMutationResult<BoardEntry, Error, StatusWish> {
  return useMutation<BoardEntry, Error, StatusWish>({
    async mutationFn({ personId, by }) {
      const body = 'status' in by ? by : await wishOf(by)
      return call<BoardEntry>(`/api/status/people/${encodeURIComponent(personId)}/status`, { method: 'PUT', body })
    },
  })
}

async function wishOf(typed: Typed): Promise<{ status: string; dueBack: string | null; comment: string | null }> {
  const { status, dueBack, comment, error } = await readSubject(typed)
  if (status === null || error !== null) throw new Misread(error?.code ?? 'no_status')
  return { status, dueBack, comment }
}
