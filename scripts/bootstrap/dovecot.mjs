import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { output } from './run.mjs'
import { say, step } from './say.mjs'

/** Debian asks this file whether a package may start its service; 101 says no. See invoke-rc.d(8). */
const POLICY = '/usr/sbin/policy-rc.d'

/** Dovecot of the distribution, for tests. Where it cannot be had, tests that need it are skipped with this reason. */
export async function findDovecot() {
  if (isInstalled()) return {}
  const reason = await tryInstall()
  if (reason === undefined) return {}
  say(`tests that need Dovecot will be skipped: ${reason}`)
  return { TUBEPOST_NO_DOVECOT: reason }
}

function isInstalled() {
  return ['/usr/lib/dovecot/imap', '/usr/libexec/dovecot/imap'].some((file) => existsSync(file))
}

async function tryInstall() {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get'))
    return 'no dovecot here, and no apt-get to install it'
  if (process.getuid() !== 0) return 'no dovecot here, and only root can install it (apt-get install dovecot-imapd)'
  try {
    await step('Dovecot from the distribution', () => withoutStartingServices(install))
    return undefined
  } catch (error) {
    return `apt-get could not install dovecot-imapd: ${error.message.split('\n').at(-1)}`
  }
}

async function install() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => output('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env })
  // Nothing may be listed, or what the mirror no longer has. That some other source fails is no obstacle yet.
  await apt('update').catch(() => {})
  await apt('install', '--yes', '--no-install-recommends', 'dovecot-imapd')
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
