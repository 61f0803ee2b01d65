import type { ServiceContext } from '@tubepost/service'
import type { FetcherConfig } from './config.ts'

/** A running fetcher: what its loops find out, and its readings and checks show. */
export interface FetcherState {
  /** The places where this process listens for mail, by their names. */
  listensAt: Pick<ReadonlySet<string>, 'has'>
  /** Why bytes could not be kept at the last try, or that they could. */
  bytes: 'not tried' | 'kept' | Error
  /** The life of the stream MAIL as last seen, and until when settled mails of earlier ones are looked for. */
  mailStream: { readonly generation: string; readonly until: number } | undefined
}

export type FetcherContext = ServiceContext<FetcherConfig, FetcherState>

export const createFetcherState = (): FetcherState => ({
  listensAt: new Set(),
  bytes: 'not tried',
  mailStream: undefined,
})
