import { RefusedRequest } from '@tubepost/service'
import { contentLimits } from './content-limits.ts'

const TOO_LARGE = `A mail to try may have ${contentLimits.bodyBytes / 1024 / 1024} MB at most.`

/**
 * A request's body in one buffer of the announced length, where one was announced: collecting pieces and joining them
 * would need the memory twice.
 */
export async function receiveMail(body: AsyncIterable<Buffer>, contentLength: string | undefined): Promise<Buffer> {
  const announced = Number(contentLength ?? Number.NaN)
  if (announced > contentLimits.bodyBytes) throw new RefusedRequest(413, 'too_large', TOO_LARGE)
  let mail: Buffer = Buffer.allocUnsafe(Number.isNaN(announced) ? FIRST_BYTES : announced)
  let length = 0
  for await (const chunk of body) {
    if (length + chunk.length > contentLimits.bodyBytes) throw new RefusedRequest(413, 'too_large', TOO_LARGE)
    if (length + chunk.length > mail.length) mail = grown(mail, length + chunk.length)
    length += chunk.copy(mail, length)
  }
  return mail.subarray(0, length)
}

const FIRST_BYTES = 64 * 1024

function grown(mail: Buffer, least: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(least, 2 * mail.length))
  mail.copy(larger)
  return larger
}
