import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SetupError } from '@tubepost/setup/file'
import { tempDir, waitUntil } from '@tubepost/testing'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fileVersion } from '../src/file-version.ts'
import { followSetup } from '../src/follow-setup.ts'

test('each saved change is applied, and a refused one is told with its problems', async () => {
  const file = path.join(await tempDir('follow'), 'tubepost.yaml')
  writeFileSync(file, 'first')
  const stop = Promise.withResolvers<void>()
  const said: string[] = []
  let applied = 0
  const installation = {
    async apply() {
      if (applied++ > 0) throw new SetupError('tubepost.yaml', ['tubepost.yaml:1:1: it is wrong'])
      return ['note: it is short']
    },
  }
  const following = followSetup(installation, file, {
    applied: fileVersion(file),
    say: (line) => void said.push(line),
    stopping: stop.promise,
  })
  writeFileSync(file, 'the second')
  await waitUntil(async () => applied === 1, { timeoutMs: 10_000, what: 'the first change' })
  writeFileSync(file, 'the third, with a mistake')
  await waitUntil(async () => said.length === 3, { timeoutMs: 10_000, what: 'the second change' })
  stop.resolve()
  await following
  expect(said).toEqual([
    'note: it is short',
    `${file} is applied.`,
    'tubepost.yaml is not usable, nothing of it was applied:\n  tubepost.yaml:1:1: it is wrong\nNothing has changed.',
  ])
})

test('a change during the start, saved in pieces, is applied once and whole', async () => {
  const file = path.join(await tempDir('follow'), 'tubepost.yaml')
  writeFileSync(file, 'people: [ana]\n')
  const started = fileVersion(file)
  writeFileSync(file, '')
  const stop = Promise.withResolvers<void>()
  const applied: string[] = []
  const installation = {
    async apply(named: string) {
      applied.push(readFileSync(named, 'utf8'))
      return []
    },
  }
  const following = followSetup(installation, file, { applied: started, say: () => {}, stopping: stop.promise })
  for (let n = 0; n < 8; n++) {
    appendFileSync(file, `piece ${n}\n`)
    await delay(PIECE_MS)
  }
  await waitUntil(() => applied.length > 0, { timeoutMs: 10_000, what: 'the change' })
  stop.resolve()
  await following
  expect(applied).toEqual([Array.from({ length: 8 }, (_, n) => `piece ${n}\n`).join('')])
})

// Less than the time between two looks.
const PIECE_MS = 300

test('a file that is removed is told once, and applied when it is there again', async () => {
  const file = path.join(await tempDir('follow'), 'tubepost.yaml')
  writeFileSync(file, 'first')
  const stop = Promise.withResolvers<void>()
  const said: string[] = []
  const installation = { apply: async () => [] }
  const following = followSetup(installation, file, {
    applied: fileVersion(file),
    say: (line) => void said.push(line),
    stopping: stop.promise,
    lookMs: 20,
  })
  const told = (count: number) => waitUntil(async () => said.length >= count, { timeoutMs: 10_000, what: 'a line' })
  rmSync(file)
  await told(1)
  writeFileSync(file, 'first')
  await told(2)
  rmSync(path.dirname(file), { recursive: true })
  await told(3)
  stop.resolve()
  await following
  const gone = `${file} is gone, or can no longer be seen. Nothing has changed; a file that is saved there is applied.`
  expect(said).toEqual([gone, `${file} is applied.`, gone])
})
