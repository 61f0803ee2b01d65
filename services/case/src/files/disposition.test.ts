import { expect, test } from 'vitest'
import { disposition } from './disposition.ts'

test.each([
  ['report.pdf', `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
  ['Über uns (2).pdf', `attachment; filename="_ber uns _2_.pdf"; filename*=UTF-8''%C3%9Cber%20uns%20%282%29.pdf`],
  ['a"b\r\nX: y', `attachment; filename="a_b__X_ y"; filename*=UTF-8''a%22b%0D%0AX%3A%20y`],
  ['__proto__', `attachment; filename="__proto__"; filename*=UTF-8''__proto__`],
  ['half \uD800', `attachment; filename="half _"; filename*=UTF-8''half%20%EF%BF%BD`],
])('given the name %j, then it cannot end the header', (name, header) => {
  expect(disposition(name)).toBe(header)
})
