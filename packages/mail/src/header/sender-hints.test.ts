import { expect, test } from 'vitest'
import { parseHeaderBlock } from './headers.ts'
import { senderHints } from './sender-hints.ts'

test.each([
  ['Content-Language: de-de\nDate: Sat, 28 Nov 2026 10:00:00 +0100\n', { language: 'de-DE', utcOffset: '+01:00' }],
  ['Accept-Language: fr-CH, en;q=0.5\n', { language: 'fr-CH' }],
  ['Date: 28 Nov 2026 10:00 -0330 (NST)\n', { utcOffset: '-03:30' }],
  ['Date: Sat, 28 Nov 2026 10:00:00 +0000\n', {}],
  ['Date: Sat, 28 Nov 2026 10:00:00 +9900\nContent-Language: *\n', {}],
  ['Subject: x\n', {}],
])('%j hints at %j', (block, hints) => {
  expect(senderHints(parseHeaderBlock(block))).toEqual(hints)
})
