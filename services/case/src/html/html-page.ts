import type { SafeHtml } from './make-safe.ts'

/** Mails are written for a white ground. A long word or a wide picture must not make the page wide. */
const STYLE = `:root{color-scheme:light;background:#fff;color:#000}
body{margin:8px;font-family:sans-serif;overflow-wrap:anywhere}
img{max-width:100%;object-fit:contain}
blockquote{margin-inline:1em 0}
pre{white-space:pre-wrap}`

/** Pure. A whole page of HTML that was made safe. It says itself how many pictures are left out. */
export const htmlPage = ({ html, leftOut }: SafeHtml): string => `<!doctype html>
<html data-left-out="${leftOut}">
<head><meta charset="utf-8"><title>Mail</title><style>${STYLE}</style></head>
<body>${html}</body>
</html>
`

/**
 * Pure. Nothing in the page runs, whatever it is: that is the second wall, behind `makeSafe`. `allow-same-origin` gives it no more than
 * its pictures: without it browsers count them as asked for by another site, send no cookie (SameSite), and the door refuses them. With
 * no script there is nobody to use the origin otherwise.
 */
export const pagePolicy = (remotePictures: boolean): string =>
  [
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src 'self'${remotePictures ? ' https: http:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
