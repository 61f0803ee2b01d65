import { Readable } from 'node:stream'
import { type HttpRequest, RefusedRequest } from '@tubepost/service'

export const notKept = () =>
  new RefusedRequest(
    404,
    'not_kept',
    'The bytes of this mail are not kept: it was larger than its mailbox keeps, or they are gone.',
  )

/** Fastify reads a stream to its end for HEAD too, and drops it. */
export const streamOf = ({ method }: HttpRequest, bytes: AsyncIterable<Uint8Array>): Readable =>
  Readable.from(method === 'HEAD' ? [] : bytes, { objectMode: false })
