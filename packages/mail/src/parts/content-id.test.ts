import { expect, test } from 'vitest'
import { contentIdOf } from './content-id.ts'

test.each([
  ['cid:a@x', 'a@x'],
  ['CID:b%2bc@x', 'b+c@x'],
  ['cid:50%', '50%'],
  ['cid:', ''],
  ['http://x/cid:a', undefined],
  ['', undefined],
])('given the link %j, then it names %j', (link, id) => {
  expect(contentIdOf(link)).toBe(id)
})
