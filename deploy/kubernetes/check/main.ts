/** Renders every overlay and component, and says what is wrong with them. Part of `npm run check`. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { findProblems } from './find-problems.ts'
import { render, renderings } from './render.ts'
import { schemaProblems } from './schema-problems.ts'

const manifest = readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8')
const { version } = JSON.parse(manifest) as { version: string }

for (const [rendering, manifests] of render(renderings)) {
  const problems = [...schemaProblems(manifests), ...findProblems(manifests, version)]
  for (const problem of problems) console.log(`${rendering}: ${problem}`)
  console.log(`${rendering}: ${manifests.length} objects, ${problems.length} problems`)
  if (problems.length > 0 || manifests.length === 0) process.exitCode = 1
}
