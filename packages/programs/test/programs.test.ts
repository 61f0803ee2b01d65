import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { tempDir } from '@tubepost/testing'
import { beforeEach, expect, test } from 'vitest'
import { programsOf } from '../src/built-programs.ts'

let root: string

/** A tree with one service. */
beforeEach(async () => {
  root = await tempDir('programs')
  write('package.json', '{ "type": "module" }')
  write('pnpm-lock.yaml', '')
})

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}

async function run(): Promise<{ stdout: string; stderr: string }> {
  const program = path.join(await programsOf(root), 'status.js')
  return spawnSync(process.execPath, ['--enable-source-maps', program], { encoding: 'utf8', cwd: '/' })
}

test('a changed source is run at the next start', async () => {
  write('services/status/src/main.ts', "import { word } from './word.ts'\nconsole.log(word)\n")
  write('services/status/src/word.ts', "export const word: string = 'before'\n")
  expect((await run()).stdout).toBe('before\n')
  write('services/status/src/word.ts', "export const word: string = 'after'\n")
  expect((await run()).stdout).toBe('after\n')
})

test('unchanged sources are built once', async () => {
  write('services/status/src/main.ts', 'console.log(1)\n')
  const folder = await programsOf(root)
  writeFileSync(path.join(folder, 'status.js'), 'console.log(2)\n')
  expect((await run()).stdout).toBe('2\n')
})

test('a stack trace names the line of the source', async () => {
  write('services/status/src/main.ts', "import { fail } from './fail.ts'\n\nfail()\n")
  write(
    'services/status/src/fail.ts',
    'interface Left {\n  out: string\n}\n\nexport function fail(left?: Left): void {\n  throw new Error(left?.out ?? import.meta.url)\n}\n',
  )
  const { stderr } = await run()
  expect(stderr).toContain(`${root}/services/status/src/fail.ts:6:`)
  expect(stderr).toContain(`${root}/services/status/src/main.ts:3:`)
})

test('signs beyond ASCII stay what they are', async () => {
  const lines = [
    "console.log('Grüße 外部 😀', `ü${1}`, /^[ä😀]$/u.test('😀'))",
    'const größe = 1',
    'console.log(größe)',
  ]
  write('services/status/src/main.ts', lines.join('\n'))
  expect((await run()).stdout).toBe('Grüße 外部 😀 ü1 true\n1\n')
})

test('a module finds the files beside its source', async () => {
  write('services/status/migrations/0001_first.sql', 'select 1')
  write('services/status/src/child.ts', '')
  write(
    'services/status/src/main.ts',
    [
      "import { readFileSync } from 'node:fs'",
      "console.log(readFileSync(`${import.meta.dirname}/../migrations/0001_first.sql`, 'utf8'))",
      "console.log(new URL('./child.ts', import.meta.url).pathname)",
    ].join('\n'),
  )
  expect((await run()).stdout).toBe(`select 1\n${root}/services/status/src/child.ts\n`)
})

test('a library that is missing is named, and nothing is built', async () => {
  write('services/status/src/main.ts', "import 'no-such-library'\n")
  await expect(programsOf(root)).rejects.toThrow('no-such-library')
})
