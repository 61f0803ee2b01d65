import { expect, test } from 'vitest'
import { tooDeepFrom } from './html-depth.ts'

const deep = (html: string): boolean => tooDeepFrom(html, 3) < html.length

test.each([
  ['<div><div><div>x', false],
  ['<div><div><div><div>x', true],
  ['<div></div>'.repeat(10), false],
  ['<b><i></b></i>'.repeat(10), false],
  ['</div>'.repeat(10), false],
  ['<p>'.repeat(10), false],
  ['<p_>'.repeat(10), true],
  ['<br_>'.repeat(10), true],
  ['<p>x<div>y</div>'.repeat(10), false],
  ['<p><hr>'.repeat(10), false],
  [`<table>${'<tr><td>x<td>y'.repeat(10)}`, false],
  [`<table>${'<tr><th>x<td>y'.repeat(10)}</table><b><b><b>`, false],
  [`<ul>${'<li>x'.repeat(10)}</ul>`, false],
  [`<dl>${'<dt>x<dd>y'.repeat(10)}</dl>`, false],
  [`<select>${'<option>x'.repeat(10)}</select>`, false],
  ['<li><p>'.repeat(10), true],
  ['<td><li>'.repeat(10), true],
  ['<dd><li>'.repeat(10), true],
  ['<option><li>'.repeat(10), true],
  ['<tr><p>'.repeat(10), true],
  ['<li><p>x</p></li>'.repeat(10), false],
  ['<table><tr><td>'.repeat(10), true],
  ['<br><img>'.repeat(10), false],
  ['<!-- <b><b><b><b> -->', false],
  ['<script>if (a<b && b<c && c<d && d<e) f</script>', false],
  ['<script>'.repeat(10), false],
  ['<'.repeat(10), false],
  ['<B><b><B><b>', true],
  ['1 < 2', false],
  ['', false],
])('given %j, then it nests deeper than three: %s', (html, expected) => {
  expect(deep(html)).toBe(expected)
})

test('given what is too deep, then everything above it is read', () => {
  expect(tooDeepFrom('<b><b><b>one<b>two', 3)).toBe('<b><b><b>one'.length)
})

test('given tags and signs without end, then one pass is enough', () => {
  for (const piece of ['<', '<a', '<!--', '</', '<script', '<a>', '</a>', '<b><i></b>', '<li><p>'])
    expect(tooDeepFrom(piece.repeat(300_000), 1_000_000_000)).toBe(piece.length * 300_000)
})
