/**
 * A file out of a Debian package, without root and without a change to the system: apt with state, cache and sources of
 * its own, verified with the system's Debian keys, then unpacked with dpkg.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './npm.mjs'
import { output } from './run.mjs'

const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** Unpacks the package as the folder `target`. From the given suite, else from whatever the system itself uses. */
export async function fetchDebianPackage(name, { suite, target }) {
  const work = temporaryFolder('apt')
  try {
    for (const folder of ['state/lists/partial', 'cache/archives/partial', 'none', 'download', 'unpacked']) {
      mkdirSync(join(work, folder), { recursive: true })
    }
    const own = ownState(work)
    const sources = suite === undefined ? [] : await sourcesOf(suite, work, own)
    // A third party's source may fail; whether ours was among the failed shows in the download.
    const failure = await output('apt-get', [...own, ...sources, 'update']).then(
      () => undefined,
      (error) => error,
    )
    await output('apt-get', [...own, ...sources, 'download', name], { cwd: join(work, 'download') }).catch((error) => {
      throw failure ?? error
    })
    const [file] = readdirSync(join(work, 'download'))
    await output('dpkg', ['-x', join(work, 'download', file), join(work, 'unpacked')])
    rmSync(target, { recursive: true, force: true })
    renameSync(join(work, 'unpacked'), target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The folder with the shared libraries of an unpacked package. */
export function librariesIn(folder) {
  const lib = join(folder, 'usr/lib')
  const multiarch = readdirSync(lib).find((name) => name.includes('-linux-'))
  return multiarch === undefined ? lib : join(lib, multiarch)
}

function ownState(work) {
  return [
    `Dir::State=${join(work, 'state')}`,
    'Dir::State::status=/dev/null',
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
  ].flatMap((setting) => ['-o', setting])
}

/** The mirror that the system uses, with another suite. */
async function sourcesOf(suite, work, own) {
  const uris = await output('apt-get', [...own, 'update', '--print-uris'])
  const mirror = /^'(\S+\/debian)\/dists\//m.exec(uris)?.[1]
  if (mirror === undefined) throw new Error('the sources of apt name no Debian mirror')
  const list = join(work, 'sources.list')
  writeFileSync(list, `deb ${existsSync(KEYS) ? `[signed-by=${KEYS}] ` : ''}${mirror} ${suite} main\n`)
  return [
    `Dir::Etc::sourcelist=${list}`,
    `Dir::Etc::sourceparts=${join(work, 'none')}`,
    'Dir::Etc::preferences=/dev/null',
    `Dir::Etc::preferencesparts=${join(work, 'none')}`,
  ].flatMap((setting) => ['-o', setting])
}
