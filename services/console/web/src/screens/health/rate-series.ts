import type { Rates } from '@tubepost/api'
import type { HealthKey } from '../../words/part-speech.tsx'

export type Bucket = Rates['buckets'][number]
export type Counted = Exclude<keyof Bucket, 'at'>

/** Everything that is counted, with its word; the first five are drawn. */
export const COUNTED: readonly { readonly name: Counted; readonly word: HealthKey }[] = [
  { name: 'received', word: 'rate.received' },
  { name: 'applied', word: 'outcome.applied' },
  { name: 'rejected', word: 'outcome.rejected' },
  { name: 'failed', word: 'outcome.failed' },
  { name: 'replies', word: 'rate.replies' },
  { name: 'ignored', word: 'outcome.ignored' },
  { name: 'duplicate', word: 'outcome.duplicate' },
  { name: 'repliesFailed', word: 'rate.repliesFailed' },
]
const DRAWN_COUNT = 5
export const DRAWN = COUNTED.slice(0, DRAWN_COUNT)

export const totalOf = (buckets: readonly Bucket[], name: Counted): number =>
  buckets.reduce((sum, bucket) => sum + bucket[name], 0)
