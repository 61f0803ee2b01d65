import { causedBy, type DataOf, type EventOf, type Origin, type TubepostEvent } from './define-event.ts'
import { mailSettled } from './definitions/mail-settled.ts'

type Data = DataOf<typeof mailSettled>

/** The end of a mail. Where nothing is said, no reply was asked for and nothing has changed. */
export type Settlement = Pick<Data, 'outcome' | 'reason' | 'text'> &
  Partial<Pick<Data, 'replyRequested' | 'changed' | 'mail'>>

/**
 * Settles the mail at the head of the cause's chain.
 * @param key as in `causedBy`
 */
export function settle(
  cause: TubepostEvent,
  origin: Origin,
  settlement: Settlement,
  key = '',
): EventOf<typeof mailSettled> {
  const { correlationid: mailId, mailbox } = cause
  const data = { mailId, mailbox, replyRequested: false, changed: [], ...settlement }
  return causedBy(cause, mailSettled, origin, data, key)
}
