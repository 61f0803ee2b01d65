import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { output } from './run.mjs'
import { say, step } from './say.mjs'

/** Debian asks this file whether a package may start its service; 101 says no. See invoke-rc.d(8). */
const POLICY = '/usr/sbin/policy-rc.d'

// python3-swift brings Swift's servers as modules, and none of its services.
const PACKAGES = {
  dovecot: {
    title: 'Dovecot',
    packageName: 'dovecot-imapd',
    files: ['/usr/lib/dovecot/imap', '/usr/libexec/dovecot/imap'],
    variable: 'TUBEPOST_NO_DOVECOT',
  },
  swift: {
    title: 'OpenStack Swift',
    packageName: 'python3-swift',
    files: ['/usr/lib/python3/dist-packages/swift'],
    variable: 'TUBEPOST_NO_SWIFT',
  },
  chromium: {
    title: 'Chromium',
    packageName: 'chromium',
    files: ['/usr/bin/chromium'],
    variable: 'TUBEPOST_NO_CHROMIUM',
  },
}

/** A server or a browser of the distribution, for tests. Where it cannot be had, tests that need it are skipped with this reason. */
export async function findSystemPackage(name) {
  const { title, packageName, files, variable } = PACKAGES[name]
  if (files.some((file) => existsSync(file))) return {}
  const reason = await tryInstall(title, packageName)
  if (reason === undefined) return {}
  say(`tests that need ${title} will be skipped: ${reason}`)
  return { [variable]: reason }
}

async function tryInstall(title, packageName) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    return `no ${title} here, and no apt-get to install it`
  if (process.getuid() !== 0) return `no ${title} here, and only root can install it (apt-get install ${packageName})`
  try {
    await step(`${title} from the distribution`, () => withoutStartingServices(() => install(packageName)))
    return undefined
  } catch (error) {
    return `apt-get could not install ${packageName}: ${error.message.split('\n').at(-1)}`
  }
}

async function install(packageName) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => output('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env })
  // Nothing may be listed, or what the mirror no longer has. That some other source fails is no obstacle yet.
  await apt('update').catch(() => {})
  await apt('install', '--yes', '--no-install-recommends', packageName)
}

async function withoutStartingServices(work) {
  if (existsSync(POLICY)) return await work()
  const remove = () => rmSync(POLICY, { force: true })
  process.once('exit', remove)
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return await work()
  } finally {
    remove()
    process.off('exit', remove)
  }
}
