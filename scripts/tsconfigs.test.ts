import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const MANIFESTS = '{packages,services,deploy}/*/package.json'
const packages = ['e2e', 'scripts', ...globSync(MANIFESTS, { cwd: root }).map(dirname)]

test.each(packages)('%s has a tsconfig.json of its own that extends the one base', (path) => {
  const config: unknown = JSON.parse(readFileSync(join(root, path, 'tsconfig.json'), 'utf8'))
  expect(config).toEqual({ extends: `${relative(path, '.')}/tsconfig.base.json` })
})
