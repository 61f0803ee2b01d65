import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const BUILT = new URL('../../services/console/web/dist/', import.meta.url)
// A second on a slow mobile network, with what the page itself weighs.
const MOST_BYTES = 130 * 1024

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', BUILT), 'utf8')) as Record<string, Chunk>

/** The files of these chunks and of all that they import at once. */
function filesOf(names: readonly string[], found: Set<string> = new Set()): Set<string> {
  for (const name of names) {
    const chunk = manifest[name]
    if (chunk === undefined) throw new Error(`the build has no ${name}`)
    if (found.has(chunk.file)) continue
    found.add(chunk.file)
    filesOf(chunk.imports ?? [], found)
  }
  return found
}

test('the first screen loads at most 130 KiB of scripts', () => {
  const files = filesOf(['index.html', 'src/start.tsx', 'src/screens/board/board.tsx', 'src/words/de.ts'])
  const bytes = [...files].map((file) => gzipSync(readFileSync(fileURLToPath(new URL(file, BUILT)))).length)
  expect(bytes.length).toBeGreaterThan(2)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MOST_BYTES)
})

test('the editor comes with the screens that have one, and with no other', () => {
  const editor = Object.keys(manifest).filter((name) => manifest[name]?.file.includes('code-editor'))
  expect(editor).toHaveLength(1)
  const importing = Object.entries(manifest).filter(([, { imports = [] }]) =>
    imports.some((one) => editor.includes(one)),
  )
  expect(importing.map(([name]) => name).toSorted()).toEqual([
    'src/screens/set-up/set-up.tsx',
    'src/screens/templates/templates.tsx',
  ])
})

test('each screen and each language is a file of its own', () => {
  const begun = filesOf(['index.html', 'src/start.tsx'])
  const later = Object.keys(manifest).filter((name) => /^src\/(screens|words)\/.*\.tsx?$/.test(name))
  expect(later.length).toBeGreaterThan(4)
  for (const name of later) expect(begun).not.toContain(manifest[name]?.file)
})
