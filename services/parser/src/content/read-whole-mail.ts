import type { MailBytes } from '@tubepost/confined'
import type { DataOf, mailReceived, Policy } from '@tubepost/events'
import type { ContentReader, ContentRead } from './content-reader.ts'

/** Where whole mails are kept, by the SHA-256 of their bytes. */
export interface KeptBytes {
  read(sha256: string): Promise<MailBytes['bytes'] | undefined>
}

/**
 * Reads a mail that was taken in from where its bytes are kept. One whose bytes are not kept has no content, and says
 * why. Rejects where another try may read it.
 */
export async function readWholeMail(
  { size, body }: Pick<DataOf<typeof mailReceived>, 'size' | 'body'>,
  { maxMailBytes }: Pick<Policy, 'maxMailBytes'>,
  kept: KeptBytes,
  reader: ContentReader,
): Promise<Exclude<ContentRead, { lost: string }>> {
  if (body === null) return unread(size > maxMailBytes ? tooLarge(maxMailBytes) : HEADERS_ALONE)
  const bytes = await kept.read(body.sha256)
  if (bytes === undefined) return unread(GONE)
  const read = await reader.read({ size: body.size, bytes })
  if ('lost' in read) throw new Error(read.lost)
  return read
}

const unread = (message: string) => ({ unread: { limit: null, message } })

const tooLarge = (bytes: number): string =>
  `The mail is larger than ${Math.round(bytes / 1024 / 1024)} MB, the most that its mailbox keeps of a mail, so only its header was read.`
const HEADERS_ALONE =
  'The mail came in by its header alone: its mailbox kept no more then, or its server did not give the rest.'
const GONE = 'The bytes of the mail are no longer kept, so only its header was read.'
