import { describe, expect, test } from 'vitest'
import { parseHeaderBlock } from '../header/headers.ts'
import { describePart } from './describe-part.ts'

const read = (...fields: readonly string[]) => describePart(parseHeaderBlock(`${fields.join('\r\n')}\r\n\r\n`))

test('given nothing, then it is plain text to be shown', () => {
  expect(read('X-A: b')).toEqual({
    mediaType: 'text/plain',
    boundary: null,
    encoding: 'identity',
    isShown: true,
    charset: null,
    flowed: null,
    name: null,
    contentId: null,
  })
})

test('given all there is, then all of it is told', () => {
  const type = 'Content-Type: Text/Plain; charset="UTF-8"; Format=Flowed; DelSp=Yes; name=a.txt (a comment)'
  expect(
    read(type, 'Content-Transfer-Encoding: (7) BASE64', 'Content-ID: <a@x>', 'Content-Disposition: inline'),
  ).toEqual({
    mediaType: 'text/plain',
    boundary: null,
    encoding: 'base64',
    isShown: true,
    charset: 'UTF-8',
    flowed: { deletesBlank: true },
    name: 'a.txt',
    contentId: 'a@x',
  })
})

test.each([
  ['multipart/mixed; boundary=b', 'b'],
  ['multipart/mixed; boundary="b c "', 'b c'],
  ['multipart/mixed; boundary=b (comment)', 'b'],
  ['multipart/mixed; boundary=b; boundary=c', 'b'],
  ['multipart/*; boundary=b', 'b'],
  ['multipart/mixed; boundary=é', null],
  ['multipart/mixed; boundary=""', null],
  ['multipart/mixed', null],
  ['text/plain; boundary=b', null],
])('given %s, then its boundary is %j', (type, boundary) => {
  expect(read(`Content-Type: ${type}`)).toMatchObject({ boundary })
})

test('given a field twice, then the first counts', () => {
  const parts = read('Content-Type: image/png', 'Content-Type: text/html', 'Content-ID: <a@x>', 'Content-ID: <b@x>')
  expect(parts).toMatchObject({ mediaType: 'image/png', contentId: 'a@x' })
})

test.each([
  ['text/plain', 'attachment', false],
  ['text/plain', 'x-other', false],
  ['text/plain', 'inline', true],
  ['text/html', '', true],
  ['message/delivery-status', '', true],
  ['text/calendar', 'inline', false],
  ['image/png', 'inline', false],
])('given %s with the disposition %j, then it is shown: %s', (type, disposition, isShown) => {
  expect(read(`Content-Type: ${type}`, `Content-Disposition: ${disposition}`)).toMatchObject({ isShown })
})

test('given a name in both fields, then that of the disposition counts', () => {
  const fields = [
    'Content-Type: a/b; name=type.txt',
    "Content-Disposition: attachment; filename=a; filename*=utf-8''b.txt",
  ]
  expect(read(...fields)).toMatchObject({ name: 'b.txt' })
  expect(read("Content-Disposition: attachment; filename*=utf-8''=%3Futf-8%3Fq%3F=2Eexe%3F=")).toMatchObject({
    name: '=_utf-8_q_=2Eexe_=',
  })
})

describe('a field made to hurt', () => {
  const FIELD = 64 * 1024
  const shapes = [
    '>',
    '<',
    ' ',
    'a',
    '"',
    '(',
    ')',
    ';',
    '=',
    '*0=',
    ';a*1=b',
    '\\',
    '=?utf-8?q?a?=',
    "'",
    '%',
    '\u00e9',
  ]

  test.each(['content-type', 'content-disposition', 'content-transfer-encoding', 'content-id'])(
    'given %s, then it is read',
    (name) => {
      for (const before of [
        '',
        'multipart/mixed; boundary=',
        'attachment; filename=',
        "attachment; filename*=utf-8''",
        '<',
      ]) {
        for (const shape of shapes) {
          const { mediaType } = read(`${name}: ${before}${shape.repeat(FIELD / shape.length)}x\u00e9`)
          expect(mediaType.length).toBeLessThan(300)
        }
      }
    },
  )
})
