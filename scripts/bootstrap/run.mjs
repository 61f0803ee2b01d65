import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']
const LAST_LINES = 15

/** Runs a program and returns what it wrote; when it fails, throws with the end of what it wrote. */
export async function output(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = () => child.kill()
  process.once('exit', stop)
  const written = []
  let out = ''
  child.stdout.on('data', (chunk) => {
    written.push(chunk)
    out += chunk
  })
  child.stderr.on('data', (chunk) => written.push(chunk))
  const { code, signal } = await ended(child, command).finally(() => process.off('exit', stop))
  if (code === 0) return out
  const end = Buffer.concat(written).toString().trimEnd().split('\n').slice(-LAST_LINES).join('\n')
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${signal ?? code}:\n${end}`)
}

/**
 * The rest of this process's life is the child's: it has the terminal, gets the signals and gives the exit code.
 * A Ctrl-C reaches the child from the terminal and again from here, so it takes repeats within a second for one.
 */
export async function become(command, args, { env, cwd }) {
  const child = spawn(command, args, { env, cwd, stdio: 'inherit' })
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  endWithNpm(child)
  const { code, signal } = await ended(child, command)
  return signal === null ? code : 128 + constants.signals[signal]
}

/** A killed npm tells nobody. The scripts of package.json say `exec`, so our parent is npm itself, not its shell. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return
  const npm = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
  watch.unref()
}

function ended(child, command) {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${command} could not be run`, { cause })))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}
