/**
 * Builds the pages into `dist/`, unless they were built from the very same sources: run by `npm start`, by `npm test` and by the
 * build of the image. It needs no network. Each text that is worth it stands beside its gzip, so that no request compresses.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const root = import.meta.dirname
const built = path.join(root, 'dist')
const making = path.join(root, 'node_modules', '.pages')
const stampFile = path.join(built, '.stamp')
// A stylesheet or script below this fits into the first packets as it is.
const WORTH_BYTES = 1_024

const stamp = stampOf(['{src,.}/**/*.{ts,tsx,css,svg,html,json}', '../../../pnpm-lock.yaml'])
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const { build } = await import('vite')
  // Its warnings are that Mantine's files say "use client", which means nothing here.
  await build({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: making, emptyOutDir: true },
  })
  for (const file of globSync('assets/*.{js,css,svg}', { cwd: making }).map((name) => path.join(making, name))) {
    const bytes = readFileSync(file)
    if (bytes.length >= WORTH_BYTES)
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }))
  }
  // Whoever reads the pages meanwhile finds those of before or none, never a page of one build with files of another.
  writeFileSync(path.join(making, '.stamp'), stamp)
  rmSync(built, { recursive: true, force: true })
  renameSync(making, built)
}

function stampOf(globs: readonly string[]): string {
  const hash = createHash('sha256')
  const files = globSync([...globs], { cwd: root, exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name) })
  for (const file of files.toSorted())
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  return hash.digest('hex')
}
