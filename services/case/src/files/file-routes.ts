import { answers, FILE_BYTES, FILE_RANGE, MAIL_BYTES_AS_KEPT } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { readByteRange } from './byte-range.ts'
import { disposition } from './disposition.ts'
import { notKept, streamOf } from './kept-bytes.ts'
import { readPart } from './read-part.ts'
import { findFile, findMail } from '../timeline/read-timeline-sql.ts'

/** Bytes out of kept mails: a file, decoded as it is read, and the whole mail. */
export function fileRoutes(app: HttpApp, context: ServiceContext): void {
  app.get<{ Params: { id: string } }>(
    '/api/case/files/:id',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'The bytes of a file',
        description:
          'As an attachment, whatever its sender says it is. One range of bytes may be asked for (RFC 9110, 14.2).',
        response: {
          ...answers({}, { 404: ['no_file', 'not_kept'], 416: ['no_such_range'] }),
          200: FILE_BYTES,
          206: FILE_RANGE,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const file = isUuid(id) ? await findFile(context.pool, id) : undefined
      if (file === undefined) throw new RefusedRequest(404, 'no_file', `There is no file ${id}.`)
      const { blob, size, place, sha256 } = file
      if (blob === null) throw notKept()
      const etag = `"${sha256}"`
      const isOther = request.headers['if-range'] !== undefined && request.headers['if-range'] !== etag
      const asked = readByteRange(isOther ? undefined : request.headers.range, size)
      if (asked === 'unsatisfiable') {
        reply.header('content-range', `bytes */${size}`)
        throw new RefusedRequest(416, 'no_such_range', `The file has ${size} bytes; the range begins behind them.`)
      }
      const range = asked === 'whole' ? { from: 0, to: size } : asked
      const bytes = await readPart((part) => context.blobs.read(blob, part), place, range)
      if (bytes === undefined) throw notKept()
      if (asked !== 'whole') reply.code(206).header('content-range', `bytes ${range.from}-${range.to - 1}/${size}`)
      return reply
        .headers({
          // Its sender may call a page of HTML an image.
          'content-type': 'application/octet-stream',
          'content-disposition': disposition(file.name ?? 'file'),
          'content-length': range.to - range.from,
          'accept-ranges': 'bytes',
          etag,
        })
        .send(streamOf(request, bytes))
    },
  )

  app.get<{ Params: { mailId: string } }>(
    '/api/case/mails/:mailId/raw',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'A mail, byte for byte',
        response: { ...answers({}, { 404: ['no_mail', 'not_kept'] }), 200: MAIL_BYTES_AS_KEPT },
      },
    },
    async (request, reply) => {
      const { mailId } = request.params
      const mail = isUuid(mailId) ? await findMail(context.pool, mailId) : undefined
      if (mail === undefined) throw new RefusedRequest(404, 'no_mail', `There is no mail ${mailId} on a case.`)
      const bytes = mail.blob === null ? undefined : await context.blobs.read(mail.blob)
      if (bytes === undefined) throw notKept()
      return reply
        .headers({
          'content-type': 'message/rfc822',
          'content-disposition': disposition(`${mailId}.eml`),
          ...(mail.size !== null && { 'content-length': mail.size }),
        })
        .send(streamOf(request, bytes))
    },
  )
}
