import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NODE_VERSION } from './node.mjs'
import { fetchNpmPackage, link } from './npm.mjs'
import { root, tools, toolsBin } from './places.mjs'
import { output } from './run.mjs'
import { Problem, step } from './say.mjs'

const PNPM_VERSION = '12.21.0'

/** pnpm as `.tools/bin/pnpm`. */
export async function ensurePnpm() {
  const target = join(tools, `pnpm-${PNPM_VERSION}`)
  const name = `@pnpm/exe.${process.platform}-${process.arch}`
  if (!existsSync(join(target, 'pnpm'))) {
    await step(`pnpm ${PNPM_VERSION} from npm`, () => fetchNpmPackage(name, PNPM_VERSION, target)).catch((cause) => {
      throw new Problem(
        `pnpm could not be fetched as the package ${name}`,
        'check that npm reaches its registry',
        cause,
      )
    })
  }
  link(join(target, 'pnpm'), 'pnpm')
}

/** The packages of the workspace, exactly as locked. Nothing to do while nothing it depends on changed. */
export async function installWorkspace(env) {
  const stampFile = join(root, 'node_modules/.tubepost-stamp')
  const stamp = currentStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const install = ['install', '--frozen-lockfile', '--reporter=append-only']
  const quiet = { ...env, CI: 'true' } // it asks nothing
  await step('packages of the workspace', () =>
    output(join(toolsBin, 'pnpm'), install, { cwd: root, env: quiet }),
  ).catch((cause) => {
    throw new Problem(
      'pnpm could not install the workspace',
      'see its words; after a change of a package.json run .tools/bin/pnpm install',
      cause,
    )
  })
  writeFileSync(stampFile, stamp)
}

function currentStamp() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return `${hash.digest('hex')} node ${NODE_VERSION} pnpm ${PNPM_VERSION} ${process.platform}-${process.arch}\n`
}
