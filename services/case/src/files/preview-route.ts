import type { ByteRange } from '@tubepost/blobs'
import { answers, PICTURE_BYTES } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { notKept, streamOf } from './kept-bytes.ts'
import { pictureType, SIGNATURE_BYTES } from './picture-type.ts'
import { readPart } from './read-part.ts'
import { findFile } from '../timeline/read-timeline-sql.ts'

/** The largest that cameras and screens make; a browser holds a picture whole, ten times as large. */
const LARGEST_PICTURE_BYTES = 16 * 1024 * 1024

/** A file to be shown in a page: a picture, judged by its bytes. */
export function previewRoute(app: HttpApp, context: ServiceContext): void {
  app.get<{ Params: { id: string } }>(
    '/api/case/files/:id/preview',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'A file as a picture',
        description: 'PNG, JPEG, GIF and WebP alone, told by their first bytes.',
        response: {
          ...answers({}, { 404: ['no_file', 'not_kept', 'no_picture'], 413: ['too_large'] }),
          200: PICTURE_BYTES,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const file = isUuid(id) ? await findFile(context.pool, id) : undefined
      if (file === undefined) throw new RefusedRequest(404, 'no_file', `There is no file ${id}.`)
      const { blob, size, place } = file
      if (blob === null) throw notKept()
      if (size > LARGEST_PICTURE_BYTES)
        throw new RefusedRequest(
          413,
          'too_large',
          `The file has more than ${LARGEST_PICTURE_BYTES / 1024 / 1024} MB, the most that is shown: save it instead.`,
        )
      const read = (range: ByteRange) => readPart((part) => context.blobs.read(blob, part), place, range)
      const beginning = await read({ from: 0, to: Math.min(size, SIGNATURE_BYTES) })
      if (beginning === undefined) throw notKept()
      const type = pictureType(Buffer.concat(await Array.fromAsync(beginning)))
      if (type === undefined)
        throw new RefusedRequest(404, 'no_picture', 'The file is no PNG, JPEG, GIF or WebP: save it instead.')
      const bytes = await read({ from: 0, to: size })
      if (bytes === undefined) throw notKept()
      return reply
        .headers({ 'content-type': type, 'content-length': size, 'content-security-policy': "default-src 'none'" })
        .send(streamOf(request, bytes))
    },
  )
}
