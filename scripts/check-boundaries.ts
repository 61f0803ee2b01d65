/** Reads every source file and reports what the rules of `boundary-rules.ts` forbid. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { type SourceFile, findViolations } from './boundary-rules.ts'

const root = join(import.meta.dirname, '..')
const SOURCES = ['{packages,services}/*/**/*.{ts,tsx}', 'e2e/**/*.ts', 'deploy/**/*.ts', 'scripts/**/*.ts', '*.ts']

const paths = globSync(SOURCES, {
  cwd: root,
  exclude: (name) => name.includes('node_modules') || name.includes('dist'),
})
const violations = paths.toSorted().flatMap((path) => findViolations(read(path)))
for (const { path, line, problem } of violations) console.log(`${path}:${line} ${problem}`)
console.log(`${paths.length} files, ${violations.length} violations`)
process.exitCode = violations.length > 0 || paths.length === 0 ? 1 : 0

function read(path: string): SourceFile {
  const source = readFileSync(join(root, path), 'utf8')
  const { program, module, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length

  const imports = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
  ].map(({ value, start }) => ({ specifier: value, line: lineAt(start) }))
  for (const { moduleRequest } of module.dynamicImports) {
    const specifier = /^(['"`])(.*)\1$/.exec(source.slice(moduleRequest.start, moduleRequest.end))?.[2]
    if (specifier !== undefined) imports.push({ specifier, line: lineAt(moduleRequest.start) })
  }

  const uses: SourceFile['uses'][number][] = []
  const exportsAll: number[] = []
  new Visitor({
    MemberExpression({ object, property, start }) {
      const name = `${source.slice(object.start, object.end)}.${source.slice(property.start, property.end)}`
      if (name === 'process.env') uses.push({ what: 'environment', line: lineAt(start) })
      if (name === 'Date.now' || name === 'Temporal.Now') uses.push({ what: 'clock', line: lineAt(start) })
      if (name === 'Math.random') uses.push({ what: 'randomness', line: lineAt(start) })
    },
    NewExpression({ callee, arguments: given, start }) {
      const isNow = source.slice(callee.start, callee.end) === 'Date' && given.length === 0
      if (isNow) uses.push({ what: 'clock', line: lineAt(start) })
    },
    ExportAllDeclaration({ start }) {
      exportsAll.push(lineAt(start))
    },
  }).visit(program)
  return { path, imports, uses, exportsAll }
}
