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
])('%j is shown as %j', (name, safe) => {
  expect(safeFileName(name)).toBe(safe)
})
