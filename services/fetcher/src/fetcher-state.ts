import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from './config.ts'

/** The state of a running fetcher: written by its loops, shown by its readings and checks. */
export interface FetcherState {
  /** The endpoints at which this process listens for mail. */
  listensAt: Pick<ReadonlySet<string>, 'has'>
  /** Why bytes could not be kept at the last try, or that they could. */
  bytes: 'not tried' | 'kept' | Error
  /** The life of the stream MAIL as last seen, and until when settled mails of earlier lives are looked for. */
  mailStream: { readonly generation: string; readonly until: number } | undefined
}

export type FetcherContext = ServiceContext<FetcherConfig, FetcherState>

export const createFetcherState = (): FetcherState => ({
  listensAt: new Set(),
  bytes: 'not tried',
  mailStream: undefined,
})
