import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fetchDebianPackage } from './debian.mjs'
import { link } from './npm.mjs'
import { tools } from './places.mjs'
import { output } from './run.mjs'
import { Problem, say, step } from './say.mjs'

/** An older server refuses or silently ignores settings of ours. */
const OLDEST = '2.10.23'
/** The version that production asks for. */
const WANTED = '2.15.1'
/** Newest first; both builds need no more than glibc 2.34. */
const SUITES = ['sid', 'trixie']

/** A nats-server that is new enough. Returns where it is, as environment. */
export async function ensureNats() {
  const chosen = process.env.TUBEPOST_NATS_BIN
  if (chosen) {
    await insistOnVersion(chosen)
    return { TUBEPOST_NATS_BIN: chosen }
  }
  const fetched = join(tools, 'nats-server/usr/sbin/nats-server')
  const binary = (await newEnough(fetched)) ? fetched : ((await onPath()) ?? (await fetchNats(fetched)))
  if (binary === fetched) link(binary, 'nats-server')
  return { TUBEPOST_NATS_BIN: binary }
}

async function onPath() {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/local/bin', '/usr/sbin']
  for (const folder of folders) {
    const file = join(folder, 'nats-server')
    if (await newEnough(file)) return file
  }
  return undefined
}

async function fetchNats(file) {
  const failures = []
  for (const suite of SUITES) {
    try {
      const target = join(tools, 'nats-server')
      await step(`nats-server from Debian ${suite}`, () => fetchDebianPackage('nats-server', { suite, target }))
      await insistOnVersion(file)
      return file
    } catch (error) {
      failures.push(error)
    }
  }
  const whatToDo = `install nats-server ${OLDEST} or newer on PATH, or name it in TUBEPOST_NATS_BIN`
  throw new Problem('there is no nats-server here, and none could be fetched from Debian', whatToDo, failures[0])
}

async function newEnough(file) {
  if (!existsSync(file)) return false
  const version = await versionOf(file).catch(() => undefined)
  if (version === undefined || compare(version, OLDEST) < 0) {
    say(`${file} is passed over: it is ${version ?? 'not runnable'}, and ${OLDEST} is needed`)
    return false
  }
  if (compare(version, WANTED) < 0) say(`nats-server ${version} will do here; production wants ${WANTED}`)
  return true
}

async function insistOnVersion(file) {
  const version = await versionOf(file).catch((cause) => {
    throw new Problem(`${file} is no nats-server that runs here`, 'see TUBEPOST_NATS_BIN, or unset it', cause)
  })
  if (compare(version, OLDEST) >= 0) return
  throw new Problem(`${file} is nats-server ${version}`, `use ${OLDEST} or newer`)
}

async function versionOf(file) {
  const version = /\d+\.\d+\.\d+/.exec(await output(file, ['--version']))?.[0]
  if (version === undefined) throw new Error(`${file} --version tells no version`)
  return version
}

function compare(one, other) {
  return one.localeCompare(other, 'en', { numeric: true })
}
