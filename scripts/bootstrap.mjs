/**
 * Runs one of this project's programs on a machine that has Node 20 or newer and npm, and nothing else of ours.
 *
 *   node scripts/bootstrap.mjs COMMAND [arguments of the command]
 *
 * Brings, into the git-ignored `.tools/` and only if missing: Node 26, pnpm, the workspace's packages, nats-server, for
 * the manifests kubectl, for the alert rules promtool, and for tests Dovecot, Swift and Chromium from the distribution; builds
 * the console's pages and the programs of the services where they changed. Then it becomes the command: same terminal, same signals, same exit code.
 * Everything below runs on Node 20: plain JavaScript, no packages.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findKubectl } from './bootstrap/kubectl.mjs'
import { withLock } from './bootstrap/lock.mjs'
import { ensureNats } from './bootstrap/nats.mjs'
import { ensureNode } from './bootstrap/node.mjs'
import { root, tools, toolsBin } from './bootstrap/places.mjs'
import { ensurePnpm, installWorkspace } from './bootstrap/pnpm.mjs'
import { findPromtool } from './bootstrap/prometheus.mjs'
import { become } from './bootstrap/run.mjs'
import { Problem, complain } from './bootstrap/say.mjs'
import { findSystemPackage } from './bootstrap/system-packages.mjs'
import { buildPages } from './bootstrap/pages.mjs'
import { buildPrograms } from './bootstrap/programs.mjs'

const FOR_TESTS = ['programs', 'nats', 'web', 'dovecot', 'swift', 'kubectl', 'promtool', 'chromium']
const COMMANDS = {
  start: { program: 'services/sandbox/src/main.ts', needs: ['programs', 'nats', 'web'], namesFiles: true },
  tubepost: { program: 'services/cli/src/main.ts', needs: [], namesFiles: true },
  test: {
    program: 'scripts/run-tests.ts',
    needs: FOR_TESTS,
  },
  'test:long': {
    program: 'scripts/run-tests.ts',
    args: ['--config', 'scripts/vitest.long.config.ts'],
    needs: FOR_TESTS,
  },
  'test:containers': {
    program: 'scripts/run-tests.ts',
    args: ['--config', 'e2e/containers/vitest.config.ts'],
    needs: [],
  },
  generate: { program: 'scripts/generate.ts', needs: [] },
  check: { program: 'scripts/check.ts', needs: ['kubectl', 'promtool'] },
  chaos: { program: 'e2e/chaos/main.ts', needs: ['programs', 'nats', 'dovecot'] },
  bench: { program: 'e2e/bench/main.ts', needs: ['programs', 'nats', 'dovecot', 'web', 'chromium'] },
  screenshots: { program: 'e2e/web/screenshots.ts', needs: ['programs', 'nats', 'web', 'chromium'], namesFiles: true },
  score: { program: 'e2e/score/main.ts', needs: [] },
}

async function main([name, ...args]) {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined
  if (command === undefined) {
    throw new Problem(`there is no command "${name ?? ''}"`, `use one of: ${Object.keys(COMMANDS).join(', ')}`)
  }
  const program = join(root, command.program)
  if (!existsSync(program))
    throw new Problem(`${command.program} is not in this tree`, 'check out the whole repository')

  // Sources without their types, compiled: a program starts in half the time. Made anew when it is missing.
  const NODE_COMPILE_CACHE = join(tools, 'compile-cache')
  const env = { NODE_COMPILE_CACHE, ...process.env, PATH: `${toolsBin}:${process.env.PATH ?? ''}` }
  await withLock(async () => {
    Object.assign(env, await ensureNode(env))
    await ensurePnpm()
    await installWorkspace(env)
    if (command.needs.includes('web')) await buildPages(env)
    if (command.needs.includes('programs')) await buildPrograms(env)
    if (command.needs.includes('nats')) Object.assign(env, await ensureNats())
    if (command.needs.includes('kubectl')) Object.assign(env, await findKubectl())
    if (command.needs.includes('promtool')) Object.assign(env, await findPromtool())
    if (command.needs.includes('dovecot')) Object.assign(env, await findSystemPackage('dovecot'))
    if (command.needs.includes('swift')) Object.assign(env, await findSystemPackage('swift'))
    if (command.needs.includes('chromium')) Object.assign(env, await findSystemPackage('chromium'))
  })
  // npm changes to the root; a file that a person names is meant from where they stand.
  const cwd = command.namesFiles ? env.INIT_CWD : undefined
  process.exitCode = await become(join(toolsBin, 'node'), [program, ...(command.args ?? []), ...args], { env, cwd })
}

main(process.argv.slice(2)).catch((error) => {
  complain(error)
  process.exit(1)
})
