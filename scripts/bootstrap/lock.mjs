import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { tools } from './places.mjs'
import { Problem, say } from './say.mjs'

const lock = join(tools, 'lock')
const holder = join(lock, 'pid')
const WAIT_MS = 15 * 60_000
/** Between making the folder and writing the pid lies a moment; after this long without a pid its maker died in it. */
const NAMELESS_MS = 5_000

/** One bootstrap at a time in this tree. A lock whose holder died is taken over. */
export async function withLock(work) {
  mkdirSync(tools, { recursive: true })
  await acquire()
  const release = () => rmSync(lock, { recursive: true, force: true })
  const interrupted = (signal) => {
    say(`stopped by ${signal}`)
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.once('exit', release)
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  try {
    return await work()
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted).off('exit', release)
    release()
  }
}

async function acquire() {
  const deadline = Date.now() + WAIT_MS
  let told = false
  while (!tryAcquire()) {
    const pid = heldBy()
    if (pid === undefined) {
      rmSync(lock, { recursive: true, force: true })
      continue
    }
    if (!told) say(`waiting for another bootstrap in this tree (process ${pid})`)
    told = true
    if (Date.now() > deadline) {
      throw new Problem(`process ${pid} has held ${lock} for too long`, 'end that process, or remove the folder')
    }
    await pause(200)
  }
}

function tryAcquire() {
  try {
    mkdirSync(lock)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(holder, `${process.pid} ${startTime(process.pid)}\n`)
  return true
}

/** The living holder's pid, "?" while it has not said, undefined when there is none any more. */
function heldBy() {
  try {
    const [pid, started] = readFileSync(holder, 'utf8').trim().split(' ')
    return isAlive(Number(pid)) && startTime(pid) === started ? pid : undefined
  } catch {
    return isYoung() ? '?' : undefined
  }
}

function isYoung() {
  try {
    return Date.now() - statSync(lock).mtimeMs < NAMELESS_MS
  } catch {
    return false
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Tells a process from a later one with its pid. Only Linux says; elsewhere the pid alone must do. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return 'unknown'
  }
}
