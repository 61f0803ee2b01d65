import type { ReceivedEvent } from './describe-mail.ts'

/** How the owners begin under which the ledger claims the bytes of its mails; see blob.claim. */
export const OWNERS = 'fetcher/'

/** The owner of a mail's claim on its bytes. */
export const ownerOf = ({ data }: Pick<ReceivedEvent, 'data'>): string => `${OWNERS}${data.mailId}`
