import { createHash } from 'node:crypto'

/**
 * The W3C trace context of a mail's chain (https://www.w3.org/TR/trace-context/), derived like everything else: the trace
 * id is the mailId without its hyphens, so the trace of a mail is found by its id, and a span's id follows from the event
 * and the service that handles it, so every replica and every try names the same span.
 */

/** Share of mails whose chains are traced. */
export const TRACE_RATIO = 0.01

const SAMPLED = '01'

/** The context that the head of a chain carries. The same mail is sampled in every service, or in none. */
export function rootTraceparent(correlationId: string, eventId: string, service: string, ratio: number): string {
  const traceId = correlationId.replaceAll('-', '')
  // The last digits are of a hash; the first are a time.
  const traced = Number.parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32
  return `00-${traceId}-${spanIdOf(eventId, service)}-${traced ? SAMPLED : '00'}`
}

/** For an event that `service` returned while it handled the cause. Unsampled chains keep their root. */
export function childTraceparent(traceparent: string, causeId: string, service: string): string {
  if (!isSampled(traceparent)) return traceparent
  return `${traceparent.slice(0, 36)}${spanIdOf(causeId, service)}-${SAMPLED}`
}

export function isSampled(traceparent: string | undefined): traceparent is string {
  return traceparent?.endsWith(`-${SAMPLED}`) ?? false
}

/** The same of an event that is still JSON text. */
export function isSampledText(event: string): boolean {
  return /"traceparent":"[0-9a-f-]{53}01"/.test(event)
}

/** Id of the span in which a service handles an event: eight bytes, in hex. */
export function spanIdOf(eventId: string, service: string): string {
  return createHash('sha256').update(`${service} ${eventId}`).digest('hex').slice(0, 16)
}
