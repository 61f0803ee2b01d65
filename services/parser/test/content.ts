/** The reading of whole mails, for `npm run score` and `npm run bench`. */
import type { MailBytes } from '@tubepost/confined'
import { readParts, type StructureLimit } from '@tubepost/mail'
import { contentLimits } from '../src/content/content-limits.ts'

export { type ContentReader, createContentReader, type ContentRead } from '../src/content/content-reader.ts'
export { readContent } from '../src/content/read-content.ts'

/** A mail that is in memory whole, as the reader takes it. */
export function heldMail(mail: Buffer): MailBytes {
  async function* bytes() {
    yield mail
  }
  return { size: mail.length, bytes: bytes() }
}

/** The limit that a mail’s structure breaks, if any. */
export function scanStructure(mail: Buffer): StructureLimit | undefined {
  const parts = readParts(contentLimits, () => ({ take() {}, end() {} }))
  return parts.read(mail) ?? parts.end()
}
