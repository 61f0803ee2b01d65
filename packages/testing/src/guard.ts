import { spawn } from 'node:child_process'
import { signalTree, startTime } from './process-tree.ts'

/** Pids with their start time. */
const guarded = new Map<number, string | undefined>()
process.on('exit', () => {
  for (const [pid, started] of guarded) if (startTime(pid) === started) signalTree(pid, 'SIGKILL')
})

/**
 * A shell in a session of its own. A line on its pipe means that the process ended; end of file, that the owner did.
 * `kill -0` would not do: it takes a dead child that nobody reaps for a living one, and a reused pid for the process
 * that had it.
 */
const GUARD = `read -r _ && exit 0
alive() { read -r stat < /proc/$1/stat || return 1; set -- "$2" \${stat##*) }; [ "$2" != Z ] && [ "\${21}" = "$1" ]; }
alive $1 $3 || exit 0
kill -CONT $1; kill -$2 $1; n=0
while alive $1 $3 && [ $n -lt 50 ]; do sleep 0.1; n=$((n + 1)); done
kill -KILL -- -$1`

/**
 * Makes sure that the process ends with this one, in whatever way this one ends. Call the returned function once the
 * process is gone.
 */
export function guard(pid: number, stopSignal: NodeJS.Signals): () => void {
  const started = startTime(pid)
  guarded.set(pid, started)
  const shell = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid), stopSignal.slice(3), started ?? ''], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {}) // no shell, no guard: the pid file remains
  shell.stdin.on('error', () => {}) // the guard was killed; nothing is left to tell it
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return () => {
    guarded.delete(pid)
    shell.stdin.end('ended\n')
  }
}
