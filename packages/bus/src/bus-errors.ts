import { JetStreamApiError } from '@nats-io/jetstream'
import { ClosedConnectionError, NoRespondersError, RequestError, TimeoutError } from '@nats-io/nats-core'

// A publish answers JetStreamNotEnabled while no stream takes its subject: the broker lost its disk and is not
// yet provisioned. The client does not export its class.
const OUTAGE_NAMES = new Set(['JetStreamNotEnabled', 'StreamNotFoundError', 'ConsumerNotFoundError'])
const OUTAGE_TEXT =
  /disconnect|connection (closed|draining)|stream (unavailable|not found)|maximum (bytes|messages) exceeded|insufficient/i

/** A bucket has not been read to its end here, or not been filled yet: no verdict may rest on what is missing. */
export class ReferenceBehindError extends Error {
  constructor(bucket: string) {
    super(`the watch of bucket ${bucket} is behind`)
    this.name = 'ReferenceBehindError'
  }
}

/** The broker cannot be reached or cannot work now: no server, no stream yet, no room, no answer. Says nothing of the message. */
export function isBusOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error instanceof TimeoutError ||
    error instanceof NoRespondersError ||
    error instanceof RequestError ||
    error instanceof ClosedConnectionError ||
    error instanceof ReferenceBehindError ||
    OUTAGE_NAMES.has(error.name) ||
    (error instanceof JetStreamApiError && error.status >= 500) ||
    OUTAGE_TEXT.test(error.message)
  )
}
