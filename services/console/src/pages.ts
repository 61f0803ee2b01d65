import { randomBytes } from 'node:crypto'
import { type HttpApp, RefusedRequest } from '@tubepost/service'
import { NONCE, readBuiltPages } from './built-pages.ts'
import { takesGzip } from './takes-gzip.ts'

const BUILT = `${import.meta.dirname}/../web/dist`
const NONCE_BYTES = 16

// Their names change with their content.
const FOR_EVER = 'public, max-age=31536000, immutable'

/** Nothing but our own files runs; the styles that Mantine writes at run time carry the nonce of the answer. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ')

/**
 * The pages for people: one page at every path that is nobody else's, which shows the screen of that path, and the files that it
 * loads. Open to all: they are the same for everybody, and say nothing about this installation.
 */
export function pages(app: HttpApp): void {
  const built = readBuiltPages(BUILT)

  app.get<{ Params: { '*': string } }>('/assets/*', async ({ params, headers, url }, reply) => {
    const asset = built?.assets.get(params['*'])
    if (asset === undefined) throw new RefusedRequest(404, 'not_found', `There is no ${url.split('?')[0]}.`)
    reply.type(asset.type).headers({ 'cache-control': FOR_EVER, vary: 'accept-encoding' })
    if (asset.gzip === undefined || !takesGzip(headers['accept-encoding'])) return reply.send(asset.bytes)
    return reply.header('content-encoding', 'gzip').send(asset.gzip)
  })

  app.get('/*', async ({ url }, reply) => {
    if (/^\/api(?=[/?]|$)/.test(url)) return reply.callNotFound()
    if (built === undefined)
      throw new RefusedRequest(404, 'no_pages', 'The pages are not built here: run node services/console/web/build.ts.')
    const nonce = randomBytes(NONCE_BYTES).toString('base64')
    return (
      reply
        .type('text/html; charset=utf-8')
        // Links to sign in and to walls have their secrets behind a "#", which no Referer has; addresses of mails and people stay here too.
        .headers({ 'content-security-policy': policyOf(nonce), 'referrer-policy': 'same-origin' })
        .send(built.html.replaceAll(NONCE, nonce))
    )
  })
}
