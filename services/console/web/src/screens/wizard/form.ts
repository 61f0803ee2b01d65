import type { ReactNode } from 'react'
import type { Draft, Filled } from './draft.ts'

/** The form as its steps see it. */
export interface Form {
  readonly draft: Draft
  /** The same with its guesses. */
  readonly full: Filled
  /** Sets fields. @param path of the field that was changed, in the API's spelling: its problem goes */
  readonly change: (fields: Partial<Draft>, path: string) => void
  /** Problem of a field; undefined where there is none. */
  readonly problemAt: (path: string) => ReactNode | undefined
}
