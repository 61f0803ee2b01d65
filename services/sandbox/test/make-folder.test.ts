import { readdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { tempDir } from '@tubepost/testing'
import { expect, test } from 'vitest'
import { makeFolder } from '../src/make-folder.ts'

test('a folder is made with all above it, and stays empty', async () => {
  const dir = path.join(await tempDir('folder'), 'a', 'b')
  makeFolder(dir)
  makeFolder(dir)
  expect(readdirSync(dir)).toEqual([])
})

test.each([
  ['/proc/tubepost', 'the system takes no files there (ENOENT)'],
  ['/proc', 'the system takes no files there (ENOENT)'],
  ['/etc/passwd', '/etc/passwd is a file'],
  ['/etc/passwd/data/more', '/etc/passwd is a file'],
  ['/dev/null', '/dev/null is a file'],
  [`/tmp/${'x'.repeat(300)}`, 'the name is too long'],
])('the folder %.30s is refused at once, in words', (dir, said) => {
  expect(() => makeFolder(dir)).toThrow(said)
})

test('a link that leads nowhere is refused in words', async () => {
  const link = path.join(await tempDir('folder'), 'link')
  symlinkSync('/nowhere/at/all', link)
  expect(() => makeFolder(link)).toThrow('cannot hold the data')
})
