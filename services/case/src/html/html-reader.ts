import { createConfinedReader, type MailBytes } from '@tubepost/confined'
import { limitAtOnce, RefusedRequest } from '@tubepost/service'
import { htmlLimits } from './html-limits.ts'
import type { Pictures, SafeHtml } from './make-safe.ts'
import type { HtmlRead } from './read-html.ts'

export interface HtmlReader {
  /** Throws a RefusedRequest for a mail that has no HTML, or more or worse than is read. */
  read(mail: MailBytes, pictures: Pictures): Promise<SafeHtml>
  close(): void
}

const RETRY_AFTER_SECONDS = 5

/** @param program the program of the child, and `ms`, the longest time for a mail; tests give others. */
export function createHtmlReader(
  program: URL = new URL('./html-child.ts', import.meta.url),
  ms: number = htmlLimits.ms,
): HtmlReader {
  const { heapMegabytes, turnMs } = htmlLimits
  // A larger young generation takes more memory than it saves time.
  const flags = ['--max-semi-space-size=4']
  const confinement = { from: import.meta.url, packages: ['mail'], heapMegabytes, flags }
  const reader = createConfinedReader<Pictures, HtmlRead>(program, confinement)
  const turn = limitAtOnce(1, turnMs)
  return {
    async read(mail, pictures) {
      const release = await turn()
      try {
        const reading = await reader.read(mail, pictures, ms)
        if (reading.kind === 'lost') throw tryAgain(reading.message)
        if (reading.kind !== 'answer') throw tooHard()
        if ('refused' in reading.answer) throw REFUSALS[reading.answer.refused]()
        return reading.answer
      } finally {
        release()
      }
    },
    close: () => reader.close(),
  }
}

export const noHtml = () => new RefusedRequest(404, 'no_html', 'This mail has no HTML; its text is on the case.')

const tooLarge = () =>
  new RefusedRequest(
    413,
    'too_large',
    `The HTML of this mail has more than ${htmlLimits.bytes / 1024 / 1024} MB, the most that is shown: read its text, or save the original mail.`,
  )

const tooHard = () =>
  new RefusedRequest(
    422,
    'too_hard',
    'The HTML of this mail is nested too deep, or takes too long to be made safe: read its text, or save the original mail.',
  )

const REFUSALS = { none: noHtml, tooLarge, tooHard } as const

const tryAgain = (why: string) =>
  new RefusedRequest(503, 'unavailable', `The HTML could not be read: ${why}. Try again.`, RETRY_AFTER_SECONDS)
