import { join } from 'node:path'
import { root, toolsBin } from './places.mjs'
import { output } from './run.mjs'
import { Problem } from './say.mjs'

/** The services as programs, built from their sources; a moment where these are as they were. */
export async function buildPrograms(env) {
  const program = join(root, 'packages/programs/src/main.ts')
  await output(join(toolsBin, 'node'), [program], { cwd: root, env }).catch((cause) => {
    throw new Problem('the programs of the services could not be built', 'see its words', cause)
  })
}
