/** `npm start` itself: the process that a person starts in a terminal. */
import { execFile, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { SERVICES } from '@tubepost/events'
import { freePort, type Program, startProgram, tempDir, waitUntil } from '@tubepost/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANA, aSetup, BEN } from './a-setup.ts'
import { openSession } from './smtp-session.ts'

const MAIN = path.join(import.meta.dirname, '../services/sandbox/src/main.ts')
const within30s = (what: string) => ({ timeoutMs: 30_000, what })

let data: string
let logs: string
let setup: string
let http: number
let intake: number
let sandbox: Program

const start = (name: string): Promise<Program> =>
  startProgram({
    name,
    command: process.execPath,
    args: [MAIN, '--config', setup, '--port', String(http), '--data', data],
    dir: logs,
    stopSignal: 'SIGTERM',
    ready: async () => said(name).includes('Ctrl-C stops it'),
  })
const said = (name: string): string => readFileSync(path.join(logs, `${name}.log`), 'utf8')
const pidIn = (file: string): number => Number(readFileSync(path.join(data, file), 'utf8').split(' ')[0])
const isReady = async (): Promise<boolean> => (await fetch(`http://127.0.0.1:${http}/readyz`)).ok

beforeAll(async () => {
  logs = await tempDir('npm-start-logs')
  data = await tempDir('npm-start-data')
  ;[http, intake] = [await freePort(), await freePort()]
  setup = path.join(logs, 'tubepost.yaml')
  writeFileSync(setup, aSetup({ intake, people: [{ ...ANA, role: 'admin' }, BEN] }))
  sandbox = await start('first')
})
afterAll(() => sandbox?.stop())

test('a second start in the same folder is refused, and the first goes on', async () => {
  const before = ['nats/nats-server.pid', 'postgres/postgres.pid'].map(pidIn)
  // Through another path, with another port: it is the folder that is taken.
  const args = [
    MAIN,
    '--config',
    setup,
    '--port',
    String(await freePort()),
    '--data',
    `${logs}/../${path.basename(data)}`,
  ]
  const { code, stderr } = await outputOf(process.execPath, args)
  expect(code).toBe(1)
  expect(stderr.trim()).toBe(
    `${data} is in use by process ${sandbox.pid}. Stop it, or choose another folder with --data.`,
  )
  expect(['nats/nats-server.pid', 'postgres/postgres.pid'].map(pidIn)).toEqual(before)
  expect(await isReady()).toBe(true)
})

test('a second start at the same port is refused, and the first goes on', async () => {
  const { code, stderr } = await outputOf(process.execPath, [MAIN, '--config', setup, '--port', String(http)])
  expect(code).toBe(1)
  expect(stderr).toContain(`Port ${http} of 127.0.0.1 is taken by another program.`)
  expect(await isReady()).toBe(true)
})

test('the link that it prints lets the administrator in, and stands in no log', async () => {
  const url = `http://127.0.0.1:${http}`
  await waitUntil(() => said('first').includes('/sign-in#link='), within30s('the link'))
  const [, secret = ''] = new RegExp(`${url}/sign-in#link=(\\S+)`).exec(said('first')) ?? []
  const post = (call: string, body: object, cookie = '') =>
    fetch(`${url}/api/console/${call}`, {
      method: call === 'me/password' ? 'PUT' : 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    })
  const answer = await post('sign-in/link', { secret })
  expect(answer.status).toBe(204)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  expect((await post('me/password', { new: 'correct horse battery' }, cookie)).status).toBe(204)
  expect((await post('sign-in', { address: 'ana@example.com', password: 'correct horse battery' })).status).toBe(204)
  for (const name of SERVICES)
    expect(readFileSync(path.join(data, 'services', `${name}.log`), 'utf8')).not.toContain(secret)
})

test('once an administrator has a password the command makes no link, and unlocks', async () => {
  const ADMIN_TOKEN = /Bearer ([^']+)'/.exec(said('first'))?.[1]
  const tubepost = (...args: string[]) =>
    outputOf(path.join(import.meta.dirname, '../deploy/tubepost'), args, { ADMIN_TOKEN, HTTP_PORT: String(http) })
  const link = await tubepost('sign-in-link')
  expect([link.code, link.stderr]).toEqual([1, expect.stringContaining('An administrator has a password already')])
  expect((await tubepost('unlock', 'ana@example.com')).stdout).toBe('Nobody was waiting.\n')
  const wrong = JSON.stringify({ address: 'ana@example.com', password: 'wrong horse battery' })
  await fetch(`http://127.0.0.1:${http}/api/console/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: wrong,
  })
  expect((await tubepost('unlock')).stdout).toContain('The wrong passwords are forgotten')
})

test('the line that it prints tails the intents', async () => {
  const line =
    said('first')
      .split('\n')
      .find((each) => each.includes('read-intents.mjs')) ?? ''
  expect(said('first')).toContain(/NATS_URL=(\S+)/.exec(line)?.[1])
  const tail = spawn('/bin/sh', ['-c', `exec env ${line}`], { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' })
  let output = ''
  tail.stdout.on('data', (text: Buffer) => (output += text.toString()))
  const session = await openSession(intake)
  const mail = 'From: ana@example.com\nTo: status@example.com\nSubject: Out 1d\n\n'
  await session.send(Buffer.from(mail), ['status@example.com'], 'ana@example.com')
  session.close()
  await waitUntil(() => output.includes('intent.status.set'), within30s('the intent'))
  tail.kill()
})

test('a broker and a database that end are started again, and told in a line', async () => {
  for (const file of ['postgres/postgres.pid', 'nats/nats-server.pid']) process.kill(pidIn(file), 'SIGKILL')
  for (const name of ['nats-server', 'PostgreSQL'])
    await waitUntil(() => said('first').includes(`${name} runs again.`), within30s(name))
  expect(said('first').match(/has stopped\. It is started again/g)).toHaveLength(2)
  await waitUntil(isReady, within30s('the services'))
})

test('a killed process leaves no lock behind', async () => {
  await sandbox.kill('SIGKILL')
  sandbox = await start('after')
  expect(await isReady()).toBe(true)
})

function outputOf(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...process.env, ...environment } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}
