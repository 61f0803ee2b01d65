import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { showableText } from './showable-text.ts'

const TEXT = [
  '# the old password was hunter2',
  'organisation: # hunter2',
  '  name: "Example # 1"   # hunter2',
  "  url: 'http://x.example/#top'",
  '  motto: |  # hunter2',
  '    # no comment, but a line of the text',
  '    second',
  '',
  'people: [ # hunter2',
  '  { name: a#b, addresses: [a@b.c] }, # hunter2',
  ']',
  '# hunter2',
].join('\n')

test('comments go, whatever holds them, and every line and value stays', () => {
  const shown = showableText(TEXT)
  expect(shown).not.toContain('hunter2')
  expect(shown.split('\n')).toHaveLength(TEXT.split('\n').length)
  expect(parse(shown)).toEqual(parse(TEXT))
})

test('a text without comments is shown as it is, JSON too', () => {
  const texts = [
    'a: 1\nb:\n  - "#x"\n',
    JSON.stringify({ a: '# no comment', b: [1, { c: null }] }, null, 2),
    '---\na: 1\n...\n',
    '',
  ]
  for (const text of texts) expect(showableText(text)).toBe(text)
})

test('a name and a password in a URL are not shown', () => {
  expect(showableText('url: https://ana:hunter2@example.com/x\nmail: ana@example.com\n')).toBe(
    'url: https://…@example.com/x\nmail: ana@example.com\n',
  )
})

test('a byte order mark and CR LF harm nothing', () => {
  expect(showableText('\uFEFFa: 1 # hunter2\r\nb: 2\r\n')).toBe('a: 1\r\nb: 2\r\n')
})
