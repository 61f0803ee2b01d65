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

test('the pages’ tsconfig.json adds what a browser has to the one base, and no more', () => {
  const config = JSON.parse(readFileSync(join(root, 'services/console/web/tsconfig.json'), 'utf8')) as object
  expect(config).toEqual({
    extends: '../../../tsconfig.base.json',
    compilerOptions: { lib: ['esnext', 'dom', 'dom.iterable'], jsx: 'react-jsx', types: ['vite/client', 'node'] },
  })
})
