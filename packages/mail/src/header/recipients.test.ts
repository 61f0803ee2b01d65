import { expect, test } from 'vitest'
import { parseHeaderBlock } from './headers.ts'
import { recipients } from './recipients.ts'

test('recipients come in routing order, each once, exactly as parsed', () => {
  const headers = parseHeaderBlock(
    [
      'Cc: "x, y" <cc@x.example>',
      'To: Help <Support@x.example>, Team: hidden@x.example;',
      'X-Original-To: orig@x.example',
      'Delivered-To: one@x.example',
      'Delivered-To: two@x.example',
      'Bcc: =?utf-8?q?no=40x.example?=',
    ].join('\n'),
  )
  expect(recipients(headers, ['<env@x.example>', 'SUPPORT@X.example'])).toEqual([
    'env@x.example',
    'SUPPORT@x.example',
    'one@x.example',
    'two@x.example',
    'orig@x.example',
    'cc@x.example',
  ])
})

test('a mail without recipients has none', () => {
  expect(recipients(parseHeaderBlock('To: undisclosed-recipients:;\n'), [])).toEqual([])
})
