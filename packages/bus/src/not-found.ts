import { JetStreamApiError } from '@nats-io/jetstream'

// Error codes of the JetStream API (server/errors.json).
export const STREAM_NOT_FOUND = 10_059
export const CONSUMER_NOT_FOUND = 10_014

/** The broker's answer, or undefined where it answers that there is no such thing. */
export async function orUndefined<Result>(asked: Promise<Result>, notFound: number): Promise<Result | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === notFound) return undefined
    throw error
  }
}
