import { expect, test } from 'vitest'
import { parseHeaderBlock } from './headers.ts'
import { recipients } from './recipients.ts'

test('recipients come in routing order, each once, exactly as parsed', () => {
  const headers = parseHeaderBlock(
    [
      'Cc: "x, y" <cc@x.example>',
      'To: Help <Support@x.example>, Team: member@x.example;',
      'Resent-To: again@x.example',
      'Envelope-To: exim@x.example',
      'X-Envelope-To: <sendmail@x.example>',
      'X-Delivered-To: <fastmail@x.example>',
      'X-Original-To: orig@x.example',
      'X-Forwarded-To: gmail@x.example',
      'X-RCPT-TO: <imail@x.example>',
      'X-MDRcpt-To: mdaemon@x.example',
      'Original-Recipient: rfc822;oracle@x.example',
      'X-Apparently-To: yahoo@x.example; Fri, 15 Aug 2014 19:00:00 +0000',
      'Apparently-To: <bare@x.example>',
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
    'fastmail@x.example',
    'exim@x.example',
    'sendmail@x.example',
    'orig@x.example',
    'gmail@x.example',
    'imail@x.example',
    'mdaemon@x.example',
    'oracle@x.example',
    'yahoo@x.example',
    'bare@x.example',
    'member@x.example',
    'cc@x.example',
    'again@x.example',
  ])
})

test('a mail without recipients has none', () => {
  expect(recipients(parseHeaderBlock('To: undisclosed-recipients:;\n'), [])).toEqual([])
})
