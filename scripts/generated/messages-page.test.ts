import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { messagesPage, SECTIONS } from './messages-page.ts'

const page = readFileSync(new URL('../../docs/messages.md', import.meta.url), 'utf8')

test('the product says in each situation what docs/messages.md says', async () => {
  expect(await messagesPage()).toBe(page)
})

test.each(Object.entries(SECTIONS))('%s: each situation stands once, and has a message', async (_, situations) => {
  expect(new Set(situations.map(({ situation }) => situation)).size).toBe(situations.length)
  for (const { situation, produce } of situations)
    expect([situation, (await produce()).length > 10]).toEqual([situation, true])
})
