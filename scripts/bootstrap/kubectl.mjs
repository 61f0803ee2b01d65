import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fetchDebianPackage } from './debian.mjs'
import { link } from './npm.mjs'
import { tools } from './places.mjs'
import { output } from './run.mjs'
import { say, step } from './say.mjs'

/** The first with a Kustomize that has all we use: components, labels, merged generators. */
const OLDEST_MINOR = 27
/** Both builds need no more than glibc 2.34. */
const SUITES = ['trixie', 'sid']

/**
 * A kubectl that renders deploy/kubernetes, as `.tools/bin/kubectl`; it talks to no cluster. Where none can be had, what
 * needs it is skipped with this reason.
 */
export async function findKubectl() {
  const fetched = join(tools, 'kubectl/usr/bin/kubectl')
  const binary = (await isNewEnough(fetched)) ? fetched : await onPath()
  if (binary !== undefined) {
    link(binary, 'kubectl')
    return {}
  }
  const failures = []
  for (const suite of SUITES) {
    try {
      const target = join(tools, 'kubectl')
      await step(`kubectl from Debian ${suite}`, () => fetchDebianPackage('kubectl', { suite, target }))
      if (!(await isNewEnough(fetched))) throw new Error(`kubectl of Debian ${suite} does not run here`)
      link(fetched, 'kubectl')
      return {}
    } catch (error) {
      failures.push(error)
    }
  }
  const reason = `no kubectl 1.${OLDEST_MINOR} or newer here, and none could be fetched from Debian: ${failures[0]?.message.split('\n').at(-1)}`
  say(`the Kubernetes manifests will not be checked: ${reason}`)
  return { TUBEPOST_NO_KUBECTL: reason }
}

async function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, 'kubectl')
    if (!folder.startsWith(tools) && (await isNewEnough(file))) return file
  }
  return undefined
}

async function isNewEnough(file) {
  if (!existsSync(file)) return false
  const version = await output(file, ['version', '--client']).catch(() => '')
  return Number(/Client Version: v1\.(\d+)\./.exec(version)?.[1] ?? 0) >= OLDEST_MINOR
}
