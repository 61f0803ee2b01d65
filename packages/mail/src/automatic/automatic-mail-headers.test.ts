import { expect, test } from 'vitest'
import { automaticMailHeaders } from './automatic-mail-headers.ts'
import { parseHeaderBlock } from '../header/headers.ts'
import { judge } from './judge.ts'

const block = (headers: [string, string][]): string => headers.map(([name, value]) => `${name}: ${value}\n`).join('')

test('our automatic mail is known by any installation of ours as a loop', () => {
  const headers = parseHeaderBlock(block(automaticMailHeaders('auto-replied', 'k1.abc')))
  expect(judge(headers, { envelopeFrom: 'x@x.example', ownAddresses: new Set() })).toMatchObject({
    class: 'loop',
    mayReply: false,
  })
})

test('a notice says auto-generated and answers nothing', () => {
  expect(automaticMailHeaders('auto-generated', 'k1')).toEqual([
    ['Auto-Submitted', 'auto-generated'],
    ['X-Auto-Response-Suppress', 'DR, RN, NRN, OOF, AutoReply'],
    ['X-Tubepost-Loop', 'k1'],
  ])
})

test('an answer continues the thread, and a long thread keeps its root and its end', () => {
  const references = Array.from({ length: 50 }, (_, at) => `<${at}@x>`).join(' ')
  const headers = new Map(automaticMailHeaders('auto-replied', 'k1', { messageId: '<49@x>', references }))
  expect(headers.get('In-Reply-To')).toBe('<49@x>')
  const kept = headers.get('References')!.split(' ')
  expect(kept).toHaveLength(21)
  expect([kept[0], kept[1], kept.at(-1)]).toEqual(['<0@x>', '<30@x>', '<49@x>'])
})

test('no identifier or mark of a stranger can begin a field of its own', () => {
  const headers = automaticMailHeaders('auto-replied', 'k\r\nBcc: v@x', {
    messageId: '<a\r\nBcc: v@x>',
    references: '<é@x> <ok@x>',
  })
  expect(block(headers)).not.toMatch(/^Bcc/m)
  expect(headers.flat().every((text) => !/[\r\n]/.test(text))).toBe(true)
  expect(automaticMailHeaders('auto-replied', 'k', { messageId: `<${'x'.repeat(900)}@x>` })).toHaveLength(3)
})
