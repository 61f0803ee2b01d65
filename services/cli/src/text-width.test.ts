import { expect, test } from 'vitest'
import { cutToWidth, textWidth } from './text-width.ts'

test.each<[text: string, width: number]>([
  ['Out 2h', 6],
  ['', 0],
  ['Grüße', 5],
  ['Gru\u0308ße', 5],
  ['歯医者', 6],
  ['はいしゃ', 8],
  ['ハイシャ', 8],
  ['ﾊｲｼｬ', 4],
  ['치과', 4],
  ['ＯＵＴ', 6],
  ['שלום', 4],
  ['👩‍👩‍👧‍👦', 2],
  ['🇩🇪', 2],
  ['❤️', 2],
  ['\u200b\u200d', 0],
])('"%s" takes %d cells of a terminal', (text, width) => {
  expect(textWidth(text)).toBe(width)
})

test.each<[text: string, most: number, cut: string]>([
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abcde…'],
  ['歯医者に行く', 6, '歯医…'],
  ['abcd👩‍👩‍👧‍👦x', 6, 'abcd…'],
  ['abcd👩‍👩‍👧‍👦', 6, 'abcd👩‍👩‍👧‍👦'],
  ['abcde\u0308f', 5, 'abcd…'],
  [`ab${'\u0301'.repeat(9_999)}`, 6, 'a…'],
  [`a${'\u200b'.repeat(9_999)}b`, 1, '…'],
])('"%s" in %d cells is "%s"', (text, most, cut) => {
  expect(cutToWidth(text, most)).toBe(cut)
  expect(textWidth(cut)).toBeLessThanOrEqual(most)
})
