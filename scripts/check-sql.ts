/** Reads every file with SQL in it and reports what the rules of `sql-rules.ts` forbid. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqlProblems } from './sql-rules.ts'

const root = join(import.meta.dirname, '..')
const SOURCES = ['{packages,services}/*/**/*.{ts,sql}', 'e2e/**/*.ts']

const paths = globSync(SOURCES, { cwd: root, exclude: (name) => name.includes('node_modules') }).toSorted()
const problems = paths.flatMap((path) =>
  sqlProblems(readFileSync(join(root, path), 'utf8')).map(({ line, problem }) => `${path}:${line} ${problem}`),
)
for (const problem of problems) console.log(problem)
console.log(`${paths.length} files, ${problems.length} problems`)
process.exitCode = problems.length > 0 || paths.length === 0 ? 1 : 0
