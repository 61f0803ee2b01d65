import { join } from 'node:path'
import { root, toolsBin } from './places.mjs'
import { output } from './run.mjs'
import { Problem } from './say.mjs'

/** The pages that the console serves, built from their sources; a moment where these are as they were. */
export async function buildPages(env) {
  const program = join(root, 'services/console/web/build.ts')
  await output(join(toolsBin, 'node'), [program], { cwd: root, env }).catch((cause) => {
    throw new Problem('the pages of the console could not be built', 'see its words', cause)
  })
}
