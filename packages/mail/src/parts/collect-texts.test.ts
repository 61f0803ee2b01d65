import { expect, test } from 'vitest'
import { collectTexts } from './collect-texts.ts'
import type { PartDescription } from './describe-part.ts'

const part: PartDescription = {
  mediaType: 'text/plain',
  boundary: null,
  encoding: 'identity',
  isShown: true,
  charset: 'windows-1251',
  flowed: null,
  name: null,
  contentId: null,
}

function collected(mostBytes: number, ...parts: Buffer[][]) {
  const texts = collectTexts(mostBytes)
  for (const pieces of parts) {
    const taker = texts.taker(part)
    for (const piece of pieces) taker.take(piece)
    taker.end(0, 0)
  }
  return [texts.joined('|'), texts.isCut()]
}

test('given texts in pieces, then they are decoded and joined', () => {
  const privet = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])
  expect(collected(100, [privet.subarray(0, 2), privet.subarray(2)], [], [privet])).toEqual(['Привет|Привет', false])
})

test('given more bytes than are wanted, then the first ones are kept, and it says so', () => {
  const text = Buffer.from('abcdef')
  expect(collected(6, [text])).toEqual(['abcdef', false])
  expect(collected(4, [text])).toEqual(['abcd', true])
  expect(collected(7, [text], [text, text])).toEqual(['abcdef|a', true])
})
