import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { MUTATIONS, mutateText } from './mutations.ts'

const edit = { file: 'a.ts', find: 'commit()', replace: 'ack()' }

test('a mutation replaces the text it names', () => {
  expect(mutateText('begin(); commit(); end()', edit)).toBe('begin(); ack(); end()')
})

test.each(['begin()', 'commit(); commit()'])('a mutation that no longer fits the code fails: %s', (text) => {
  expect(() => mutateText(text, edit)).toThrow(/a\.ts holds the text to be replaced/)
})

const edits = MUTATIONS.flatMap((mutation) => mutation.edits.map((each) => ({ name: mutation.name, ...each })))

test.each(edits)('the code still holds what "$name" takes out of $file', (each) => {
  const text = readFileSync(path.join(import.meta.dirname, '../..', each.file), 'utf8')
  expect(mutateText(text, each)).not.toBe(text)
})
