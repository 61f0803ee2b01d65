import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fetchDebianPackage } from './debian.mjs'
import { link } from './npm.mjs'
import { tools } from './places.mjs'
import { output } from './run.mjs'
import { say, step } from './say.mjs'

const PROGRAM = 'promtool'

/**
 * A promtool that tries the alert rules, as `.tools/bin/promtool`. Where none can be had, what needs it is skipped with
 * this reason.
 */
export async function findPromtool() {
  const fetched = join(tools, 'prometheus/usr/bin', PROGRAM)
  try {
    if (!(await runs(fetched))) {
      const here = await onPath()
      if (here !== undefined) {
        link(here, PROGRAM)
        return {}
      }
      const target = join(tools, 'prometheus')
      await step('promtool from Debian', () => fetchDebianPackage('prometheus', { suite: undefined, target }))
      if (!(await runs(fetched))) throw new Error('promtool of Debian does not run here')
    }
    link(fetched, PROGRAM)
    return {}
  } catch (error) {
    const reason = `no promtool here, and none could be fetched from Debian: ${error.message.split('\n').at(-1)}`
    say(`the alert rules will not be tried: ${reason}`)
    return { TUBEPOST_NO_PROMTOOL: reason }
  }
}

async function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, PROGRAM)
    if (!folder.startsWith(tools) && (await runs(file))) return file
  }
  return undefined
}

async function runs(file) {
  if (!existsSync(file)) return false
  return (await output(file, ['--version']).catch(() => '')) !== ''
}
