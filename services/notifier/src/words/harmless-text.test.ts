import { expect, test } from 'vitest'
import { harmlessModel, harmlessText } from './harmless-text.ts'

test.each([
  ['Out 1d 9.30 call my cell', 'Out 1d 9.30 call my cell'],
  ['see http://evil.example/x', 'see http[:]//evil[.]example/x'],
  ['WWW.EVIL.EXAMPLE now', 'WWW[.]EVIL[.]EXAMPLE now'],
  ['böse。example', 'böse[.]example'],
  ['b\u00f6se\u0301.example e\u0301.example', 'b\u00f6se\u0301[.]example e\u0301[.]example'],
  ['evil-.example evil_.example (evil).example', 'evil-[.]example evil_[.]example (evil)[.]example'],
  ['evil\u200b.example evil.\u200bexample', 'evil\u200b[.]example evil[.]\u200bexample'],
  ['evil․example evil﹒example', 'evil[.]example evil[.]example'],
  ['boss＠evil', 'boss[at]evil'],
  ['mail boss@evil.example', 'mail boss[at]evil[.]example'],
  ['Ana @ Work. Back soon.', 'Ana @ Work. Back soon.'],
])('%j is repeated as %j', (text, harmless) => {
  expect(harmlessText(text)).toBe(harmless)
})

test('given a long text, then its beginning is repeated', () => {
  expect([...harmlessText('😀'.repeat(500))]).toHaveLength(80)
})

test('given a model, then only what the mail said is changed', () => {
  const model = { subject: 'a.b', comment: null, mailbox: 'status@example.com', suggestions: ['a.b'] }
  expect(harmlessModel(model)).toEqual({ ...model, subject: 'a[.]b' })
})
