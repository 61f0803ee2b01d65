import { expect, test } from 'vitest'
import { safeFileName } from './safe-file-name.ts'

test.each<[name: string, safe: string | null]>([
  ['report.pdf', 'report.pdf'],
  ['Überraschung für Zoë.docx', 'Überraschung für Zoë.docx'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\system32\\cmd.exe', 'cmd.exe'],
  ['..', null],
  ['.htaccess', 'htaccess'],
  ['a\r\nBcc: x@evil.example', 'a Bcc_ x@evil.example'],
  ['photo\u202egpj.exe', 'photo gpj.exe'],
  ['nul\0l.txt', 'null.txt'],
  ['CON', '_CON'],
  ['lpt1.txt', '_lpt1.txt'],
  ['console.txt', 'console.txt'],
  ['a<b>|"c?*.txt', 'a_b___c__.txt'],
  ['end. . ', 'end'],
  ['\ud800', null],
  [' ', null],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(76)}.pdf`],
  ['🍔'.repeat(100), '🍔'.repeat(80)],
  ['u\u0308.txt', 'ü.txt'],
  [`${'e\u0301'.repeat(300)}.pdf`, `${'é'.repeat(76)}.pdf`],
  [`${'\u1100\u1161\u11a8'.repeat(300)}.${'\u1100\u1161\u11a8'.repeat(15)}`, `${'각'.repeat(64)}.${'각'.repeat(15)}`],
  [`${' '.repeat(1_000)}${'x'.repeat(300)}.pdf`, `${'x'.repeat(76)}.pdf`],
])('%j is shown as %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe)
})

test('given a heap of combining marks, then it is cut before it is normalised', () => {
  const start = performance.now()
  expect(safeFileName(`a${'\u0301\u0323'.repeat(32_000)}.pdf`)).toMatch(/^.{76}\.pdf$/su)
  expect(performance.now() - start).toBeLessThan(500)
})
