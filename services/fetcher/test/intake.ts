import { once } from 'node:events'
import { headerTap } from '../src/sources/header-tap.ts'
import { intakeLimits } from '../src/sources/smtp/intake-limits.ts'
import { IntakeStream } from '../src/sources/smtp/intake-stream.ts'

export { readQuotedPath } from '../src/sources/smtp/quoted-path.ts'

/** Reads the content of one mail as it comes over SMTP in chunks of this size, as far as the disk, and its last dot. */
export async function readOverSmtp(inTransit: Buffer, chunkBytes: number): Promise<number> {
  const stream = new IntakeStream(intakeLimits)
  const tap = headerTap(stream.startDataMode())
  const drained = Array.fromAsync(tap.bytes)
    .catch(() => {}) // a refused mail is read to its end all the same
    .then(() => stream.continue())
  for (let at = 0; at < inTransit.length; at += chunkBytes)
    if (!stream.write(inTransit.subarray(at, at + chunkBytes))) await once(stream, 'drain')
  await drained
  return tap.size()
}
