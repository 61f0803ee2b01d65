import { createHash } from 'node:crypto'
import { type BodyFacts, limits } from '@tubepost/mail'
import { factsOfBody } from '../facts-of-body.ts'
import { headerTap } from '../header-tap.ts'
import type { SpooledMail } from '../incoming-mail.ts'
import { openUnnamedFile } from '../unnamed-file.ts'

/**
 * Reads a mail as fast as its sender sends it, without holding it in memory and without making a database connection
 * wait for it. Of more than `maxBytes` only header block, size and digest are kept.
 */
export async function spool(bytes: AsyncIterable<Uint8Array>, dir: string, maxBytes: number): Promise<SpooledMail> {
  const digest = createHash('sha256')
  const tap = headerTap(bytes, (body) => digest.update(body))
  const handle = await openUnnamedFile(dir)
  let bodyFacts: BodyFacts | undefined
  try {
    for await (const part of tap.bytes) if (tap.size() <= maxBytes) await handle.appendFile(part)
    // From the disk, so that mails which come in together are not in memory together.
    const head = Buffer.allocUnsafe(Math.min(limits.bodyHeadChars, tap.size()))
    const { bytesRead } = await handle.read(head, 0, head.length, tap.header().headers.length)
    bodyFacts = factsOfBody(tap.header(), head.subarray(0, bytesRead))
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    size: tap.size(),
    header: tap.header(),
    bodyFacts,
    bodyDigest: digest.digest('hex'),
    content: () => handle.createReadStream({ start: 0, autoClose: false }),
    discard: () => handle.close(),
  }
}
