import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { tempDir, waitUntil } from '@tubepost/testing'
import { expect, test } from 'vitest'
import { problemTexts } from '../src/problems/problem-texts.ts'
import { readBytes } from '../src/reading/read-bytes.ts'

const MOST_BYTES = 16 * 1024 ** 2

test('a file that somebody writes while it is read is refused', async () => {
  const file = path.join(await tempDir('read-bytes'), 'tubepost.yaml')
  writeFileSync(file, Buffer.alloc(8 * 1024 ** 2, '#'))
  const before = statSync(file).size
  const writer = spawn('/bin/sh', ['-c', 'while echo "people: []" >> "$0"; do :; done', file])
  try {
    await waitUntil(() => statSync(file).size > before, { timeoutMs: 10_000, what: 'the first line' })
    // On a busy machine the writer may rest for the whole of a reading.
    const refusal = await waitUntil(() => refusalOf(file), { timeoutMs: 10_000, what: 'the refusal' })
    expect(refusal).toMatchObject({ problems: [{ text: problemTexts.fileChanging() }] })
  } finally {
    writer.kill('SIGKILL')
  }
})

function refusalOf(file: string): unknown {
  try {
    readBytes(file)
    return undefined
  } catch (error) {
    return error
  }
}

test('a file without an end is refused like one that is too long', () => {
  expect(() => readBytes('/dev/zero')).toThrow(problemTexts.fileTooLong(MOST_BYTES))
})

test('a pipe is read to its end', async () => {
  const pipe = path.join(await tempDir('read-bytes'), 'pipe')
  expect(spawnSync('/bin/sh', ['-c', 'mkfifo "$0"', pipe]).status).toBe(0)
  const writer = spawn('/bin/sh', ['-c', 'echo one > "$0"', pipe])
  expect(readBytes(pipe).toString()).toBe('one\n')
  writer.kill()
})
