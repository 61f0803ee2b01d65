import { answers, HtmlQuery, MAIL_HTML } from '@tubepost/api'
import { type HttpApp, isUuid, RefusedRequest, type ServiceContext } from '@tubepost/service'
import { notKept } from '../files/kept-bytes.ts'
import { findHtmlMail } from '../timeline/read-timeline-sql.ts'
import { htmlPage, pagePolicy } from './html-page.ts'
import { createHtmlReader, noHtml } from './html-reader.ts'

/** The HTML of a mail, as a page that can do nothing. */
export function htmlRoute(app: HttpApp, context: ServiceContext): void {
  // Its child starts with the first mail that somebody looks at.
  const reader = createHtmlReader()
  // Calls in hand are answered first.
  app.addHook('onClose', async () => reader.close())

  app.get<{ Params: { id: string }; Querystring: HtmlQuery }>(
    '/api/case/entries/:id/html',
    {
      config: { scope: 'case:read' },
      schema: {
        summary: 'The HTML of a mail, made safe',
        description:
          'A page with text, tables, links and the pictures that came with the mail; `data-left-out` of its element html says how many pictures that lie elsewhere are left out.',
        querystring: HtmlQuery,
        response: {
          ...answers(
            {},
            {
              404: ['no_entry', 'no_html', 'not_kept'],
              413: ['too_large'],
              422: ['too_hard'],
              503: ['busy', 'unavailable'],
            },
          ),
          200: MAIL_HTML,
        },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const mail = isUuid(id) ? await findHtmlMail(context.pool, id) : undefined
      if (mail === undefined) throw new RefusedRequest(404, 'no_entry', `There is no line ${id} of a case.`)
      const { hasHtml, blob, size, files } = mail
      if (!hasHtml) throw noHtml()
      const bytes = blob === null ? undefined : await context.blobs.read(blob)
      if (bytes === undefined || size === null) throw notKept()
      const remote = query.images === '1'
      const safe = await reader.read({ size, bytes }, { files, remote })
      return reply
        .headers({
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': pagePolicy(remote),
          // Whoever keeps a picture learns no address of ours.
          'referrer-policy': 'no-referrer',
        })
        .send(htmlPage(safe))
    },
  )
}
