import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const FILE = /^[\w.@/-]+\.(ts|mjs|sql|ya?ml|json|md|conf)$/
// Placeholders have letters N for digits, an angle bracket or the word foo; `http/…` is a protocol, 8/18 a day; the folders are made here
// and ignored by git.
const NO_PATH = /NNNN|<|^foo\.|^http\/|^\d+\/\d+$|^(\.\/)?(secrets|\.tools|node_modules)\b/

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .map((file) => `/${file}`)

test.each(['CONTRIBUTING.md', 'ARCHITECTURE.md', 'README.md', 'docs/delivery.md', 'docs/restore.md'])(
  'every path that %s names exists',
  (document) => {
    const named = pathsIn(readFileSync(join(root, document), 'utf8'))
    expect(named).not.toEqual([])
    expect(named.filter((path) => !isThere(path))).toEqual([])
  },
)

/** Words in backticks that are a file's name, or have a slash and do not begin with one. */
function pathsIn(markdown: string): string[] {
  const words = [...markdown.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(' '))
  return words.filter((word) => !NO_PATH.test(word) && (FILE.test(word) || /^[\w.@-]+\/[\w.@/*-]*$/.test(word)))
}

/** From the root, or from any folder: documents name files beside those they have named. */
function isThere(path: string): boolean {
  const wanted = `/${path.replace(/\/?\*?$/, '')}`
  return files.some((file) => file.endsWith(wanted) || file.includes(`${wanted}/`))
}
