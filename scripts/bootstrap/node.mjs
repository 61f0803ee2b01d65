import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fetchDebianPackage, librariesIn } from './debian.mjs'
import { fetchNpmPackage, link } from './npm.mjs'
import { tools } from './places.mjs'
import { output } from './run.mjs'
import { Problem, step } from './say.mjs'

/** Built-in Temporal and TypeScript; the newest that the npm registry has as a package. */
export const NODE_VERSION = '26.10.0'
const NODE_MAJOR = 26

/** Node 26 as `.tools/bin/node`. Returns the environment that it needs. */
export async function ensureNode(env) {
  const [major] = process.versions.node.split('.')
  const isEnough = Number(major) >= NODE_MAJOR && !process.execPath.startsWith(tools)
  const node = isEnough ? process.execPath : await install()
  link(node, 'node')
  return await startable(node, env)
}

async function install() {
  const os = process.platform === 'win32' ? 'win' : process.platform
  const target = join(tools, `node-${NODE_VERSION}`)
  const node = join(target, 'bin/node')
  if (existsSync(node)) return node
  const name = `node-${os}-${process.arch}`
  await step(`Node ${NODE_VERSION} from npm`, () => fetchNpmPackage(name, NODE_VERSION, target)).catch((cause) => {
    const whatToDo = `see that npm reaches its registry, or install Node ${NODE_MAJOR} and run this again with it`
    throw new Problem(`Node ${NODE_VERSION} could not be fetched as the package ${name}`, whatToDo, cause)
  })
  return node
}

/** Node 26 wants libatomic, which slim images lack. */
async function startable(node, env) {
  const folder = join(tools, 'libatomic1')
  const withLibrary = () => ({ LD_LIBRARY_PATH: [librariesIn(folder), env.LD_LIBRARY_PATH].filter(Boolean).join(':') })
  const needed = existsSync(folder) ? withLibrary() : {}
  try {
    await output(node, ['--version'], { env: { ...env, ...needed } })
    return needed
  } catch (cause) {
    const missing = /libatomic\.so\.1/.test(cause.message) && !existsSync(folder)
    if (!missing)
      throw new Problem(`${node} does not run`, `install Node ${NODE_MAJOR} and run this again with it`, cause)
  }
  const fetching = step('libatomic1 from the distribution', () => fetchDebianPackage('libatomic1', { target: folder }))
  await fetching.catch((cause) => {
    throw new Problem('Node 26 needs libatomic.so.1', 'install it (Debian: apt-get install libatomic1)', cause)
  })
  return await startable(node, env)
}
