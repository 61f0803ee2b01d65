import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { completeLiquid } from './liquid-language.ts'

const MODEL = [
  { name: 'person', about: 'name of the person' },
  { name: 'status', about: 'name of the status' },
]
const FILTERS = { mailto: 'an address in a link' }

/** The labels that are offered, and the text after the first was taken. @param text with "¦" where the cursor is */
function offered(text: string): { labels: string[]; taken: string } | null {
  const pos = text.indexOf('¦')
  const doc = text.replace('¦', '')
  const found = completeLiquid({ state: EditorState.create({ doc }), pos }, MODEL, FILTERS)
  if (found === null) return null
  const [{ apply, label } = { label: '' }] = found.options
  const put = typeof apply === 'string' ? apply : label
  return {
    labels: found.options.map((option) => option.label),
    taken: doc.slice(0, found.from) + put + doc.slice(pos),
  }
}

test.each([
  ['Dear {{¦', 'Dear {{ person }}'],
  ['Dear {{ pe¦', 'Dear {{ person }}'],
  ['a {{ x }} and {{ pe¦', 'a {{ x }} and {{ person }}'],
  ['Dear {{ pe¦ }}!', 'Dear {{ person }}!'],
  ['{% if ¦ %}', '{% if person %}'],
  ['one\n{{¦', 'one\n{{ person }}'],
])('in %s the values are offered', (text, taken) => {
  expect(offered(text)).toEqual({ labels: ['person', 'status'], taken })
})

test('behind a bar the filters are offered', () => {
  expect(offered('{{ person | ma¦ }}')).toEqual({ labels: ['mailto'], taken: '{{ person | mailto }}' })
})

test.each(['Dear ¦', '{{ person }} ¦', '{ ¦', '{% ¦', '{{ person }}¦ and {{ status }}'])('in %s nothing is', (text) => {
  expect(offered(text)).toBeNull()
})
