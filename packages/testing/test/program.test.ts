import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { beforeEach, expect, test, vi } from 'vitest'
import { isAlive } from '../src/process-tree.ts'
import { freePort, infra, skippedBecause, startNats, startPostgres, tempDir, waitUntil } from '../src/index.ts'

const DOOR = join(import.meta.dirname, '../src/index.ts')

let dir: string

beforeEach(async () => {
  dir = await tempDir('program')
})

test.each([
  ['is killed', `process.kill(process.pid, 'SIGKILL')`],
  ['throws', `setTimeout(() => { throw new Error('uncaught') })`],
  ['just ends', ''],
])('no program outlives its owner that %s', async (_, ending) => {
  const owner = `
    import { startNats, startPostgres } from '${DOOR}'
    const [nats, postgres] = await Promise.all([startNats({ dir: '${dir}/nats' }), startPostgres({ dir: '${dir}/pg' })])
    console.log(nats.pid, postgres.pid)
    ${ending}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', owner], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pids = (await child.stdout.toArray()).join('').trim().split(' ').map(Number)

  expect(pids).toHaveLength(2)
  await waitUntil(() => !pids.some(runs), { timeoutMs: 5_000, what: 'the programs to end' })
})

test('a program that an owner left running is swept by the next start', async () => {
  const port = await freePort()
  const nats = await startNats({ dir, port })
  const left = nats.pid
  const again = await startNats({ dir, port })
  expect(runs(left)).toBe(false)
  await again.stop()
})

test('a kill returns when that life has ended, though a supervisor began the next', async () => {
  const nats = await startNats({ dir })
  const killed = nats.pid
  const killing = nats.kill()
  while (nats.pid === killed) {
    await nats.start()
    await setImmediate()
  }
  await killing
  expect(runs(nats.pid)).toBe(true)
  await nats.stop()
})

const PYTHON = '/usr/bin/python3'
const noPython = existsSync(PYTHON) ? undefined : `no ${PYTHON} on this machine`

test('a process is alive until its last thread has ended, not its first', skippedBecause(noPython), async () => {
  // The behaviour of exit(2) before libc made it end all threads.
  const exitOfOneThread = `ctypes.CDLL(None).syscall({'x86_64': 60}.get(platform.machine(), 93), 0)`
  const lines = ['import ctypes, platform, threading, time', 'threading.Thread(target=time.sleep, args=[60]).start()']
  const child = spawn(PYTHON, ['-c', [...lines, exitOfOneThread].join('\n')], { stdio: 'ignore' })
  const pid = child.pid ?? 0
  await waitUntil(() => stateOf(pid) === 'Z', { timeoutMs: 20_000, what: 'the first thread to end' })
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGKILL')
  await waitUntil(() => !isAlive(pid), { timeoutMs: 20_000, what: 'the process to end' })
})

test('stop() leaves no process', async () => {
  const postgres = await startPostgres({ dir })
  await postgres.stop()
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat,args'])
  expect(stdout.split('\n').filter((line) => line.includes(dir) && !line.startsWith('Z'))).toEqual([])
  expect(existsSync(join(dir, 'postgres.pid'))).toBe(false)
})

test('a program that does not start says why', async () => {
  await expect(startNats({ dir, config: 'nonsense: {' })).rejects.toThrow('Parse error')
})

const localOnly = infra() === 'local' ? undefined : 'it is about a program of this machine: TEST_INFRA is not local'

test('a missing program is named', skippedBecause(localOnly), async () => {
  vi.stubEnv('TUBEPOST_NATS_BIN', '/nowhere/nats-server')
  await expect(startNats({ dir })).rejects.toThrow('/nowhere/nats-server could not be run')
  vi.unstubAllEnvs()
})

test('a stopped program continues where it was', async () => {
  const nats = await startNats({ dir })
  await nats.kill('SIGSTOP')
  // The kernel stops it at its next turn; until then it would still answer.
  expect(await waitUntil(() => isStopped(nats.pid), { timeoutMs: 5_000, what: 'the stop' })).toBe(true)
  const answer = fetch(`${nats.monitorUrl}/varz`)
  await nats.kill('SIGCONT')
  expect((await answer).ok).toBe(true)
  await nats.stop()
})

function runs(pid: number): boolean {
  const state = stateOf(pid)
  return state !== undefined && state !== 'Z'
}

function isStopped(pid: number): boolean {
  return stateOf(pid) === 'T'
}

function stateOf(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`
  return existsSync(file) ? readFileSync(file, 'utf8').split(') ')[1]?.[0] : undefined
}
