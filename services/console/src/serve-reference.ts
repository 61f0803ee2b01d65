import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { HttpApp } from '@tubepost/service'
import { scalarScript } from './scalar-script.ts'
import { DESCRIPTION_PATH } from './serve-description.ts'
import { takesGzip } from './takes-gzip.ts'

const PATH = '/api/docs'
const SCRIPT_PATH = `${PATH}/scalar.js`
const START_PATH = `${PATH}/start.js`

/** Nothing is asked of any other origin: no fonts, no proxy for the calls that are tried, no telemetry, no assistant. */
const START = `Scalar.createApiReference('#reference', ${JSON.stringify({
  url: DESCRIPTION_PATH,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'token' },
  documentDownloadType: 'json',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
})})
`

/** Scalar writes its style sheets into the page by itself; scripts and calls are our own origin's alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="icon" href="data:," />
    <title>Tubepost: the API</title>
  </head>
  <body>
    <div id="reference"></div>
    <script src="${SCRIPT_PATH}"></script>
    <script src="${START_PATH}"></script>
  </body>
</html>
`

/** The description of the API as a page to read and to try calls in: Scalar, from our own origin. Open as the description is. */
export function serveReference(app: HttpApp): void {
  const open = { config: { scope: 'open' }, schema: { hide: true } } as const
  let script: Promise<Buffer> | undefined

  app.get(PATH, open, async (_request, reply) =>
    reply
      .headers({ 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' })
      .type('text/html; charset=utf-8')
      .send(PAGE),
  )

  app.get(START_PATH, open, async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START))

  app.get(SCRIPT_PATH, open, async ({ headers }, reply) => {
    script ??= packedScript().catch((error: unknown) => {
      script = undefined
      throw error
    })
    const packed = await script
    void reply.header('vary', 'accept-encoding').type('text/javascript; charset=utf-8')
    if (takesGzip(headers['accept-encoding'])) return reply.header('content-encoding', 'gzip').send(packed)
    const unpacked = createGunzip()
    unpacked.end(packed)
    return reply.send(unpacked)
  })
}

async function packedScript(): Promise<Buffer> {
  const packed = createGzip()
  const [bytes] = await Promise.all([buffer(packed), pipeline(scalarScript, packed)])
  return bytes
}
