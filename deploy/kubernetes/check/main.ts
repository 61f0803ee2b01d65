/** Renders every overlay and component, and says what is wrong with them. Part of `npm run check`. */
import { composeProblems } from './compose-problems.ts'
import { findProblems } from './find-problems.ts'
import { render, renderings } from './render.ts'
import { schemaProblems } from './schema-problems.ts'

for (const [rendering, manifests] of render(renderings)) {
  const problems = [...(await schemaProblems(manifests)), ...findProblems(manifests)]
  for (const problem of problems) console.log(`${rendering}: ${problem}`)
  console.log(`${rendering}: ${manifests.length} objects, ${problems.length} problems`)
  if (problems.length > 0 || manifests.length === 0) process.exitCode = 1
}

const problems = composeProblems()
for (const problem of problems) console.log(`docker-compose.yml: ${problem}`)
if (problems.length > 0) process.exitCode = 1
