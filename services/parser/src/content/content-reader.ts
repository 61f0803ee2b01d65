import { type ConfinedReading, createConfinedReader, type MailBytes } from '@tubepost/confined'
import type { StructureLimit } from '@tubepost/mail'
import { type ContentLimit, contentLimits, LIMIT_MESSAGES } from './content-limits.ts'
import type { WholeContent } from './read-content.ts'

/**
 * The content of a mail, or why there is none. `limit` names one of `contentLimits`. `lost`: the child came to an end
 * that may have nothing to do with the mail, so another try may read it.
 */
export type ContentRead =
  | { readonly content: WholeContent }
  | { readonly unread: { readonly limit: ContentLimit | null; readonly message: string } }
  | { readonly lost: string }

export interface ContentReader {
  /** Rejects where the bytes cannot be had, and only then. Takes at most `readMs` beside the wait for them. */
  read(mail: MailBytes): Promise<ContentRead>
  close(): void
}

type Answer = { readonly content: WholeContent } | { readonly limit: StructureLimit }

/**
 * Reads mails in a confined child, one after the other.
 *
 * @param program the program of the child, and `readMs`, the longest time for a mail; tests give others.
 */
export function createContentReader(
  program: URL = new URL('./content-child.ts', import.meta.url),
  readMs: number = contentLimits.readMs,
): ContentReader {
  const { heapMegabytes, rawBytes } = contentLimits
  const confinement = { from: import.meta.url, packages: ['mail'], heapMegabytes }
  const reader = createConfinedReader<undefined, Answer>(program, confinement)
  return {
    async read(mail) {
      const ms = readMs * Math.max(1, Math.ceil(mail.size / rawBytes))
      return contentRead(await reader.read(mail, undefined, ms))
    },
    close: () => reader.close(),
  }
}

function contentRead(reading: ConfinedReading<Answer>): ContentRead {
  switch (reading.kind) {
    case 'answer':
      return 'content' in reading.answer ? reading.answer : unread(reading.answer.limit)
    case 'late':
      return unread('readMs')
    case 'heapFull':
      return unread('heapMegabytes')
    case 'failed':
      return { unread: { limit: null, message: `The mail’s parts could not be read: ${reading.message}` } }
    case 'lost':
      return { lost: `The mail’s parts could not be read: ${reading.message}.` }
  }
}

/** For a mail that is beyond a limit. */
export function unread(limit: ContentLimit): ContentRead {
  return { unread: { limit, message: LIMIT_MESSAGES[limit] } }
}
