import { describe, expect, test } from 'vitest'
import { EVIL, HTML_VECTORS } from '../../test/html-vectors.ts'
import { ALLOWED_ATTRIBUTES, ALLOWED_TAGS } from './allowed-markup.ts'
import { makeSafe, TooDeep } from './make-safe.ts'

const FILE = '3f1f1f64-4c1c-8b7e-9c52-6a8f7f0f3b11'
const safe = (html: string, remote = false) =>
  makeSafe(html, {
    files: [
      ['logo@x', FILE],
      ['__proto__', 'of-proto'],
    ],
    remote,
  })
const shown = (html: string) => safe(html).html

/**
 * The marks of a text that has no others than whole tags: what stands between them has no bracket, so that no parser can come to another
 * reading.
 */
function tagsIn(html: string) {
  const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z]+(?:="[^"<>]*")?)*)(?: \/)?>/g
  expect(html.replaceAll(TAG, '')).not.toMatch(/[<>]/)
  return Array.from(html.matchAll(TAG), ([, , name = '', attributes = '']) => ({
    name,
    attributes: Array.from(attributes.matchAll(/ ([a-z]+)(?:="([^"]*)")?/g), ([, attribute = '', value = '']) => ({
      attribute,
      value,
    })),
  }))
}

/** Whether an attribute neither runs nor loads; only a link that is pressed leads elsewhere. */
function isHarmless(tag: string, { attribute, value }: { attribute: string; value: string }): boolean {
  if (![...(ALLOWED_ATTRIBUTES['*'] ?? []), ...(ALLOWED_ATTRIBUTES[tag] ?? [])].includes(attribute)) return false
  switch (attribute) {
    case 'href':
      return /^(?:https?:\/\/|mailto:)/.test(value)
    case 'target':
      return value === '_blank'
    case 'style':
      return !/url|\\|expression|position|import|var|content/.test(value) && !value.includes(EVIL)
    case 'src':
      return !value.includes(EVIL)
    default:
      return true
  }
}

describe('hostile HTML', () => {
  test.each(Object.entries(HTML_VECTORS))('given %s, then what is left neither runs nor loads', (_what, html) => {
    for (const { name, attributes } of tagsIn(shown(html))) {
      expect(ALLOWED_TAGS).toContain(name)
      expect(attributes.filter((one) => !isHarmless(name, one))).toEqual([])
    }
  })

  test.each<[what: string, html: string]>([
    ['a megabyte of <', '<'.repeat(1_000_000)],
    ['a megabyte of <a', '<a '.repeat(350_000)],
    ['a megabyte of comments', '<!--'.repeat(250_000)],
    ['a megabyte of &', '&'.repeat(1_000_000)],
    ['a megabyte of attributes', `<p ${'a=b '.repeat(250_000)}>`],
    ['a megabyte of style', `<p style="${'color:red;'.repeat(100_000)}">`],
    ['a megabyte of style in brackets', `<p style="color:${'rgb('.repeat(250_000)}">`],
  ])('given %s, then what is left is text', (_what, html) => {
    for (const { attributes } of tagsIn(shown(html))) expect(attributes.length).toBeLessThan(10)
  })
})

test.each(['<b>', '<li><p>', '<svg><style>', '<table><tr><td>'])(
  'given %s in itself without end, then it is not read to its end',
  (piece) => {
    expect(() => safe(piece.repeat(300_000))).toThrow(TooDeep)
  },
)

test('given many elements, none of them deep, then all are read', () => {
  const html = '<p>x<br>y</p><img src="x"><hr>'
  expect(shown(html.repeat(2_000))).toBe('<p>x<br />y</p><img /><hr />'.repeat(2_000))
})

test('given a usual mail, then its text, tables, lists and styles stay', () => {
  const html =
    '<table border="0" cellpadding="4" style="border-collapse:collapse"><tr><td colspan="2" style="color:#333;font-family:\'Segoe UI\', Arial">' +
    '<p align="center">Grüße, <b>Ana</b> &amp; <font color="red" face="Arial">Ben</font></p><ul><li>one</li></ul></td></tr></table>'
  expect(shown(html)).toBe(html)
})

test.each([
  ['color:rgb(1, 2, 3) !important', 'color:rgb(1, 2, 3) !important'],
  ['font:bold 12px/1.5 "Arial"', 'font:bold 12px/1.5 &quot;Arial&quot;'],
  ['font-family:ＭＳ ゴシック;width:50%', 'font-family:ＭＳ ゴシック;width:50%'],
  ['background:#fff;mso-line-height-rule:exactly', 'background:#fff'],
  ['height:100vh;min-height:1.5DVMAX;width:9px', 'width:9px'],
  ['height:100cqh;min-width:1CQMAX;width:9px', 'width:9px'],
  ['width:calc(100% - 1px);margin:-1px 0 auto', 'margin:-1px 0 auto'],
])('given the style %s, then %s of it stays', (style, left) => {
  expect(shown(`<p style='${style}'>x</p>`)).toBe(`<p style="${left}">x</p>`)
})

test('given a whole document, then its head is no text', () => {
  const head = '<!doctype html><html><head><title>Subject</title><style>p{color:red}</style><meta charset=x></head>'
  expect(shown(`${head}<body bgcolor=red><p>Hello</p></body></html>`)).toBe('<p>Hello</p>')
})

describe('links', () => {
  const rel = 'rel="noopener noreferrer nofollow" target="_blank"'

  test.each([
    ['https://example.com/?a=1&amp;b=2', 'https://example.com/?a=1&amp;b=2'],
    ['HTTP://EXAMPLE.com', 'http://example.com/'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['mailto:ana@example.com?subject=x', 'mailto:ana@example.com?subject=x'],
  ])('given one to %s, then it opens a page of its own', (href, address) => {
    expect(shown(`<a href="${href}" target=_top rel=opener>x</a>`)).toBe(`<a href="${address}" ${rel}>x</a>`)
  })

  test.each(['ftp://example.com/', 'tel:+1', '/api/console/me', '//example.com', 'example.com', '#top', ''])(
    'given one to %j, then it is text',
    (href) => {
      expect(shown(`<a href="${href}" target=_top>x</a>`)).toBe('<a>x</a>')
    },
  )
})

describe('pictures', () => {
  const preview = `/api/case/files/${FILE}/preview`

  test.each(['cid:logo@x', 'CID:logo%40x', ' cid:logo@x '])('given %j of the mail, then it is the file', (src) => {
    expect(safe(`<img src="${src}" alt="Logo" width=9>`)).toEqual({
      html: `<img alt="Logo" width="9" src="${preview}" />`,
      leftOut: 0,
    })
  })

  test.each(['cid:other@x', 'cid:constructor', 'cid:', 'data:image/png;base64,AA==', '/x.png', 'x', ''])(
    'given %j, then the words for it stay',
    (src) => {
      expect(safe(`<img src="${src}" alt="Logo">`, true)).toEqual({ html: '<img alt="Logo" />', leftOut: 0 })
    },
  )

  const elsewhere = '<img src="http://x.example/1"><img src="//x.example/2" alt="two"><img src="https://x.example/3">'

  test('given some that lie elsewhere, then they are left out and counted', () => {
    expect(safe(elsewhere)).toEqual({ html: '<img /><img alt="two" /><img />', leftOut: 3 })
  })

  test('given some that lie elsewhere and are wanted, then they are shown', () => {
    expect(safe(elsewhere, true)).toEqual({
      html: '<img src="http://x.example/1" /><img alt="two" src="https://x.example/2" /><img src="https://x.example/3" />',
      leftOut: 0,
    })
  })
})
